import { forgetOldest } from './forget-oldest.ts'
import type { IncomingChunk } from './incoming-chunk.ts'
import { MessageReassembly, type ReassemblyLimits, type ReassemblyState } from './reassembly.ts'

/** Messages of one session that are under way at a time; the oldest gives way to one more. */
const mostUnderWay = 64
/** Message-IDs remembered after the fact. */
const mostRemembered = 1024

export type AssemblyState =
  | Exclude<ReassemblyState, { kind: 'complete' }>
  | { readonly kind: 'complete'; readonly body: Buffer; readonly duplicate: boolean }
  /** An earlier chunk of the message was refused with this status. */
  | { readonly kind: 'refused'; readonly status: number }

/** The messages of a session that are not yet whole, and the fate of those that are no more under way. */
export class PartialMessages {
  readonly #limits: ReassemblyLimits
  readonly #underWay = new Map<string, MessageReassembly>()
  readonly #complete = new Set<string>()
  readonly #refused = new Map<string, number>()

  constructor(limits: ReassemblyLimits) {
    this.#limits = limits
  }

  add(chunk: IncomingChunk): AssemblyState {
    const { messageId, range, continuation } = chunk
    const status = this.#refused.get(messageId)
    if (status !== undefined) return { kind: 'refused', status }
    const body = chunk.body ?? Buffer.alloc(0)
    // The usual case: a message in one chunk needs no putting together.
    if (range.start === 1 && continuation === '$' && !this.#underWay.has(messageId)) {
      if (body.length <= this.#limits.octets) return this.#completed(messageId, body)
    }
    const reassembly = this.#reassemblyOf(messageId)
    const added = reassembly.add(range.start, body, continuation)
    const overfull = added.kind === 'incomplete' && this.#octets() > 2 * this.#limits.octets
    const state: ReassemblyState = overfull ? { kind: 'too-large' } : added
    if (state.kind === 'incomplete') return state
    this.#underWay.delete(messageId)
    if (state.kind === 'too-large') remember(this.#refused, messageId, 413)
    return state.kind === 'complete' ? this.#completed(messageId, state.body) : state
  }

  /** Further chunks of this message are not wanted. Says whether some had come before. */
  refuse(messageId: string, status: number): boolean {
    remember(this.#refused, messageId, status)
    return this.#underWay.delete(messageId)
  }

  /** Octets kept of all messages; what one may need is allowed twice for a whole session. */
  #octets(): number {
    let octets = 0
    for (const reassembly of this.#underWay.values()) octets += reassembly.octets
    return octets
  }

  clear(): void {
    this.#underWay.clear()
  }

  #completed(messageId: string, body: Buffer): AssemblyState {
    const duplicate = this.#complete.has(messageId)
    this.#complete.add(messageId)
    forgetOldest(this.#complete, mostRemembered)
    return { kind: 'complete', body, duplicate }
  }

  #reassemblyOf(messageId: string): MessageReassembly {
    const known = this.#underWay.get(messageId)
    if (known) return known
    const reassembly = new MessageReassembly(this.#limits)
    this.#underWay.set(messageId, reassembly)
    forgetOldest(this.#underWay, mostUnderWay)
    return reassembly
  }
}

function remember(statuses: Map<string, number>, messageId: string, status: number): void {
  statuses.set(messageId, status)
  forgetOldest(statuses, mostRemembered)
}
