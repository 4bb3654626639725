import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import {
  byteRange,
  contentType,
  failureReport,
  fromPath,
  messageId,
  reportStatus,
  successReport,
  toPath,
  type MsrpMessage,
} from './message.ts'
import { parseMsrp } from './parse.ts'
import { serialiseMsrp } from './serialise.ts'
import { msrpSyntaxRules } from './syntax-rules.ts'
import { figures } from './vectors/rfc4975-figures.ts'

const lines = (...text: string[]) => Buffer.from(text.join('\r\n') + '\r\n')
const rules = (octets: Buffer) => parseMsrp(octets).violations.map(violation => violation.rule)
const paths = [
  'To-Path: msrp://bob.example.com:8888/9di4eae923wzd;tcp',
  'From-Path: msrp://alicepc.example.com:7777/iau39soe2843z;tcp',
]

describe('MSRP messages of RFC 4975', () => {
  for (const { name, clause, octets, breaks } of figures)
    it(`${name} (${clause}) departs from the rules ${breaks.length === 0 ? 'nowhere' : `in ${breaks.join()}`}`, () => {
      assert.deepEqual(rules(octets), [...breaks])
      const { message } = parseMsrp(octets)
      assert.ok(message && serialiseMsrp(message).equals(octets))
    })

  const read = (name: string) => parseMsrp(figures.find(figure => figure.name === name)!.octets).message

  it('reads a SEND of one chunk (§4)', () => {
    const message = read('a message')
    assert.ok(message?.kind === 'request')
    assert.equal(message.method, 'SEND')
    assert.equal(message.transactionId, 'a786hjs2')
    assert.deepEqual(toPath(message), ['msrp://biloxi.example.com:12763/kjhd37s2s20w2a;tcp'])
    assert.deepEqual(fromPath(message), ['msrp://atlanta.example.com:7654/jshA7weztas;tcp'])
    assert.equal(messageId(message), '87652491')
    assert.deepEqual(byteRange(message), { start: 1, end: 25, total: 25 })
    assert.equal(contentType(message), 'text/plain')
    assert.equal(message.body?.toString(), 'Hey Bob, are you there?')
    assert.equal(message.continuation, '$')
  })

  it('reads a response (§4)', () => {
    const message = read('its response')
    assert.ok(message?.kind === 'response')
    assert.equal(message.status, 200)
    assert.equal(message.comment, 'OK')
    assert.equal(message.body, undefined)
  })

  it('reads both chunks of a message (§5.1)', () => {
    const [first, second] = [read('the first chunk'), read('the second chunk')]
    assert.ok(first && second)
    assert.deepEqual([first.continuation, second.continuation], ['+', '$'])
    assert.deepEqual(byteRange(first), { start: 1, end: '*', total: 8 })
    assert.equal(`${first.body?.toString()}${second.body?.toString()}`, 'abcdEFGH')
  })

  it('reads a REPORT (§11.6)', () => {
    const message = read('the success report')
    assert.ok(message?.kind === 'request' && message.method === 'REPORT')
    assert.deepEqual(reportStatus(message), { namespace: '000', code: 200, comment: 'OK' })
  })

  it('reads a bodiless SEND, which has neither blank line nor Content-Type (§7.1)', () => {
    const { message, violations } = parseMsrp(
      lines('MSRP d93kswow SEND', ...paths, 'Message-ID: 12339sdqwer', 'Byte-Range: 1-0/0', '-------d93kswow$'),
    )
    assert.equal(message?.body, undefined)
    assert.deepEqual(violations, [])
  })

  it('tells an empty body from none', () => {
    const { message, violations } = parseMsrp(
      lines(
        'MSRP d93kswow SEND',
        ...paths,
        'Message-ID: 12339sdqwer',
        'Content-Type: text/plain',
        '',
        '',
        '-------d93kswow$',
      ),
    )
    assert.equal(message?.body?.length, 0)
    assert.deepEqual(violations, [])
  })

  it('keeps a line end that belongs to the body', () => {
    const { message } = parseMsrp(
      lines(
        'MSRP d93kswow SEND',
        ...paths,
        'Message-ID: 12339sdqwer',
        'Content-Type: text/plain',
        '',
        'Hi',
        '',
        '-------d93kswow$',
      ),
    )
    assert.equal(message?.body?.toString(), 'Hi\r\n')
  })

  it('is not misled by look-alikes of the end-line in the body', () => {
    const body = '-------d93kswow$ is no end\r\n-------d93kswox$\r\n-------d93kswow\r\n------d93kswow$'
    const { message, violations } = parseMsrp(
      lines(
        'MSRP d93kswow SEND',
        ...paths,
        'Message-ID: 12339sdqwer',
        'Content-Type: text/plain',
        '',
        body,
        '-------d93kswow$',
      ),
    )
    assert.equal(message?.body?.toString(), body)
    assert.deepEqual(violations, [])
  })

  it('applies the defaults of the report headers (§7.1.1)', () => {
    const plain = parseMsrp(lines('MSRP d93kswow SEND', ...paths, 'Message-ID: 1234', '-------d93kswow$')).message
    const asked = parseMsrp(
      lines(
        'MSRP d93kswow SEND',
        ...paths,
        'message-id: 1234',
        'success-report: yes',
        'FAILURE-REPORT: partial',
        '-------d93kswow$',
      ),
    ).message
    assert.ok(plain && asked)
    assert.deepEqual([successReport(plain), failureReport(plain)], [false, 'yes'])
    assert.deepEqual([successReport(asked), failureReport(asked)], [true, 'partial'])
    assert.equal(messageId(asked), '1234')
  })
})

