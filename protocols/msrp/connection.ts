import type { Clock, Timer } from '../clock.ts'
import type { OctetStream } from '../wire/stream.ts'
import type { WireReference } from '../wire/tap.ts'
import type { MsrpResponse, MsrpRequest, ParsedMsrp } from './message.ts'
import { parseMsrp } from './parse.ts'
import { MsrpStreamFramer, type MsrpFramerLimits } from './stream-framer.ts'

/** Why a connection is no more. */
export type ConnectionEnd = 'ended' | 'reset' | 'protocol-error'

/** What became of one transaction; `expired` when no response came in time. */
export type TransactionResult =
  { readonly kind: 'response'; readonly response: MsrpResponse } | { readonly kind: 'expired' | 'connection-lost' }

export interface MsrpConnectionUser {
  request(connection: MsrpConnection, request: MsrpRequest, parsed: ParsedMsrp): void
  closed(connection: MsrpConnection, how: ConnectionEnd): void
}

/** Has chunks to send and is asked for one at a time, so that all that share a connection get their turn. */
export interface ChunkSource {
  /** Writes the next chunk and returns its number of octets; 0 when there is none to send now. */
  sendNext(connection: MsrpConnection, flushed: () => void): number
}

interface Pending {
  readonly settle: (result: TransactionResult) => void
  readonly timer: Timer
}

/** Octets handed to the system and not yet taken by it, beyond which no further chunk is begun. */
const writeAhead = 64 * 1024

/** One MSRP connection: cuts and parses what comes, matches responses to requests, takes turns with what goes. */
export class MsrpConnection {
  readonly stream: OctetStream
  readonly #clock: Clock
  readonly #framer: MsrpStreamFramer
  readonly #user: MsrpConnectionUser
  readonly #pending = new Map<string, Pending>()
  readonly #waiting = new Set<ChunkSource>()
  #unflushed = 0
  #pumping = false

  constructor(stream: OctetStream, clock: Clock, limits: MsrpFramerLimits, user: MsrpConnectionUser) {
    this.stream = stream
    this.#clock = clock
    this.#framer = new MsrpStreamFramer(limits)
    this.#user = user
  }

  /** Begins to hear what comes; called once, by whoever is ready to be told of it. */
  start(): void {
    this.stream.watch({ octets: octets => this.#receive(octets), closed: how => this.#closed(how) })
  }

  get open(): boolean {
    return this.stream.open
  }

  /** Writes octets as they are, before any chunk that waits. */
  write(octets: Buffer, flushed?: () => void): WireReference {
    return this.stream.write(octets, flushed)
  }

  /** Calls `settle` once: with the response of that transaction, or after `within` milliseconds, or on closing. */
  expect(transactionId: string, within: number, settle: (result: TransactionResult) => void): void {
    const timer = this.#clock.after(within, () => this.#settle(transactionId, { kind: 'expired' }))
    this.#pending.set(transactionId, { settle, timer })
  }

  /** Gives the source its turns, until it has nothing more to send. */
  schedule(source: ChunkSource): void {
    this.#waiting.add(source)
    this.#pump()
  }

  /** Ends the connection in order. */
  end(): void {
    this.stream.end()
  }

  #pump(): void {
    if (this.#pumping) return
    this.#pumping = true
    while (this.open && this.#unflushed < writeAhead) {
      const [source] = this.#waiting
      if (!source) break
      this.#waiting.delete(source)
      let octets = 0
      octets = source.sendNext(this, () => {
        this.#unflushed -= octets
        this.#pump()
      })
      this.#unflushed += octets
      if (octets > 0) this.#waiting.add(source)
    }
    this.#pumping = false
  }

  #receive(octets: Buffer): void {
    for (const frame of this.#framer.push(octets)) {
      const parsed = parseMsrp(frame.octets)
      if (parsed.message?.kind === 'request') this.#user.request(this, parsed.message, parsed)
      else if (parsed.message)
        this.#settle(parsed.message.transactionId, { kind: 'response', response: parsed.message })
    }
    // Behind a message that is too long nothing can be told apart any more.
    if (this.#framer.failure && this.open) this.stream.reset()
  }

  #settle(transactionId: string, result: TransactionResult): void {
    const pending = this.#pending.get(transactionId)
    if (!pending) return
    this.#pending.delete(transactionId)
    pending.timer.cancel()
    pending.settle(result)
  }

  #closed(how: 'ended' | 'reset'): void {
    for (const transactionId of [...this.#pending.keys()]) this.#settle(transactionId, { kind: 'connection-lost' })
    this.#waiting.clear()
    this.#user.closed(this, this.#framer.failure ? 'protocol-error' : how)
  }
}
