import { describe, it } from 'node:test'
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { headerTokens, headerValue, keepsConnection } from './message.ts'
import { parseHttp } from './parse.ts'
import { httpRequest, httpResponse, serialiseHttp } from './serialise.ts'
import { HttpFramer, type FramedHttp } from './stream-framer.ts'

const lines = (...text: string[]) => Buffer.from(text.join('\r\n'), 'latin1')
const rulesOf = (octets: Buffer, kind: 'request' | 'response' = 'request') =>
  parseHttp(octets, kind).violations.map(violation => violation.rule)
const frame = (kind: 'request' | 'response', ...chunks: Buffer[]): FramedHttp[] => {
  const framer = new HttpFramer(kind)
  return [...chunks.flatMap(chunk => framer.push(chunk)), ...framer.end()]
}

describe('an HTTP message', () => {
  it('is read with its header fields in order, as written, with octet ranges', () => {
    const octets = lines('POST /a HTTP/1.1', 'Host: imps.example', 'x-Wv: 1 ', 'Content-Length: 2', '', 'hi')
    const { message, violations } = parseHttp(octets, 'request')
    assert.deepEqual(violations, [])
    assert.equal(message?.kind === 'request' && `${message.method} ${message.target}`, 'POST /a')
    assert.deepEqual(message?.headers[1], { name: 'x-Wv', value: '1', start: 38, end: 46 })
    assert.equal(headerValue(message, 'X-WV'), '1')
    assert.equal(message.body.toString(), 'hi')
    assert.deepEqual([message.bodyStart, message.bodyEnd], [octets.length - 2, octets.length])
  })

  it('comes back from its own serialisation, whatever the body and wherever the octets were cut', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 300 }),
        fc.boolean(),
        fc.boolean(),
        fc.array(fc.nat(400), { maxLength: 6 }),
        (content, chunked, asRequest, cuts) => {
          const body = Buffer.from(content)
          const headers = chunked ? ([['Transfer-Encoding', 'chunked']] as const) : []
          const built = asRequest
            ? httpRequest({ method: 'POST', target: '/', host: 'a.example', headers, body })
            : httpResponse({ status: 200, headers, body })
          const octets = Buffer.concat([serialiseHttp(built), serialiseHttp(built)])
          const places = [0, ...cuts.map(cut => Math.min(cut, octets.length)).sort((a, b) => a - b), octets.length]
          const chunks = places.slice(1).map((end, index) => octets.subarray(places[index], end))
          const framed = frame(built.kind, ...chunks)
          assert.equal(framed.length, 2)
          assert.equal(framed.at(-1)?.end, octets.length)
          assert.deepEqual(
            framed.map(each => each.start),
            [0, octets.length / 2],
          )
          for (const { message, violations } of framed) {
            assert.deepEqual(message?.body, body)
            assert.deepEqual(violations, [])
          }
        },
      ),
      { numRuns: 200 },
    )
  })

  it('never throws and never invents octets, whatever arrives', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            fc.uint8Array({ maxLength: 40 }).map(octets => Buffer.from(octets)),
            fc
              .constantFrom(
                ...['GET / HTTP/1.1\r\n', 'HTTP/1.1 200 OK\r\n', 'Host: a\r\n', '\r\n', '\n', 'Content-Length: 3\r\n'],
                ...['Transfer-Encoding: chunked\r\n', 'ffffffff\r\n', '3\r\nabc\r\n', '0\r\n\r\n', ' folded\r\n'],
              )
              .map(text => Buffer.from(text)),
          ),
          { maxLength: 12 },
        ),
        fc.constantFrom('request' as const, 'response' as const),
        (chunks, kind) => {
          const all = Buffer.concat(chunks)
          for (const { start, end, octets } of frame(kind, ...chunks))
            assert.deepEqual(all.subarray(start, end), octets)
        },
      ),
    )
  })
})

