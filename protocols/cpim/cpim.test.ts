import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { buildCpim } from './build.ts'
import { escapeCpim, unescapeCpim } from './escape.ts'
import { parseCpimAddress } from './header-values.ts'
import { cpimContentType, cpimCoreNamespace, cpimHeader, cpimValues, mimeValue } from './message.ts'
import { qualifiedHeaders, qualifiedValue, requiredFeatures, unmetRequirements } from './namespaces.ts'
import { parseCpim } from './parse.ts'
import { serialiseCpim } from './serialise.ts'
import { cpimSyntaxRules } from './syntax-rules.ts'

const octetsOf = (...lines: string[]) => Buffer.from(lines.join('\r\n'))
/** RFC 3862 §5.1 without the MIME headers of the enclosing object. */
const example = octetsOf(
  'From: MR SANDERS <im:piglet@100akerwood.com>',
  'To: Depressed Donkey <im:eeyore@100akerwood.com>',
  'DateTime: 2000-12-13T13:40:00-08:00',
  'Subject: the weather will be fine today',
  "Subject:;lang=fr beau temps prevu pour aujourd'hui",
  'NS: MyFeatures <mid:MessageFeatures@id.foo.com>',
  'Require: MyFeatures.VitalMessageOption',
  'MyFeatures.VitalMessageOption: Confirmation-requested',
  'MyFeatures.WackyMessageOption: Use-silly-font',
  '',
  'Content-type: text/xml; charset=utf-8',
  'Content-ID: <1234567890@foo.com>',
  '',
  '<body>',
  'Here is the text of my message.',
  '</body>',
)

/** Rich in what needs care: controls, quotes, backslashes, and characters of two to four octets. */
const anyText = fc.string({
  unit: fc
    .oneof(fc.integer({ min: 0, max: 0x2ff }), fc.constantFrom(0x22, 0x5c, 0x3c, 0x20ac, 0x1f600))
    .map(code => String.fromCodePoint(code)),
  maxLength: 30,
})

describe('the example of RFC 3862 §5.1', () => {
  const { message, violations } = parseCpim(example)

  it('is well-formed', () => assert.deepEqual(violations, []))

  it('has its three parts', () => {
    assert.equal(message.headers.length, 9)
    assert.deepEqual(cpimValues(message, 'Subject'), [
      'the weather will be fine today',
      "beau temps prevu pour aujourd'hui",
    ])
    assert.equal(message.headers[4]?.parameters, ';lang=fr')
    assert.equal(cpimContentType(message), 'text/xml; charset=utf-8')
    assert.equal(mimeValue(message, 'content-id'), '<1234567890@foo.com>')
    assert.equal(message.content.toString(), '<body>\r\nHere is the text of my message.\r\n</body>')
  })

  it('points at its headers', () => {
    const { start, end } = message.headers[1]!
    assert.equal(example.toString('utf8', start, end), 'To: Depressed Donkey <im:eeyore@100akerwood.com>')
  })

  it('requires a feature that a receiver may not know (§3.5)', () => {
    const feature = { namespace: 'mid:MessageFeatures@id.foo.com', name: 'VitalMessageOption' }
    assert.deepEqual(requiredFeatures(message), [feature])
    assert.deepEqual(unmetRequirements(message), [feature])
    assert.deepEqual(
      unmetRequirements(message, ({ namespace }) => namespace === feature.namespace),
      [],
    )
  })

  it('is written again octet by octet', () => assert.ok(serialiseCpim(message).equals(example)))
})

describe('namespaces of headers (RFC 3862 §3.4)', () => {
  const read = (...headers: string[]) =>
    parseCpim(octetsOf(...headers, '', 'Content-Type: text/plain', '', 'Hi')).message

  it('make prefixes interchangeable', () => {
    const one = read('NS: imdn <urn:ietf:params:imdn>', 'imdn.Message-ID: 34jk324j')
    const other = read('NS: x <urn:ietf:params:imdn>', 'x.Message-ID: 34jk324j')
    for (const message of [one, other])
      assert.equal(qualifiedValue(message, 'urn:ietf:params:imdn', 'Message-ID'), '34jk324j')
  })

  it('have a default that an NS header without prefix changes for what follows', () => {
    const message = read('From: <im:a@b.c>', 'NS: <http://id.acme.widgets/wily-headers/>', 'runner-trap: set')
    assert.deepEqual(
      qualifiedHeaders(message).map(({ namespace }) => namespace),
      [cpimCoreNamespace, cpimCoreNamespace, 'http://id.acme.widgets/wily-headers/'],
    )
  })

  it('do not count core headers as unmet requirements', () => {
    assert.deepEqual(unmetRequirements(read('Require: From,DateTime')), [])
    assert.deepEqual(unmetRequirements(read('Require: nope.Feature')), [{ namespace: undefined, name: 'Feature' }])
  })
})