describe('departures from the grammar are listed, each by its rule', () => {
  const send = (...fields: string[]) => ['MSRP d93kswow SEND', ...paths, 'Message-ID: 1234abcd', ...fields]
  const end = '-------d93kswow$'
  const wrong: readonly (readonly [string, Buffer])[] = [
    ['MSRP-SYN-01', lines('MSRP d93kswow')],
    ['MSRP-SYN-02', lines('MSRP abc SEND', ...paths, 'Message-ID: 1234', '-------abc$')],
    ['MSRP-SYN-03', lines('MSRP d93kswow send', ...paths, end)],
    ['MSRP-SYN-04', lines('MSRP d93kswow 20', ...paths, end)],
    ['MSRP-SYN-05', lines(...send('no colon here'), end)],
    ['MSRP-SYN-06', lines(...send('X Y: z'), end)],
    ['MSRP-SYN-07', lines(...send('X-Y:z'), end)],
    ['MSRP-SYN-07', lines(...send('Content-Type:  text/plain', '', 'Hi'), end)],
    ['MSRP-SYN-08', lines(...send('X-Y: a\0b'), end)],
    ['MSRP-SYN-08', Buffer.concat([Buffer.from(send('X-Y: ').join('\r\n')), Buffer.from([0xff]), lines('', end)])],
    ['MSRP-SYN-09', lines('MSRP d93kswow SEND', 'X-First: 1', paths[1]!, 'Message-ID: 1234', end)],
    ['MSRP-SYN-10', lines('MSRP d93kswow SEND', paths[0]!, 'Message-ID: 1234', paths[1]!, end)],
    ['MSRP-SYN-11', lines(...send('Message-ID: 5678'), end)],
    ['MSRP-SYN-12', lines('MSRP d93kswow 200', 'To-Path: sip:bob@example.com', paths[1]!, end)],
    ['MSRP-SYN-13', lines(...send('Content-Type: text/plain', 'X-Y: z', '', 'Hi'), end)],
    ['MSRP-SYN-14', lines(...send('Content-Type: text', '', 'Hi'), end)],
    ['MSRP-SYN-15', lines(...send('', 'Hi'), end)],
    ['MSRP-SYN-16', lines(...send(''), end)],
    ['MSRP-SYN-17', lines(...send())],
    ['MSRP-SYN-18', lines(...send('Content-Type: text/plain', ''), end)],
    ['MSRP-SYN-19', lines(...send(), end, 'more')],
    ['MSRP-SYN-20', lines('MSRP d93kswow SEND', ...paths, end)],
    ['MSRP-SYN-21', lines('MSRP d93kswow SEND', ...paths, 'Message-ID: 1', end)],
    ['MSRP-SYN-22', lines(...send('Byte-Range: 1-5'), end)],
    ['MSRP-SYN-23', lines(...send('Byte-Range: 1-3/2', 'Content-Type: text/plain', '', 'abc'), end)],
    ['MSRP-SYN-23', lines(...send('Byte-Range: 1-*/2', 'Content-Type: text/plain', '', 'abc'), end)],
    ['MSRP-SYN-24', lines(...send('Byte-Range: 1-2049/2049', 'Content-Type: text/plain', '', 'a'.repeat(2049)), end)],
    ['MSRP-SYN-25', lines(...send('Success-Report: maybe'), end)],
    ['MSRP-SYN-26', lines(...send('Failure-Report: maybe'), end)],
    ['MSRP-SYN-27', lines('MSRP d93kswow REPORT', ...paths, 'Message-ID: 1234', end)],
    ['MSRP-SYN-28', lines('MSRP d93kswow REPORT', ...paths, 'Message-ID: 1234', 'Status: 200 OK', end)],
    [
      'MSRP-SYN-29',
      lines('MSRP d93kswow REPORT', ...paths, 'Message-ID: 1234', 'Status: 000 200', 'Failure-Report: no', end),
    ],
    ['MSRP-SYN-30', lines('MSRP d93kswow 200 OK', ...paths, '', 'body', end)],
    ['MSRP-SYN-31', lines('MSRP d93kswow 200 OK', ...paths, '-------d93kswow+')],
    ['MSRP-SYN-32', lines('MSRP d93kswow FOO', ...paths, 'Content-Type: text/plain', '', 'a'.repeat(10241), end)],
    ['MSRP-SYN-34', lines(...send('Content-Transfer-Encoding: binary', 'Content-Type: text/plain', '', 'Hi'), end)],
    ['MSRP-SYN-33', lines(...send('Content-ID: <1@x>'), end)],
    ['MSRP-SYN-33', lines(...send('Content-Type: text/plain'), end)],
  ]
  for (const [rule, octets] of wrong)
    it(`${rule}: ${msrpSyntaxRules[rule as keyof typeof msrpSyntaxRules].message}`, () => {
      assert.deepEqual(rules(octets), [rule])
      for (const { start, end } of parseMsrp(octets).violations)
        assert.ok(start >= 0 && start <= end && end <= octets.length)
    })

  it('do not include a second space before the value of an extension header, which is part of it (§9 hval)', () => {
    const { message, violations } = parseMsrp(lines(...send('X-Y:  z'), end))
    assert.deepEqual(violations, [])
    assert.equal(message?.headers.at(-1)?.value, ' z')
  })

  it('has an example of every rule', () => {
    assert.deepEqual(new Set(wrong.map(([rule]) => rule)), new Set(Object.keys(msrpSyntaxRules)))
  })

  it('points at the octets in question', () => {
    const octets = lines(...send('Success-Report: maybe'), end)
    const [violation] = parseMsrp(octets).violations
    assert.equal(octets.toString('utf8', violation!.start, violation!.end), 'Success-Report: maybe')
  })
})

