import assert from 'node:assert/strict'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { suite, test, type TestContext } from 'node:test'
import { WireError } from '../wire/stream.ts'
import type { ConnectionTap, Tap } from '../wire/tap.ts'
import type { SipFlow, SipTransportName } from './flow.ts'
import type { ParsedSip } from './message.ts'
import { openSipTransport } from './open-transport.ts'
import { sampleRequest } from './sample-messages.ts'
import { serialiseSip } from './serialise.ts'
import { SipTransportError, type SipTransport } from './transport.ts'

const host = '127.0.0.1'
const options = serialiseSip(sampleRequest('OPTIONS'))

/** Notes all octets in both directions, as text. */
class NotingTap implements Tap {
  readonly noted: string[] = []
  readonly owners = new Set<string>()
  open({ owner, role }: { owner: string; role: string }): ConnectionTap {
    this.owners.add(owner)
    this.noted.push(role)
    return {
      octets: (direction, octets) => this.noted.push(`${direction} ${octets.toString()}`),
      end: by => this.noted.push(`end ${by}`),
      reset: code => this.noted.push(`reset ${code}`),
    }
  }
  refused(_facts: unknown, code: string): void {
    this.noted.push(`refused ${code}`)
  }
  datagram({ owner, direction }: { owner: string; direction: string }, octets: Buffer): number {
    this.owners.add(owner)
    return this.noted.push(`${direction} ${octets.toString()}`)
  }
}