describe('the end of a message', () => {
  it('is told by the chunked coding, with extensions and trailers', () => {
    const octets = lines(
      'HTTP/1.1 200 OK',
      'Transfer-Encoding: chunked',
      '',
      '3;x=y',
      'abc',
      '1',
      'd',
      '0',
      'T: v',
      '',
      '',
    )
    const [only, ...more] = frame('response', octets)
    assert.equal(only?.message?.body.toString(), 'abcd')
    assert.equal(only.end, octets.length)
    assert.deepEqual(more, [])
  })

  it('is the end of the connection for a response without length', () => {
    const [only] = frame('response', lines('HTTP/1.0 200 OK', '', 'all of it'))
    assert.equal(only?.complete, true)
    assert.equal(only.message?.body.toString(), 'all of it')
  })

  it('is the head for 1xx, 204, 304 and for answers to HEAD', () => {
    const octets = lines('HTTP/1.1 100 Continue', '', 'HTTP/1.1 204 No Content', 'Content-Length: 5', '', '')
    assert.equal(frame('response', octets).length, 2)
    const framer = new HttpFramer('response', { answersHead: () => true })
    assert.equal(framer.push(lines('HTTP/1.1 200 OK', 'Content-Length: 5', '', ''))[0]?.complete, true)
  })

  it('cannot be told when the message is cut off', () => {
    const [only] = frame('request', lines('POST / HTTP/1.1', 'Host: a', 'Content-Length: 5', '', 'abc'))
    assert.equal(only?.complete, false)
    assert.deepEqual(
      only.violations.map(violation => violation.rule),
      ['HTTP-SYN-10'],
    )
  })

  it('is lost for good behind an unreadable length, and what follows is ignored', () => {
    const framer = new HttpFramer('request')
    const [broken] = framer.push(lines('POST / HTTP/1.1', 'Host: a', 'Content-Length: 5, 6', '', 'abcde'))
    assert.equal(broken?.complete, false)
    assert.equal(framer.lost, true)
    assert.deepEqual(framer.push(lines('GET / HTTP/1.1', '', '')), [])
  })

  it('is not waited for beyond the limits of head and body', () => {
    const limits = { head: 100, body: 10 }
    const head = new HttpFramer('request', { limits }).push(Buffer.alloc(200, 'a'))
    assert.ok(head[0]?.violations.some(violation => violation.rule === 'HTTP-SYN-11'))
    const body = new HttpFramer('request', { limits }).push(lines('POST / HTTP/1.1', 'Content-Length: 11', '', ''))
    assert.ok(body[0]?.violations.some(violation => violation.rule === 'HTTP-SYN-12'))
  })
})

describe('a departure from the syntax is reported, and the message still read', () => {
  const cases: [rule: string, octets: Buffer, kind?: 'response'][] = [
    ['HTTP-SYN-01', lines('hello', '', '')],
    ['HTTP-SYN-01', lines('HTTP/1.1 abc OK', '', ''), 'response'],
    ['HTTP-SYN-02', Buffer.from('GET / HTTP/1.1\nHost: a\n\n')],
    ['HTTP-SYN-03', lines('GET / HTTP/1.1', 'Host: a', 'no colon', '', '')],
    ['HTTP-SYN-03', lines('GET / HTTP/1.1', 'Host: a', 'X : 1', '', '')],
    ['HTTP-SYN-04', lines('GET / HTTP/1.1', 'Host: a', 'X: 1', ' 2', '', '')],
    ['HTTP-SYN-05', lines('POST / HTTP/1.1', 'Host: a', 'Content-Length: -1', '', '')],
    ['HTTP-SYN-06', lines('POST / HTTP/1.1', 'Host: a', 'Content-Length: 1', 'Content-Length: 1', '', 'a')],
    [
      'HTTP-SYN-07',
      lines('POST / HTTP/1.1', 'Host: a', 'Content-Length: 1', 'Transfer-Encoding: chunked', '', '0', '', ''),
    ],
    ['HTTP-SYN-08', lines('POST / HTTP/1.1', 'Host: a', 'Transfer-Encoding: gzip', '', '')],
    ['HTTP-SYN-09', lines('POST / HTTP/1.1', 'Host: a', 'Transfer-Encoding: chunked', '', 'zz', '')],
    ['HTTP-SYN-13', lines('GET / HTTP/1.1', '', '')],
    ['HTTP-SYN-14', lines('GET / HTTP/2.0', 'Host: a', '', '')],
    ['HTTP-SYN-15', lines('GET / HTTP/1.1', 'Host: a', 'X: a\x01b', '', '')],
    ['HTTP-SYN-16', lines('GET / HTTP/1.1', 'Host: a', '', 'stray')],
  ]
  for (const [rule, octets, kind] of cases)
    it(`${rule}: ${JSON.stringify(octets.toString('latin1').slice(0, 60))}`, () => {
      assert.ok(rulesOf(octets, kind).includes(rule), rulesOf(octets, kind).join())
    })
})

describe('a connection', () => {
  const read = (...text: string[]) => parseHttp(lines(...text), 'request').message!
  it('persists by default in HTTP/1.1 and on demand in HTTP/1.0', () => {
    assert.equal(keepsConnection(read('GET / HTTP/1.1', 'Host: a', '', '')), true)
    assert.equal(keepsConnection(read('GET / HTTP/1.1', 'Host: a', 'Connection: foo, Close', '', '')), false)
    assert.equal(keepsConnection(read('GET / HTTP/1.0', '', '')), false)
    assert.equal(keepsConnection(read('GET / HTTP/1.0', 'Connection: keep-alive', '', '')), true)
    assert.deepEqual(headerTokens(read('GET / HTTP/1.0', 'Connection: a, B', 'connection: c', '', ''), 'Connection'), [
      'a',
      'b',
      'c',
    ])
  })
})
