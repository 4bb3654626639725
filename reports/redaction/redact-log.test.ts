import assert from 'node:assert/strict'
import { gzipSync } from 'node:zlib'
import { describe, it } from 'node:test'
import { HttpView } from '../../trace/decoded/http.ts'
import { LogScript, sipText } from '../../trace/log-script.ts'
import { loggedOctets } from '../../trace/logged-octets.ts'
import { messagesOf } from '../../trace/messages.ts'
import type { TraceEvent } from '../../trace/events.ts'
import { redactLog } from './redact-log.ts'

const TOKEN = 'kwrfy1ktxuy2'
const salt = Buffer.from('salt')
const script = () => new LogScript({ selected: ['A-01'] }).begin('A-01', TOKEN)
const textOf = (events: readonly TraceEvent[]) => events.map(event => JSON.stringify(event)).join('\n')
const octetsOf = (events: readonly TraceEvent[]) =>
  [...messagesOf(events)].map(({ sighting }) => sighting.octets.toString('latin1'))

const message = (type: string, body: string) =>
  sipText('MESSAGE sip:bob@imps.example SIP/2.0', { token: TOKEN, more: `Content-Type: ${type}`, body })

describe('a redacted log', () => {
  it('has no secret that began in one event and ended in the next', () => {
    const log = script()
    const octets = message('text/plain', 'The password is swordfish')
    for (let at = 0; at < octets.length; at += 7) log.stream('sip', 'one', 'received', octets.slice(at, at + 7))
    const before = log.closed()
    const [left = ''] = octetsOf(redactLog(before, salt))
    assert.equal(left.length, octets.length)
    assert.doesNotMatch(left, /swordfish|password|sip:bob@|alice-k/)
    assert.match(left, /^MESSAGE sip:[a-z]{3}@imps\.example SIP\/2\.0\r\n/)
  })

  it('keeps what sets up and reports, and the head of what is wrapped', () => {
    const log = script()
    const wrapped = 'From: <im:alice@x>\r\n\r\nContent-Type: text/plain\r\n\r\nsecret words'
    log.sip('sent', message('application/sdp', 'v=0\r\ns=-\r\n'))
    log.sip('sent', message('message/cpim', wrapped))
    log.sip('sent', message('application/octet-stream', 'secret words'))
    const [sdp = '', cpim = '', other = ''] = octetsOf(redactLog(log.closed(), salt))
    assert.match(sdp, /v=0\r\ns=-\r\n$/)
    assert.match(cpim, /From: <im:[a-z]{5}@x>\r\n\r\nContent-Type: text\/plain\r\n\r\n[a-z]{12}$/)
    assert.match(other, /[a-z]{12}$/)
    assert.equal(cpim.slice(-12), other.slice(-12))
    assert.doesNotMatch(cpim + other, /secret words/)
  })

  it('gives a text the same pseudonym plain, escaped, as CDATA and in base64', () => {
    const log = script()
    const document = (attributes: string, content: string) =>
      `<WV-SSP-Message><ContentData${attributes}>${content}</ContentData></WV-SSP-Message>`
    log.sip('received', message('text/plain', 'a<b secret'))
    log.ssp('imps', document('', 'a&lt;b secret'))
    log.ssp('imps', document('', '<![CDATA[a<b secret]]>'))
    log.ssp('imps', document(' encoding="base64"', Buffer.from('a<b secret').toString('base64')))
    log.ssp('imps', '<WV-SSP-Message><ContentData/><x/></WV-SSP-Message>')
    const left = octetsOf(redactLog(log.closed(), salt)).join('\n')
    const plain = /\r\n\r\n(.<.{8})\n/.exec(left)?.[1] ?? 'none'
    assert.ok(left.includes(`<ContentData>${plain.replace('<', '&lt;')}</ContentData>`), left)
    assert.ok(left.includes(`<![CDATA[${plain}]]>`))
    assert.ok(left.includes(`>${Buffer.from(plain).toString('base64')}</ContentData>`))
    assert.ok(left.includes('<ContentData/><x/>'))
  })

  it('redacts what was noted beside the octets', () => {
    const log = script()
    log.sip('sent', message('text/plain', 'secret words'))
    log.writer.iwf({ what: 'log', text: 'delivering "secret words" from the vault' })
    log.writer.iwf({ what: 'start', text: 'iwf --password swordfish' })
    log.writer.stall({ execution: 'A-01', what: `"secret words" for wv:bob@x`, because: `alice-${TOKEN} got none` })
    log.writer.quiet({ execution: 'A-01', label: 'q', from: 0, probe: 'secret words' })
    const left = redactLog(log.closed(), salt)
    assert.doesNotMatch(textOf(left), /secret|swordfish|vault|wv:bob|alice-k/)
    const probe = left.find(event => event.type === 'quiet')?.probe ?? ''
    assert.ok(octetsOf(left)[0]?.endsWith(probe))
  })

  it('redacts octets that are no message as far as anybody can tell', () => {
    const log = script()
    log.sip('received', 'nonsense sip:bob@x\r\n\r\nsecret words')
    const event = redactLog(log.closed(), salt).find(({ type }) => type === 'datagram')
    assert.ok(event?.type === 'datagram')
    assert.match(loggedOctets(event).toString(), /^nonsense sip:[a-z]{3}@x\r\n\r\n[a-z]{12}$/)
  })

  it('finds what is divided among chunks of HTTP, and takes out whole what it cannot read', () => {
    const document = `<WV-SSP-Message><User userID="wv:alexandra@x"/><ContentData>secret words</ContentData></WV-SSP-Message>`
    const head = 'POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/vnd.wv.ssp.xml\r\n'
    const chunks = document.match(/[^]{1,5}/g)?.map(chunk => `${chunk.length}\r\n${chunk}\r\n`) ?? []
    const packed = gzipSync(document)
    const wide = Buffer.from(`\ufeff${document}`, 'utf16le')
    const log = script()
    log.stream('http', 'one', 'sent', `${head}Transfer-Encoding: chunked\r\n\r\n${chunks.join('')}0\r\n\r\n`)
    for (const [name, body] of [
      ['two', packed],
      ['three', wide],
    ] as const)
      log.stream(
        'http',
        name,
        'sent',
        Buffer.concat([Buffer.from(`${head}Content-Length: ${body.length}\r\n\r\n`), body]),
      )
    const before = log.closed()
    const left = [...messagesOf(redactLog(before, salt))]
    const [chunked, ...others] = left.map(({ decoded }) => {
      assert.ok(decoded.view instanceof HttpView)
      return decoded.view.body
    })
    assert.match(
      chunked?.toString() ?? '',
      /^<WV-SSP-Message><User userID="wv:[a-z]{9}@x"\/><ContentData>[a-z]{12}<\/ContentData><\/WV-SSP-Message>$/,
    )
    assert.doesNotMatch(chunked?.toString() ?? '', /alexandra|secret/)
    assert.deepEqual(
      others.map(({ length }) => length),
      [packed.length, wide.length],
    )
    for (const other of others) {
      assert.doesNotMatch(other.toString('utf16le'), /alexandra|secret/)
      assert.notDeepEqual(other.subarray(0, 2), packed.subarray(0, 2))
    }
  })

  it('takes out the head of a wrapper that goes on in another chunk', () => {
    const log = script()
    const send = (range: string, body: string, flag: string) =>
      `MSRP t1 SEND\r\nTo-Path: msrp://h:1/s;tcp\r\nFrom-Path: msrp://i:1/${TOKEN};tcp\r\nMessage-ID: m\r\nByte-Range: ${range}\r\n` +
      `Content-Type: message/cpim\r\n\r\n${body}\r\n-------t1${flag}\r\n`
    log.stream('msrp', 'one', 'received', send('1-14/*', 'From: <im:alex', '+'))
    log.stream('msrp', 'one', 'received', send('15-40/*', 'andra@x>\r\n\r\n\r\n\r\nsecret', '$'))
    assert.doesNotMatch(octetsOf(redactLog(log.closed(), salt)).join('\n'), /alex|andra|secret/)
  })
})