/** A list that can be waited for. */
class Heard<T> {
  readonly all: T[] = []
  #wanted = 0
  #enough: () => void = () => undefined
  add(item: T): void {
    this.all.push(item)
    if (this.all.length >= this.#wanted) this.#enough()
  }
  async until(count: number): Promise<readonly T[]> {
    this.#wanted = count
    if (this.all.length < count) await new Promise<void>(resolve => (this.#enough = resolve))
    return this.all
  }
}

interface Opened {
  readonly transport: SipTransport
  readonly tap: NotingTap
  readonly messages: Heard<{ parsed: ParsedSip; flow: SipFlow }>
  readonly malformed: Heard<ParsedSip>
  readonly failures: Heard<string>
  readonly ended: Heard<SipFlow>
}

async function open(t: TestContext, transports?: readonly SipTransportName[]): Promise<Opened> {
  const tap = new NotingTap()
  const transport = await openSipTransport({
    owner: 'simple',
    local: { host, port: 0 },
    connectWithin: 1000,
    tap,
    ...(transports ? { transports } : {}),
  })
  t.after(() => transport.close())
  const messages = new Heard<{ parsed: ParsedSip; flow: SipFlow }>()
  const malformed = new Heard<ParsedSip>()
  const failures = new Heard<string>()
  const ended = new Heard<SipFlow>()
  transport.watch({
    message: (parsed, flow) => messages.add({ parsed, flow }),
    malformed: parsed => malformed.add(parsed),
    failed: ({ transport, error }) => failures.add(`${transport} ${error.message}`),
    ended: flow => ended.add(flow),
  })
  return { transport, tap, messages, malformed, failures, ended }
}

async function connected(t: TestContext, { transport }: Opened): Promise<Socket> {
  const socket = connect(transport.address.port, host)
  t.after(() => socket.destroy())
  await once(socket, 'connect')
  return socket
}

suite('SIP transport', () => {
  test('UDP and TCP share a port, and every octet passes the tap', async t => {
    const a = await open(t)
    const b = await open(t)
    for (const [before, transport] of (['udp', 'tcp'] as const).entries()) {
      await a.transport.send(options, { transport, ...b.transport.address })
      await b.messages.until(before + 1)
    }
    const [udp, tcp] = b.messages.all
    assert.deepEqual([udp!.flow.transport, tcp!.flow.transport], ['udp', 'tcp'])
    assert.deepEqual(udp!.parsed.octets, options)
    assert.deepEqual(tcp!.parsed.octets, options)
    assert.deepEqual(udp!.flow.remote, a.transport.address)
    assert.equal(udp!.flow.reliable, false)
    assert.equal(tcp!.flow.reliable, true)
    assert.deepEqual(a.tap.noted, [`sent ${options.toString()}`, 'opened', `sent ${options.toString()}`])
    assert.deepEqual(b.tap.noted, [`received ${options.toString()}`, 'accepted', `received ${options.toString()}`])
    assert.deepEqual([...a.tap.owners], ['simple'])
  })

  test('an answer goes back on the flow of the request', async t => {
    const a = await open(t)
    const b = await open(t)
    for (const [before, transport] of (['udp', 'tcp'] as const).entries()) {
      await a.transport.send(options, { transport, ...b.transport.address })
      const { flow } = (await b.messages.until(before + 1)).at(-1)!
      flow.send(options)
      const answered = (await a.messages.until(before + 1)).at(-1)!
      assert.equal(answered.flow.transport, transport)
    }
    assert.equal(b.tap.noted.filter(note => note === 'opened').length, 0, 'no connection of its own')
  })

  test('a TCP connection is used again, also by those who ask while it opens', async t => {
    const a = await open(t)
    const b = await open(t)
    const target = { transport: 'tcp', ...b.transport.address } as const
    const flows = await Promise.all([a.transport.flowTo(target), a.transport.flowTo(target)])
    assert.equal(flows[0], flows[1])
    assert.equal(await a.transport.flowTo(target), flows[0])
    assert.equal(a.transport.openFlow(target), flows[0])
  })

  test('a message may come in any number of segments, and several in one', async t => {
    const a = await open(t)
    const b = await open(t)
    const flow = await a.transport.flowTo({ transport: 'tcp', ...b.transport.address })
    flow.sendInPieces(options, [1, 10, 200])
    flow.send(Buffer.concat([options, options]))
    const messages = await b.messages.until(3)
    for (const { parsed } of messages) assert.deepEqual(parsed.octets, options)
    assert.equal(b.malformed.all.length, 0)
  })

  test('over UDP pieces are datagrams of their own', async t => {
    const a = await open(t)
    const receiver = createSocket('udp4')
    t.after(() => void receiver.close())
    receiver.bind(0, host)
    await once(receiver, 'listening')
    const heard = new Heard<string>()
    receiver.on('message', octets => heard.add(octets.toString()))
    const flow = await a.transport.flowTo({ transport: 'udp', host, port: receiver.address().port })
    flow.sendInPieces(Buffer.from('abcdef'), [1, 2])
    assert.deepEqual(await heard.until(3), ['a', 'bc', 'def'])
  })

  test('a double CRLF is answered with a single one over TCP (RFC 5626 §4.4.1), and is no message', async t => {
    const a = await open(t)
    const socket = await connected(t, a)
    socket.write('\r\n\r\n')
    const [pong] = (await once(socket, 'data')) as [Buffer]
    assert.equal(pong.toString(), '\r\n')
    socket.write('\r\n')
    socket.write(options)
    await a.messages.until(1)
    assert.equal(a.malformed.all.length, 0)
    assert.equal(a.tap.noted.filter(note => note.startsWith('sent')).length, 1, 'a single CRLF is no ping')
  })

  test('what departs from the grammar is delivered with its violations, never dropped', async t => {
    const a = await open(t)
    const b = await open(t)
    const flow = await a.transport.flowTo({ transport: 'udp', ...b.transport.address })
    flow.send(Buffer.from('nonsense\r\n\r\n'))
    flow.send(Buffer.from('OPTIONS sip:x@y SIP/2.0\r\nnocolon\r\n\r\n'))
    const [nonsense, odd] = await b.malformed.until(2)
    assert.equal(nonsense!.message, undefined)
    assert.ok(nonsense!.violations.length > 0)
    assert.equal(odd!.message?.kind, 'request')
    assert.ok(odd!.violations.length > 0)
    assert.equal((await b.messages.until(1)).length, 1, 'with a start line it is a message all the same')
  })

  test('a stream that cannot be divided is delivered and ended', async t => {
    const a = await open(t)
    const socket = await connected(t, a)
    socket.write('this is no SIP\r\n\r\n')
    await once(socket, 'close')
    const [octets] = await a.malformed.until(1)
    assert.equal(octets!.message, undefined)
    assert.ok(octets!.violations.length > 0)
  })

  test('the half message at the end of a stream is delivered as malformed', async t => {
    const a = await open(t)
    const socket = await connected(t, a)
    socket.end(options.subarray(0, 100))
    const [half] = await a.malformed.until(1)
    assert.deepEqual(half!.octets, options.subarray(0, 100))
    assert.equal(a.messages.all.length, 0)
    await a.ended.until(1)
  })

  test('a refused connection rejects, is told and is on record', async t => {
    const a = await open(t)
    const server = createServer().listen(0, host)
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    server.close()
    await once(server, 'close')
    await assert.rejects(
      a.transport.send(options, { transport: 'tcp', host, port }),
      (error: unknown) => error instanceof WireError && error.code === 'connection-refused',
    )
    assert.deepEqual(a.failures.all, [`tcp nothing listens on ${host}:${port}`])
    assert.deepEqual(a.tap.noted, ['refused ECONNREFUSED'])
  })

  test('a connection that breaks is told with its flow', async t => {
    const a = await open(t)
    const socket = await connected(t, a)
    socket.write(options)
    await a.messages.until(1)
    socket.resetAndDestroy()
    const [failure] = await a.failures.until(1)
    assert.match(failure!, /^tcp .* was reset$/)
    assert.equal(a.messages.all[0]!.flow.open, false)
    assert.equal(a.messages.all[0]!.flow.send(options), 0)
  })

  test('a datagram that the system refuses is told', async t => {
    const a = await open(t)
    await a.transport.send(Buffer.alloc(70_000), { transport: 'udp', host, port: 9 })
    const [failure] = await a.failures.until(1)
    assert.match(failure!, /^udp .*EMSGSIZE/)
  })

  test('a port in use is refused with its reason', async t => {
    const a = await open(t)
    const again = (transports: readonly SipTransportName[]) =>
      openSipTransport({
        owner: 'x',
        local: a.transport.address,
        connectWithin: 1000,
        tap: new NotingTap(),
        transports,
      })
    const inUse = (error: unknown) => error instanceof SipTransportError && error.code === 'address-in-use'
    await assert.rejects(again(['udp']), inUse)
    await assert.rejects(again(['tcp']), inUse)
    await assert.rejects(again(['udp', 'tcp']), inUse)
  })

  test('a transport that was not asked for is refused', async t => {
    const a = await open(t, ['udp'])
    await assert.rejects(
      a.transport.flowTo({ transport: 'tcp', host, port: 5060 }),
      (error: unknown) => error instanceof SipTransportError && error.code === 'transport-not-open',
    )
  })

  test('closing ends the connections in order, though the other side keeps its own open', async t => {
    const a = await open(t)
    const held = createServer({ allowHalfOpen: true }).listen(0, host)
    await once(held, 'listening')
    t.after(() => void held.close())
    const accepted = once(held, 'connection') as Promise<[Socket]>
    await a.transport.send(options, { transport: 'tcp', host, port: (held.address() as AddressInfo).port })
    const [socket] = await accepted
    t.after(() => socket.destroy())
    socket.resume()
    const over = once(socket, 'end')
    await a.transport.close()
    await over
    assert.equal(a.tap.noted.at(-1), 'end self')
    assert.deepEqual(a.failures.all, [])
    await assert.rejects(a.transport.send(options, { transport: 'tcp', host, port: 9 }))
  })
})
