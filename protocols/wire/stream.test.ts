import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { describe, it, type TestContext } from 'node:test'
import { listenForStreams, openStream, StreamOpener, WireError, type OctetStream } from './stream.ts'
import { noTap, type Tap } from './tap.ts'

const host = '127.0.0.1'

/** A tap that writes down what it sees. */
function recording() {
  const seen: string[] = []
  const tap: Tap = {
    open: ({ role }) => {
      seen.push(role)
      return {
        octets: (direction, octets) => seen.push(`${direction} ${octets.toString()}`),
        end: by => void seen.push(`end by ${by}`),
        reset: code => void seen.push(`reset ${code}`),
      }
    },
    refused: (_, code) => void seen.push(`refused ${code}`),
    datagram: () => 0,
  }
  return { seen, tap }
}

/** A plain server that keeps what connects to it and never ends its side. */
async function server(t: TestContext) {
  const sockets: Socket[] = []
  const plain = createServer({ allowHalfOpen: true }, socket => void sockets.push(socket.on('error', () => undefined)))
  plain.listen(0, host)
  await once(plain, 'listening')
  t.after(() => {
    for (const socket of sockets) socket.destroy()
    plain.close()
  })
  const { port } = plain.address() as AddressInfo
  return { sockets, remote: { host, port }, connected: () => once(plain, 'connection') }
}

const options = (remote: { host: string; port: number }, tap: Tap) =>
  ({ owner: 'test', protocol: 'msrp', remote, within: 1000, tap }) as const

const closed = (stream: OctetStream) =>
  new Promise<string>(resolve => stream.watch({ octets: () => undefined, closed: resolve }))

describe('a stream connection', () => {
  it('shows its tap what is sent before it is written, what comes, and who ended it', async t => {
    const { seen, tap } = recording()
    const there = await server(t)
    const connecting = there.connected()
    const stream = await openStream(options(there.remote, tap))
    const [socket] = (await connecting) as [Socket]
    const over = closed(stream)
    stream.write(Buffer.from('ping'))
    await once(socket, 'data')
    socket.end('pong')
    assert.equal(await over, 'ended')
    assert.deepEqual(seen, ['opened', 'sent ping', 'received pong', 'end by peer'])
    assert.equal(stream.write(Buffer.from('late')), 0)
  })

  it('hands over what came before somebody watched', async t => {
    const there = await server(t)
    const connecting = there.connected()
    const stream = await openStream(options(there.remote, noTap))
    const [socket] = (await connecting) as [Socket]
    socket.write('early')
    await new Promise(resolve => setImmediate(resolve))
    const got = await new Promise<string>(resolve =>
      stream.watch({ octets: octets => resolve(octets.toString()), closed: () => undefined }),
    )
    assert.equal(got, 'early')
    stream.reset()
  })

  it('is refused with a code and a sentence when nobody listens', async () => {
    const { seen, tap } = recording()
    await assert.rejects(openStream(options({ host, port: 1 }, tap)), (error: unknown) => {
      assert.ok(error instanceof WireError)
      assert.equal(error.code, 'connection-refused')
      assert.match(error.message, /nothing listens on 127\.0\.0\.1:1/)
      return true
    })
    assert.deepEqual(seen, ['refused ECONNREFUSED'])
  })
})

describe('closing an opener', () => {
  it('lets go of a connection whose other side never ends, and records nothing more of it', async t => {
    const { seen, tap } = recording()
    const there = await server(t)
    const connecting = there.connected()
    const opener = new StreamOpener()
    const stream = await opener.open(options(there.remote, tap))
    const [socket] = (await connecting) as [Socket]
    stream.end()
    opener.close()
    const before = [...seen]
    socket.end('too late')
    await once(socket, 'close')
    assert.deepEqual(seen, before)
    assert.deepEqual(before, ['opened', 'end by self'])
  })

  it('tells the user of an open connection that it is over', async t => {
    const there = await server(t)
    const opener = new StreamOpener()
    const stream = await opener.open(options(there.remote, noTap))
    const over = closed(stream)
    opener.close()
    assert.equal(await over, 'ended')
  })

  it('gives up what is being opened, and opens nothing more', async t => {
    const { seen, tap } = recording()
    const there = await server(t)
    const opener = new StreamOpener()
    const opening = opener.open(options(there.remote, tap))
    opener.close()
    await assert.rejects(opening, { code: 'connection-failed' })
    await assert.rejects(opener.open(options(there.remote, tap)), { code: 'connection-failed' })
    assert.deepEqual(seen, [])
  })
})

describe('a listener', () => {
  it('names a port that is taken', async t => {
    const first = await listenForStreams(
      { owner: 'test', protocol: 'sip', local: { host, port: 0 }, tap: noTap },
      () => undefined,
    )
    t.after(() => first.close())
    await assert.rejects(
      listenForStreams({ owner: 'test', protocol: 'sip', local: first.address, tap: noTap }, () => undefined),
      { code: 'address-in-use' },
    )
  })
})
