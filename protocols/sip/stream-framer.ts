import type { Violation } from '../violation.ts'
import { contentLengthOfHead } from './content-length.ts'
import { findHeadEnd } from './head-end.ts'
import { OctetQueue } from './octet-queue.ts'
import { type SipSyntaxRuleId, syntaxViolation } from './syntax-rules.ts'

/** A piece of a stream. `start` and `end` are offsets since the stream opened, `end` exclusive. */
export interface SipFrame {
  /**
   * `message`: from start line to end of body. `keep-alive`: one CRLF between messages (RFC 3261 §7.5); two in a row
   * are the ping of RFC 5626 §3.5.1, one in answer is its pong. `unframeable`: the octets at which the stream could no
   * longer be divided; nothing comes after it.
   */
  readonly kind: 'message' | 'keep-alive' | 'unframeable'
  readonly octets: Buffer
  readonly start: number
  readonly end: number
  /** What is wrong with the framing; ranges count from the start of the frame. */
  readonly violations: readonly Violation[]
}

export interface FramerLimits {
  /** Octets from start line to empty line. */
  readonly head: number
  /** Octets of a whole message. */
  readonly message: number
}

export const defaultFramerLimits: FramerLimits = { head: 64 * 1024, message: 16 * 1024 * 1024 }

const carriageReturn = 0x0d
const lineFeed = 0x0a

/**
 * Divides a stream into messages by empty line and Content-Length (RFC 3261 §18.3), whatever the segments it comes in.
 * Holds no more than one message of the allowed size and one segment. A message without Content-Length ends at its
 * empty line and has a violation.
 */
export class SipStreamFramer {
  readonly #limits: FramerLimits
  readonly #queue = new OctetQueue()
  /** Where the first queued octet lies in the stream. */
  #offset = 0
  /** Octets of the queue that are known to hold no end of a head. */
  #searched = 0
  #startLineSeen = false
  /** The message at the front of the queue, once its head is complete. */
  #expected: { readonly length: number; readonly violations: readonly Violation[] } | undefined
  #broken = false

  constructor(limits: Partial<FramerLimits> = {}) {
    this.#limits = { ...defaultFramerLimits, ...limits }
  }

  /** Whether the stream can no longer be divided; further octets are ignored. */
  get broken(): boolean {
    return this.#broken
  }

  /** Octets of a message that is not complete: not empty when a stream ends in the middle of one. */
  get pending(): Buffer {
    return Buffer.from(this.#queue.octets)
  }

  /** Takes the next octets of the stream and gives the frames that they complete. */
  push(chunk: Buffer): SipFrame[] {
    const frames: SipFrame[] = []
    if (this.#broken) return frames
    this.#queue.push(chunk)
    for (let frame = this.#next(); frame; frame = this.#next()) frames.push(frame)
    return frames
  }

  #next(): SipFrame | undefined {
    const octets = this.#queue.octets
    if (this.#broken || octets.length === 0) return undefined
    if (!this.#expected) {
      if (octets[0] === carriageReturn && this.#searched === 0) {
        if (octets.length === 1) return undefined
        if (octets[1] === lineFeed) return this.#take('keep-alive', 2)
      }
      const unframeable = this.#readHead(octets)
      if (unframeable) return unframeable
    }
    if (!this.#expected || octets.length < this.#expected.length) return undefined
    const { length, violations } = this.#expected
    return this.#take('message', length, violations)
  }

  /** Learns the length of the message at the front; gives a frame only when that cannot be done. */
  #readHead(octets: Buffer): SipFrame | undefined {
    const { head: limit } = this.#limits
    const end = findHeadEnd(octets, Math.max(0, this.#searched - 3), Math.min(octets.length, limit))
    const notSip = this.#checkStartLine(octets.subarray(0, Math.min(octets.length, limit)))
    if (notSip) return notSip
    if (end < 0) {
      if (octets.length >= limit) return this.#break('SIP-SYN-50', limit, `no empty line within ${limit} octets`)
      this.#searched = octets.length
      return undefined
    }
    const length = contentLengthOfHead(octets.toString('latin1', 0, end))
    if (length === 'garbage') return this.#break('SIP-SYN-11', end)
    if (length === 'absent') {
      this.#expected = { length: end, violations: [syntaxViolation('SIP-SYN-14', 0, end)] }
      return undefined
    }
    if (end + length > this.#limits.message)
      return this.#break('SIP-SYN-50', end, `Content-Length ${length} exceeds the limit of ${this.#limits.message}`)
    this.#expected = { length: end + length, violations: [] }
    return undefined
  }

  /** A first line that does not speak of SIP is no start line: whatever follows cannot be divided. */
  #checkStartLine(octets: Buffer): SipFrame | undefined {
    if (this.#startLineSeen) return undefined
    const feed = octets.indexOf(lineFeed, this.#searched)
    if (feed < 0) return undefined
    this.#startLineSeen = true
    if (octets.toString('latin1', 0, feed).toUpperCase().includes('SIP/')) return undefined
    return this.#break('SIP-SYN-50', feed + 1, 'the line here is no start line')
  }

  #break(rule: SipSyntaxRuleId, length: number, detail?: string): SipFrame {
    this.#broken = true
    return this.#take('unframeable', length, [syntaxViolation(rule, 0, length, detail)])
  }

  #take(kind: SipFrame['kind'], length: number, violations: readonly Violation[] = []): SipFrame {
    const start = this.#offset
    this.#offset += length
    this.#searched = 0
    this.#startLineSeen = false
    this.#expected = undefined
    return { kind, octets: this.#queue.take(length), start, end: this.#offset, violations }
  }
}
