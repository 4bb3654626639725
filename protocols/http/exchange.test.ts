import { after, describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { systemClock } from '../clock.ts'
import { noTap, type Direction, type Tap } from '../wire/tap.ts'
import { openStream } from '../wire/stream.ts'
import { HttpClient, HttpError } from './client.ts'
import { httpRequest, httpResponse } from './serialise.ts'
import { listenForHttp, type RequestHandler } from './server.ts'

const closers: (() => unknown)[] = []
after(async () => {
  for (const close of closers) await close()
})

async function serve(handler: RequestHandler) {
  const local = { host: '127.0.0.1', port: 0 }
  const server = await listenForHttp({ owner: 'server', local, tap: noTap }, handler)
  closers.push(() => server.close())
  return server.address
}
async function pair(handler: RequestHandler, tap: Tap = noTap) {
  const remote = await serve(handler)
  const client = new HttpClient({ owner: 'client', remote, tap, clock: systemClock, connections: 2 })
  closers.push(() => client.close())
  return client
}
const post = (text: string) => httpRequest({ method: 'POST', target: '/', host: 'a.example', body: Buffer.from(text) })
const failsWith = (code: HttpError['code']) => (error: unknown) => error instanceof HttpError && error.code === code

/** Sends octets on a bare connection and gives everything that comes back until it ends. */
async function talk(remote: { host: string; port: number }, text: string): Promise<string> {
  const stream = await openStream({ owner: 'raw', protocol: 'http', remote, tap: noTap, within: 1000 })
  stream.write(Buffer.from(text))
  return new Promise(resolve => {
    let heard = ''
    stream.watch({ octets: octets => (heard += octets.toString()), closed: () => resolve(heard) })
  })
}

describe('client and server', () => {
  it('exchange many requests over few persistent connections, each answered by its own answer', async () => {
    const connections = new Set<number>()
    const client = await pair(({ request, connection }, responder) => {
      connections.add(connection.remote.port)
      void responder.respond(httpResponse({ status: 200, body: request.body }))
    })
    const texts = Array.from({ length: 20 }, (_, index) => `request ${index}`)
    const answers = await Promise.all(texts.map(text => client.send(post(text), { within: 1000 }).response))
    assert.deepEqual(
      answers.map(({ response }) => response.body.toString()),
      texts,
    )
    assert.ok(connections.size <= 2)
  })

  it('say where the octets of the request are recorded', async () => {
    let recorded = 0
    const written: Direction[] = []
    const tap: Tap = {
      ...noTap,
      open: () => ({
        octets: direction => (written.push(direction), ++recorded),
        end: () => undefined,
        reset: () => undefined,
      }),
    }
    const client = await pair((_, responder) => void responder.respond(httpResponse({ status: 200 })), tap)
    const exchange = client.send(post('x'), { within: 1000 })
    assert.equal(await exchange.sent, 1)
    await exchange.response
    assert.deepEqual(written, ['sent', 'received'])
  })

  it('skip informational responses', async () => {
    const client = await pair((_, responder) => {
      void responder.respond(Buffer.from('HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'))
    })
    assert.equal((await client.send(post('x'), { within: 1000 }).response).response.status, 200)
  })
})

describe('a request fails', () => {
  it('with closed-without-answer when the server just closes, and the next one takes a new connection', async () => {
    let first = true
    const client = await pair((_, responder) => {
      if (first) responder.closeWithoutAnswer()
      else void responder.respond(httpResponse({ status: 200 }))
      first = false
    })
    await assert.rejects(client.send(post('x'), { within: 1000 }).response, failsWith('closed-without-answer'))
    assert.equal((await client.send(post('y'), { within: 1000 }).response).response.status, 200)
  })

  it('with timeout when no answer comes in time', async () => {
    const client = await pair(() => undefined)
    await assert.rejects(client.send(post('x'), { within: 30 }).response, failsWith('timeout'))
  })

  it('with malformed when the answer is no HTTP', async () => {
    const client = await pair((_, responder) => void responder.respond(Buffer.from('SIP/2.0 200 OK\r\n\r\n')))
    await assert.rejects(client.send(post('x'), { within: 1000 }).response, failsWith('malformed'))
  })

  it('with refused when nothing listens', async () => {
    const remote = { host: '127.0.0.1', port: 1 }
    const client = new HttpClient({ owner: 'client', remote, tap: noTap, clock: systemClock })
    const { sent, response } = client.send(post('x'), { within: 1000 })
    await assert.rejects(response, failsWith('refused'))
    await assert.rejects(sent, failsWith('refused'))
  })

  it('with client-closed when the client is closed', async () => {
    const client = await pair(() => undefined)
    const { response } = client.send(post('x'), { within: 1000 })
    client.close()
    await assert.rejects(response, failsWith('client-closed'))
    await assert.rejects(client.send(post('y'), { within: 1000 }).response, failsWith('client-closed'))
  })
})

describe('the server', () => {
  it('answers pipelined requests in their order, even when the later answer is ready first', async () => {
    const remote = await serve(({ request }, responder) => {
      const answer = () => void responder.respond(httpResponse({ status: 200, reason: request.target }))
      if (request.target === '/first') systemClock.after(20, answer)
      else answer()
    })
    const heard = await talk(
      remote,
      'GET /first HTTP/1.1\r\nHost: a\r\n\r\nGET /second HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
    )
    assert.ok(heard.indexOf('/first') < heard.indexOf('/second') && heard.includes('/first'), heard)
  })

  it('serves Expect: 100-continue and ends an HTTP/1.0 connection after the answer', async () => {
    const remote = await serve((_, responder) => void responder.respond(httpResponse({ status: 204 })))
    const stream = await openStream({ owner: 'raw', protocol: 'http', remote, tap: noTap, within: 1000 })
    stream.write(Buffer.from('POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n'))
    const heard = await new Promise<string>(resolve => {
      let text = ''
      stream.watch({
        octets: octets => {
          text += octets.toString()
          if (text.endsWith('100 Continue\r\n\r\n')) stream.write(Buffer.from('x'))
          if (text.includes('204')) stream.end()
        },
        closed: () => resolve(text),
      })
    })
    assert.match(heard, /^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 204 No Content\r\n\r\n$/)
    assert.match(await talk(remote, 'GET / HTTP/1.0\r\n\r\n'), /^HTTP\/1\.1 204/)
  })

  it('answers 400 to what it cannot read and ends the connection', async () => {
    const remote = await serve(() => assert.fail('must not be called'))
    assert.match(await talk(remote, 'nonsense\r\n\r\n'), /^HTTP\/1\.1 400 Bad Request/)
  })
})
