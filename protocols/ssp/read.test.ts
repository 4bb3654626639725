import { describe, it } from 'node:test'
import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { Primitive } from './document.ts'
import { readSsp } from './read.ts'

const namespace = 'http://www.openmobilealliance.org/DTD/WV-SSP1.3'
const wrap = (primitive: string, attributes = `mode="Request" transactionID="t-1"`) =>
  `<WV-SSP-Message xmlns="${namespace}"><Session sessionID="1@a.example"><Transaction ${attributes}>${primitive}</Transaction></Session></WV-SSP-Message>`
const read = (source: string | Buffer) => readSsp(Buffer.from(source as string))
const primitiveIn = (source: string | Buffer): Primitive => {
  const { document } = read(source)
  assert.ok(document?.kind === 'session')
  return document.transactions[0]!.primitive
}
const status = wrap('<Status code="200"/>')
const rules = (source: string | Buffer) => read(source).violations.map(violation => violation.rule)

describe('a document is understood', () => {
  const spellings: [what: string, source: string | Buffer][] = [
    ['in another namespace', status.replace(namespace, 'http://www.openmobilealliance.org/DTD/IMPS-SSP1.3')],
    ['without a namespace', status.replace(` xmlns="${namespace}"`, '')],
    ['with a prefix', status.replace('xmlns=', 'xmlns:s=').replace(/(<\/?)(?=[A-Z])/g, '$1s:')],
    [
      'with names in another case',
      status.replaceAll('WV-SSP-Message', 'wv-ssp-message').replaceAll('Status', 'STATUS'),
    ],
    ['with a byte order mark', `\ufeff${status}`],
    ['in UTF-16', Buffer.from(`\ufeff<?xml version="1.0" encoding="UTF-16"?>${status}`, 'utf16le')],
    ['in ISO 8859-1', Buffer.from(`<?xml version="1.0" encoding="ISO-8859-1"?>${status}`, 'latin1')],
    ['behind comments and processing instructions', `<?xml version="1.0"?><!-- <!DOCTYPE x> --><?x y?>\n${status}`],
  ]
  for (const [what, source] of spellings)
    it(what, () => {
      const primitive = primitiveIn(source)
      assert.ok(primitive.name === 'Status' && primitive.status.code === 200)
      assert.deepEqual(read(source).violations, [])
    })

  it('whatever the spelling of attributes', () => {
    const message = primitiveIn(
      wrap(
        `<SendMessageRequest DeliveryReport="Yes"><MessageInfo MessageURI="u" ContentName="n" validlity="7"><Recipient><User userid=" bob@b.example"/></Recipient></MessageInfo></SendMessageRequest>`,
      ),
    )
    assert.ok(message.name === 'SendMessageRequest')
    assert.equal(message.deliveryReport, true)
    assert.deepEqual([message.message.messageUri, message.message.contentName, message.message.validity], ['u', 'n', 7])
    assert.equal(message.message.recipients[0]?.user?.userId, 'bob@b.example')
  })

  it('with base64 broken into lines, and any encoding attribute meaning base64', () => {
    const message = primitiveIn(
      wrap(
        `<SendMessageRequest><MessageInfo/><ContentData encoding="B">\n SGVs\r\n bG8= \n</ContentData></SendMessageRequest>`,
      ),
    )
    assert.ok(message.name === 'SendMessageRequest')
    assert.equal(message.content?.octets.toString(), 'Hello')
  })

  it('with literal content, escaped or in CDATA, white space kept', () => {
    const content = (inner: string) => {
      const message = primitiveIn(
        wrap(`<SendMessageRequest><MessageInfo/><ContentData>${inner}</ContentData></SendMessageRequest>`),
      )
      return message.name === 'SendMessageRequest' ? message.content : undefined
    }
    assert.deepEqual(content(' a &lt;&#x263A;&amp;#65; '), { encoding: 'escaped', octets: Buffer.from(' a <☺&#65; ') })
    assert.deepEqual(content('<![CDATA[a &lt; b]]>'), { encoding: 'cdata', octets: Buffer.from('a &lt; b') })
  })

  it('with the older names of capabilities, in any order, unknown ones ignored', () => {
    const answer = primitiveIn(
      wrap(
        `<GetClientCapabilityResponse><ClientCapability userID="wv:b@b.example" online="yes"><CapabilityList><ParserSize>\n 00100 </ParserSize><Bogus/><AcceptedCharSet>106</AcceptedCharSet><AnyContent>T</AnyContent></CapabilityList></ClientCapability></GetClientCapabilityResponse>`,
      ),
    )
    assert.ok(answer.name === 'GetClientCapabilityResponse')
    assert.equal(answer.status.code, 200)
    const list = answer.clients[0]?.capabilities
    assert.deepEqual([list?.form, list?.parserSize, list?.charsets, list?.anyContent], ['csp-1.2', 100, [106], true])
  })

  it('with unknown children beside known ones, and ScreenNames for ScreenName', () => {
    const primitive = primitiveIn(
      wrap(
        '<Status code="201"><New/><DetailedResult code="808"><ScreenNames groupID="wv:/g@a.example">x</ScreenNames></DetailedResult></Status>',
      ),
    )
    assert.ok(primitive.name === 'Status')
    assert.deepEqual(primitive.status.details[0]?.screenNames, [{ name: 'x', groupId: 'wv:/g@a.example' }])
  })

  it('as far as the primitive is known: others keep their name and content', () => {
    const primitive = primitiveIn(wrap('<FrobnicateRequest a="1"><b/></FrobnicateRequest>'))
    assert.ok(primitive.name === 'Unknown')
    assert.equal(primitive.elementName, 'FrobnicateRequest')
    assert.equal(primitive.element.attributes[0]?.value, '1')
  })
})