const identifier = fc.stringMatching(/^[0-9A-Za-z][0-9A-Za-z.\-+%=]{3,31}$/)
const value = fc.stringMatching(/^[!-~\u00e4\u20ac](?:[ -~\u00e4\u20ac]{0,20}[!-~\u00e4\u20ac])?$/)
const header = fc.record({ name: fc.stringMatching(/^X-[A-Za-z]{1,8}$/), value })
const message: fc.Arbitrary<MsrpMessage> = fc
  .record({
    transactionId: identifier,
    method: fc.constantFrom('SEND', 'NICKNAME'),
    id: identifier,
    extra: fc.array(header, { maxLength: 4 }),
    body: fc.option(
      fc.uint8Array({ maxLength: 200 }).map(octets => Buffer.from(octets)),
      { nil: undefined },
    ),
    continuation: fc.constantFrom('$' as const, '+' as const, '#' as const),
  })
  .map(({ transactionId, method, id, extra, body, continuation }) => ({
    kind: 'request',
    transactionId,
    method,
    headers: [
      ...paths.map(path => ({ name: path.slice(0, path.indexOf(':')), value: path.slice(path.indexOf(' ') + 1) })),
      { name: 'Message-ID', value: id },
      ...extra,
      ...(body ? [{ name: 'Content-Type', value: 'application/octet-stream' }] : []),
    ].map(field => ({ ...field, start: 0, end: 0 })),
    body,
    continuation,
  }))

describe('the parser', () => {
  it('reads what the serialiser writes', () => {
    fc.assert(
      fc.property(message, written => {
        const parsed = parseMsrp(serialiseMsrp(written))
        assert.deepEqual(parsed.violations, [])
        const headers = parsed.message?.headers.map(({ name, value }) => ({ name, value, start: 0, end: 0 }))
        assert.deepEqual({ ...parsed.message, headers }, written)
      }),
    )
  })

  it('loses nothing: what is read is written again octet by octet', () => {
    fc.assert(
      fc.property(message, written => {
        const octets = serialiseMsrp(written)
        const parsed = parseMsrp(octets).message
        assert.ok(parsed)
        assert.ok(serialiseMsrp(parsed).equals(octets))
      }),
    )
  })

  it('never throws, whatever the octets, and always stays within them', () => {
    const piece = fc.constantFrom(
      'MSRP ',
      'abcd ',
      'SEND',
      '200',
      '\r\n',
      ': ',
      'To-Path: ',
      '-------abcd',
      '$',
      '\n',
      '\0',
      '\u00e9',
    )
    const noise = fc.oneof(
      fc.uint8Array({ maxLength: 100 }).map(octets => Buffer.from(octets)),
      fc.array(piece, { maxLength: 30 }).map(pieces => Buffer.from(`MSRP abcd ${pieces.join('')}`)),
    )
    fc.assert(
      fc.property(noise, octets => {
        const { violations, message: read } = parseMsrp(octets)
        for (const { start, end } of violations) assert.ok(start >= 0 && start <= end && end <= octets.length)
        if (read === undefined) assert.notEqual(violations.length, 0)
      }),
    )
  })
})
