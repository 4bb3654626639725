import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { ManualClock } from '../clock.ts'
import { cpimContentType, cpimValues } from '../cpim/message.ts'
import { parseCpim } from '../cpim/parse.ts'
import { deferred } from '../deferred.ts'
import { MsrpEndpoint } from './endpoint.ts'
import type { IncomingMessage } from './incoming-message.ts'
import { serialiseMsrpUri } from './uri.ts'

/**
 * The flows of RFC 4975 §11, as far as they are MSRP: what Alice writes is given, what Bob says to it is awaited. The
 * Byte-Ranges are those of the figures, which miscount; the octets decide, as §7.3.1 asks.
 */
describe('RFC 4975 §11', () => {
  const alice = 'msrp://alicepc.example.com:7777/iau39soe2843z;tcp'
  const clock = new ManualClock()
  let endpoint: MsrpEndpoint
  let bob: string
  let messages: IncomingMessage[]

  beforeEach(async () => {
    endpoint = await MsrpEndpoint.listen({
      owner: 'bob',
      local: { host: '127.0.0.1', port: 0 },
      connectWithin: 5000,
      transactionTimer: 30_000,
      clock,
    })
    messages = []
    bob = serialiseMsrpUri(endpoint.createSession({}, { message: message => messages.push(message) }).localUri)
  })
  afterEach(() => endpoint.close())

  /** Writes lines and waits until Bob has said what is expected; transaction ids of his own choice are given as ID. */
  async function exchange(written: readonly string[], expected: readonly string[]): Promise<void> {
    const done = deferred<string>()
    const socket = connect(endpoint.address.port, '127.0.0.1')
    let heard = ''
    socket.on('data', octets => {
      heard += octets.toString()
      if (heard.split('\r\n').length > expected.length) done.resolve(heard)
    })
    socket.on('close', () => done.resolve(heard))
    socket.write(written.map(line => `${line}\r\n`).join(''))
    const lines = (await done.promise).split('\r\n')
    socket.destroy()
    const own = lines.map(line =>
      line.replace(/^(MSRP )\S+( REPORT)$/, '$1ID$2').replace(/^-{7}t\S{13}\$$/, '-------ID$'),
    )
    assert.deepEqual(own, [...expected, ''])
  }

  it('§11.1: a message and its response', async () => {
    const written = [
      'MSRP d93kswow SEND',
      `To-Path: ${bob}`,
      `From-Path: ${alice}`,
      'Message-ID: 12339sdqwer',
      'Byte-Range: 1-16/16',
      'Content-Type: text/plain',
      '',
      "Hi, I'm Alice!",
      '-------d93kswow$',
    ]
    await exchange(written, ['MSRP d93kswow 200 OK', `To-Path: ${alice}`, `From-Path: ${bob}`, '-------d93kswow$'])
    assert.equal(messages[0]?.body.toString(), "Hi, I'm Alice!")
  })

  it('§11.4: a CPIM message in two chunks, its headers in the first only', async () => {
    const first = [
      'To: Bob <sip:bob@example.com>',
      'From: Alice <sip:alice@example.com>',
      'DateTime: 2006-05-15T15:02:31-03:00',
      '',
      'Content-Type: text/plain',
      '',
      'ABCD',
    ]
    // Where chunks follow each other a wrong count cannot be survived: these are 139 octets, the figure has 137.
    const octets = first.join('\r\n').length
    const fields = [`To-Path: ${bob}`, `From-Path: ${alice}`, 'Message-ID: 12339sdqwer']
    await exchange(
      [
        'MSRP d93kswow SEND',
        ...fields,
        `Byte-Range: 1-${octets}/${octets + 10}`,
        'Content-Type: message/cpim',
        '',
        ...first,
        '-------d93kswow+',
        'MSRP op2nc9a SEND',
        ...fields,
        `Byte-Range: ${octets + 1}-${octets + 10}/${octets + 10}`,
        'Content-Type: message/cpim',
        '',
        '1234567890',
        '-------op2nc9a$',
      ],
      ['d93kswow', 'op2nc9a'].flatMap(id => [
        `MSRP ${id} 200 OK`,
        `To-Path: ${alice}`,
        `From-Path: ${bob}`,
        `-------${id}$`,
      ]),
    )
    assert.equal(messages.length, 1)
    const { message, violations } = parseCpim(messages[0]!.body)
    assert.deepEqual(violations, [])
    assert.deepEqual(cpimValues(message, 'From'), ['Alice <sip:alice@example.com>'])
    assert.equal(cpimContentType(message), 'text/plain')
    assert.equal(message.content.toString(), 'ABCD1234567890')
  })

  it('§11.5 and §11.6: no response where Failure-Report is no, but the success report that is asked for', async () => {
    const link = '<a href="http://www.example.com/foobar">foobar</a>'
    const html = `<html><body>\r\n<p>Here is that important link...\r\n${link}\r\n</p>\r\n</body></html>`
    // Both go to one session here, so the ids of the first differ from those of the second by a letter.
    await exchange(
      [
        'MSRP d93kswov SEND',
        `To-Path: ${bob}`,
        `From-Path: ${alice}`,
        'Message-ID: 12339sdqwes',
        'Byte-Range: 1-38/38',
        'Failure-Report: no',
        'Success-Report: no',
        'Content-Type: text/plain',
        '',
        'This conference will end in 5 minutes',
        '-------d93kswov$',
        'MSRP d93kswow SEND',
        `To-Path: ${bob}`,
        `From-Path: ${alice}`,
        'Message-ID: 12339sdqwer',
        'Byte-Range: 1-106/106',
        'Success-Report: yes',
        'Failure-Report: no',
        'Content-Type: text/html',
        '',
        html,
        '-------d93kswow$',
      ],
      [
        'MSRP ID REPORT',
        `To-Path: ${alice}`,
        `From-Path: ${bob}`,
        'Message-ID: 12339sdqwer',
        `Byte-Range: 1-${html.length}/${html.length}`,
        'Status: 000 200 OK',
        '-------ID$',
      ],
    )
    assert.equal(messages.length, 2)
  })
})