describe('a document is refused', () => {
  const bomb = `<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb">${Array.from({ length: 9 }, (_, n) => `<!ENTITY b${n} "&b${n - 1};&b${n - 1};">`).join('')}]>`
  const refusals: [reason: string, source: string | Buffer][] = [
    ['doctype', `<!DOCTYPE WV-SSP-Message>${status}`],
    ['doctype', `<?xml version="1.0"?>\n<!-- x -->${bomb}${status}`],
    ['doctype', `<!DOCTYPE a SYSTEM "file:///etc/passwd">${status}`],
    ['ill-formed', status.replace('</Session>', '')],
    ['ill-formed', status.slice(0, 60)],
    ['ill-formed', `${status}<again/>`],
    ['ill-formed', `${status}junk`],
    ['ill-formed', status.replace('200"', '200" code="201"')],
    ['ill-formed', status.replace('200', '2<00')],
    ['ill-formed', wrap('<Status code="200">a & b</Status>')],
    ['ill-formed', wrap('<Status code="200">&undefined;</Status>')],
    ['ill-formed', wrap('<Status code="200">\x01</Status>')],
    ['ill-formed', wrap('<Status code="200">&#0;</Status>')],
    ['ill-formed', wrap('<p:Status code="200"/>')],
    ['ill-formed', ''],
    ['encoding', Buffer.concat([Buffer.from('<a>'), Buffer.from([0xff]), Buffer.from('</a>')])],
    ['encoding', `<?xml version="1.0" encoding="EBCDIC"?>${status}`],
    ['too-deep', '<a>'.repeat(100) + '</a>'.repeat(100)],
    ['wrong-root', '<WV-CSP-Message/>'],
    ['empty', '<WV-SSP-Message/>'],
    ['empty', '<WV-SSP-Message><Session sessionID="1@a"/></WV-SSP-Message>'],
    ['empty', '<WV-SSP-Message><Other/></WV-SSP-Message>'],
  ]
  for (const [reason, source] of refusals)
    it(`as ${reason}: ${JSON.stringify(source.toString().slice(0, 50))}`, () => {
      const reading = read(source)
      assert.equal(reading.refused?.reason, reason, reading.refused?.because)
      assert.ok(reading.violations.length > 0)
    })

  it('as too large, before it is looked at', () => {
    assert.equal(readSsp(Buffer.alloc(101, '<'), { size: 100, depth: 8 }).refused?.reason, 'too-large')
  })

  it('with the octets of the line where it is wrong', () => {
    const source = '<WV-SSP-Message>\n<a></b>\n</WV-SSP-Message>'
    const [violation] = read(source).violations
    assert.equal(source.slice(violation?.start, violation?.end), '<a></b>')
  })
})

describe('a primitive that lacks what it needs', () => {
  it('is malformed, says why, and is a violation', () => {
    const source = wrap('<SendMessageRequest/>')
    const primitive = primitiveIn(source)
    assert.ok(primitive.name === 'Malformed')
    assert.equal(primitive.because, 'SendMessageRequest has no MessageInfo')
    assert.deepEqual(rules(source), ['SSP-SYN-08'])
  })
  it('or is missing, or is not alone, is a violation too', () => {
    assert.deepEqual(rules(wrap('')), ['SSP-SYN-07'])
    assert.deepEqual(rules(wrap('<Status code="200"/><Status code="201"/>')), ['SSP-SYN-07'])
    assert.deepEqual(rules(wrap('<Status code="200"/>', 'mode="Request"')), ['SSP-SYN-06'])
    assert.deepEqual(rules(wrap('<Status code="200"/>', 'transactionID="1"')), ['SSP-SYN-06'])
    assert.deepEqual(rules(status.replace(' sessionID="1@a.example"', '')), ['SSP-SYN-06'])
  })
  it('anything that is not a request is a response', () => {
    const { document } = read(wrap('<Status code="200"/>', 'mode="reply" transactionID="t"'))
    assert.equal(document?.kind === 'session' && document.transactions[0]?.mode, 'Response')
  })
})

describe('reading', () => {
  it('never throws, whatever the octets', () => {
    const piece = fc.constantFrom(
      '<WV-SSP-Message>',
      '<Session ',
      '>',
      '<Transaction mode="x">',
      '<![CDATA[',
      ']]>',
      '&',
      '<!--',
      '"',
      '</',
      '__proto__',
      '<constructor/>',
      'é',
      '\0',
      '<?xml',
    )
    fc.assert(fc.property(fc.array(piece, { maxLength: 15 }), pieces => void read(pieces.join(''))))
    fc.assert(fc.property(fc.uint8Array({ maxLength: 50 }), octets => void readSsp(Buffer.from(octets))))
    assert.equal(read('<WV-SSP-Message><Session a="1" __proto__="2"/></WV-SSP-Message>').refused?.reason, 'ill-formed')
  })
  it('takes time in proportion to hostile input', () => {
    const started = performance.now()
    read(`<WV-SSP-Message ${' '.repeat(500_000)}/>`)
    read(`<WV-SSP-Message ${'a'.repeat(500_000)}="1"/>`)
    read(`<WV-SSP-Message>${'&amp;'.repeat(100_000)}</WV-SSP-Message>`)
    assert.ok(performance.now() - started < 1500)
  })
})
