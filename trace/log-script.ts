import { linesOfText } from './lines.ts'
import { readTrace } from './reader.ts'
import { plainRunRecord } from './run-record.ts'
import { MemorySink } from './sink.ts'
import { TraceWriter } from './writer.ts'
import type { RunEvent, TraceEvent } from './events.ts'
import type { ApplicationProtocol, ConnectionTap, Direction } from '../protocols/wire/tap.ts'

const iwf = { host: '127.0.0.1', port: 5060 }
const peer = { host: '127.0.0.1', port: 40000 }

/** Who opened the connection, seen from the peer whose socket it is. */
type Role = 'opened' | 'accepted'

/**
 * Writes logs by hand, with a clock that only moves when told to: for tests of what reads logs. Connections are opened
 * when they are first used; the name of a peer is also that of its HTTP connection.
 */
export class LogScript {
  readonly writer: TraceWriter
  readonly #sink = new MemorySink()
  readonly #taps = new Map<string, ConnectionTap>()
  #now = 0

  constructor(run: Partial<RunEvent> = {}) {
    this.writer = new TraceWriter(this.#sink, plainRunRecord(run), () => Math.round(this.#now * 1e6))
  }

  /** Moves the clock to so many ms since the start of the run. */
  at(ms: number): this {
    this.#now = ms
    return this
  }

  /** Moves the clock on by so many ms. */
  after(ms: number): this {
    return this.at(this.#now + ms)
  }

  begin(execution: string, token: string, options: { readonly attempt?: number; readonly alone?: boolean } = {}): this {
    const [id = '', row] = (execution.split('#')[0] ?? '').split('/')
    const { attempt = 1, alone = false } = options
    const cast = { alice: `sip:alice-${token}@sip.example`, bob: `wv:bob-${token}@imps.example` }
    this.writer.caseBegin({ execution, case: id, ...(row === undefined ? {} : { row }), attempt, token, cast, alone })
    this.writer.casePhase({ execution, phase: 'given' })
    return this.phase(execution, 'script')
  }

  phase(execution: string, phase: 'given' | 'script' | 'teardown'): this {
    this.writer.casePhase({ execution, phase })
    return this
  }

  finish(execution: string, fault?: string): this {
    this.writer.caseEnd({ execution, ...(fault === undefined ? {} : { fault }) })
    return this
  }

  /** A SIP datagram; returns the number of its event. */
  sip(direction: Direction, message: string): number {
    const facts = { owner: 'simple', protocol: 'sip', direction, local: peer, remote: iwf } as const
    return this.writer.datagram(facts, Buffer.from(message))
  }

  /** Octets on a stream, which is opened by the peer unless said otherwise. */
  stream(
    protocol: ApplicationProtocol,
    connection: string,
    direction: Direction,
    octets: string | Buffer,
    role: Role = 'opened',
  ): number {
    return this.tap(protocol, connection, role).octets(direction, Buffer.from(octets))
  }

  tap(protocol: ApplicationProtocol, connection: string, role: Role = 'opened'): ConnectionTap {
    const key = `${protocol} ${connection}`
    let tap = this.#taps.get(key)
    if (!tap) {
      const owner = protocol === 'http' ? 'imps.example' : 'simple'
      tap = this.writer.open({ owner, protocol, transport: 'tcp', role, local: peer, remote: iwf })
      this.#taps.set(key, tap)
    }
    return tap
  }

  /** An SSP document of the implementation to the IMPS server, or of the server to the implementation. */
  ssp(from: 'iwf' | 'imps', document: string): number {
    const body = Buffer.from(document)
    const head = `POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/vnd.wv.ssp+xml\r\nContent-Length: ${body.length}\r\n\r\n`
    const [direction, connection, role] =
      from === 'iwf' ? (['received', 'in', 'accepted'] as const) : (['sent', 'out', 'opened'] as const)
    const event = this.stream('http', connection, direction, Buffer.concat([Buffer.from(head), body]), role)
    const answer = 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'
    this.stream('http', connection, direction === 'sent' ? 'received' : 'sent', answer, role)
    return event
  }

  mark(execution: string, label: string, at: number): this {
    this.writer.mark({ execution, label, at })
    return this
  }

  /** A silence that began at `from` ms and is over now. */
  quiet(execution: string, label: string, from: number, probe: string): this {
    this.writer.quiet({ execution, label, from: Math.round(from * 1e6), probe })
    return this
  }

  lag(ms: number): this {
    this.writer.record({ type: 'lag', delay: ms * 1e6 })
    return this
  }

  /** The events so far, read back. */
  events(): TraceEvent[] {
    return [...readTrace(linesOfText(this.text()))]
  }

  /** The lines so far. */
  text(): string {
    this.writer.flush()
    return this.#sink.text
  }

  /** The events of a log that is closed in order. */
  closed(): TraceEvent[] {
    this.writer.close({ endedAt: '2026-01-01T00:00:01.000Z', complete: true })
    return this.events()
  }
}

/** A SIP request or response that is well-formed for UDP. `first` is its start line. */
export function sipText(
  first: string,
  fields: {
    readonly token: string
    readonly cseq?: string
    readonly branch?: string
    readonly toTag?: string
    readonly more?: string
    readonly body?: string
  },
): string {
  const { token, cseq = '1 INVITE', branch = `z9hG4bK-${token}`, toTag, more = '', body = '' } = fields
  return [
    first,
    `Via: SIP/2.0/UDP 127.0.0.1:40000;branch=${branch}`,
    ...(first.startsWith('SIP/2.0') ? [] : ['Max-Forwards: 70']),
    `From: <sip:alice-${token}@sip.example>;tag=a`,
    `To: <sip:bob-${token}@imps.example>${toTag === undefined ? '' : `;tag=${toTag}`}`,
    `Call-ID: call-${token}@127.0.0.1`,
    `CSeq: ${cseq}`,
    ...(more === '' ? [] : [more]),
    `Content-Length: ${Buffer.byteLength(body)}`,
    '',
    body,
  ].join('\r\n')
}

/** An SSP session document with one transaction. */
export const sspText = (mode: 'Request' | 'Response', transaction: string, primitive: string): string =>
  '<?xml version="1.0" encoding="UTF-8"?><WV-SSP-Message xmlns="http://www.openmobilealliance.org/DTD/WV-SSP1.3">' +
  `<Session sessionID="s@x"><Transaction mode="${mode}" transactionID="${transaction}">${primitive}</Transaction>` +
  '</Session></WV-SSP-Message>'