describe('departures from the format are listed', () => {
  const wrong: readonly (readonly [string, Buffer])[] = [
    ['CPIM-SYN-01', octetsOf('From: <im:a@b.c>')],
    ['CPIM-SYN-02', octetsOf('Mood', '', 'Content-Type: text/plain', '', '')],
    ['CPIM-SYN-03', octetsOf('Fr(om: a', '', 'Content-Type: text/plain', '', '')],
    ['CPIM-SYN-04', octetsOf('From:<im:a@b.c>', '', 'Content-Type: text/plain', '', '')],
    ['CPIM-SYN-05', octetsOf('Subject: a\tb', '', 'Content-Type: text/plain', '', '')],
    ['CPIM-SYN-06', octetsOf('Subject: a\\x', '', 'Content-Type: text/plain', '', '')],
    ['CPIM-SYN-07', octetsOf('Subject:;lang a', '', 'Content-Type: text/plain', '', '')],
    ['CPIM-SYN-08', octetsOf('From: im:a@b.c', '', 'Content-Type: text/plain', '', '')],
    ['CPIM-SYN-08', octetsOf('cc: Sanders, Mr <im:a@b.c>', '', 'Content-Type: text/plain', '', '')],
    ['CPIM-SYN-09', octetsOf('DateTime: yesterday', '', 'Content-Type: text/plain', '', '')],
    ['CPIM-SYN-10', octetsOf('NS: imdn', '', 'Content-Type: text/plain', '', '')],
    ['CPIM-SYN-11', octetsOf('Require: a b', '', 'Content-Type: text/plain', '', '')],
    ['CPIM-SYN-11', octetsOf('Require: From, To', '', 'Content-Type: text/plain', '', '')],
    ['CPIM-SYN-12', octetsOf('From: <im:a@b.c>', 'From: <im:a@b.c>', '', 'Content-Type: text/plain', '', '')],
    ['CPIM-SYN-13', octetsOf('imdn.Message-ID: 1', '', 'Content-Type: text/plain', '', '')],
    ['CPIM-SYN-14', octetsOf('From: <im:a@b.c>', '', 'Content-Type: text/plain')],
    ['CPIM-SYN-15', octetsOf('From: <im:a@b.c>', '', 'Content-Type', '', '')],
    ['CPIM-SYN-16', octetsOf('From: <im:a@b.c>', '', '', 'Hi')],
    ['CPIM-SYN-16', octetsOf('From: <im:a@b.c>', '', 'Content-ID: <1@b.c>', '', 'Hi')],
    ['CPIM-SYN-17', Buffer.from('From: <im:a@b.c>\n\r\nContent-Type: text/plain\r\n\r\nHi')],
    ['CPIM-SYN-18', octetsOf('Subject: a ', '', 'Content-Type: text/plain', '', '')],
  ]
  for (const [rule, octets] of wrong)
    it(`${rule}: ${cpimSyntaxRules[rule as keyof typeof cpimSyntaxRules].message}`, () => {
      assert.deepEqual(
        parseCpim(octets).violations.map(violation => violation.rule),
        [rule],
      )
    })

  it('has an example of every rule', () => {
    assert.deepEqual(new Set(wrong.map(([rule]) => rule)), new Set(Object.keys(cpimSyntaxRules)))
  })

  it('knows that header names are case-sensitive (§2.2)', () => {
    const { message } = parseCpim(octetsOf('from: <im:a@b.c>', '', 'Content-Type: text/plain', '', ''))
    assert.deepEqual(cpimValues(message, 'From'), [])
  })
})

describe('escapes of header values (RFC 3862 §2.3)', () => {
  it('are resolved', () => assert.equal(unescapeCpim('\\u20ac\\t\\"\\\\n\\x'), '€\t"\\nx'))

  it('come back from any text, and leave no control character', () => {
    fc.assert(
      fc.property(anyText, text => {
        const escaped = escapeCpim(text)
        assert.equal(unescapeCpim(escaped), text)
        assert.doesNotMatch(escaped, /[\0-\x1f\x7f]/)
      }),
    )
  })
})

describe('building', () => {
  it('makes any display name, address and subject safe', () => {
    fc.assert(
      fc.property(anyText, anyText, anyText, fc.uint8Array({ maxLength: 40 }), (name, user, subject, content) => {
        const built = buildCpim({
          from: { uri: `sip:${user}@sip.example`, name: name },
          to: { uri: 'sip:bob@imps.example' },
          dateTime: '2026-11-22T10:00:00Z',
          subject: `x${subject}x`,
          contentType: 'text/plain; charset=utf-8',
          content: Buffer.from(content),
        })
        const { message, violations } = parseCpim(serialiseCpim(built))
        assert.deepEqual(violations, [])
        assert.equal(message.headers.length, 4)
        assert.ok(message.content.equals(Buffer.from(content)))
        assert.equal(unescapeCpim(cpimValues(message, 'Subject')[0]!), `x${subject}x`)
      }),
    )
  })

  it('puts further headers behind the fixed ones', () => {
    const { message, violations } = parseCpim(
      serialiseCpim(
        buildCpim({
          from: { uri: 'sip:a@sip.example', name: 'Alice of Wonderland' },
          to: { uri: 'sip:bob@imps.example' },
          headers: [cpimHeader('NS', 'imdn <urn:ietf:params:imdn>'), cpimHeader('imdn.Message-ID', '34jk324j')],
          contentType: 'text/plain',
          content: 'Hello',
        }),
      ),
    )
    assert.deepEqual(violations, [])
    assert.deepEqual(parseCpimAddress(cpimValues(message, 'From')[0]!), {
      name: 'Alice of Wonderland',
      uri: 'sip:a@sip.example',
    })
  })
})

describe('the CPIM parser', () => {
  it('never throws and stays within the octets, whatever they are', () => {
    const piece = fc.constantFrom('From: ', '\r\n', '\r\n\r\n', '\n', ':', ';lang=', '"', '<', '\\', '\0', 'a.b', ' ')
    const octets = fc.oneof(
      fc.array(piece, { maxLength: 30 }).map(pieces => Buffer.from(pieces.join(''))),
      fc.uint8Array({ maxLength: 80 }).map(raw => Buffer.from(raw)),
    )
    fc.assert(
      fc.property(octets, raw => {
        const { violations, message } = parseCpim(raw)
        for (const { start, end } of violations) assert.ok(start >= 0 && start <= end && end <= raw.length)
        assert.ok(message.content.length <= raw.length)
      }),
    )
  })
})
