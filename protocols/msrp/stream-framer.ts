import { continuationFlagOf } from './message.ts'

/** A piece of an octet stream: one message, or octets between messages that begin none. */
export interface MsrpFrame {
  readonly kind: 'message' | 'noise'
  readonly octets: Buffer
  /** Range within the stream, counted from its first octet; `end` exclusive. */
  readonly start: number
  readonly end: number
}

/** Why nothing more can be cut from a stream. `offset` is where the message in question begins. */
export interface MsrpFramingFailure {
  readonly code: 'start-line-too-long' | 'message-too-long'
  readonly offset: number
}

export interface MsrpFramerLimits {
  /** Most octets of one message, end-line included. */
  readonly messageOctets: number
}

export const defaultFramerLimits: MsrpFramerLimits = { messageOctets: 16 * 1024 * 1024 }

const longestStartLine = 1024
const longestTransactionId = 64
const hyphens = Buffer.from('\r\n-------')
const CR = 0x0d
const LF = 0x0a
const SPACE = 0x20

/**
 * Cuts an MSRP stream into messages by their end-lines, `-------` + transaction id + flag, never by any length
 * (RFC 4975 §7.1). How the stream is split into segments makes no difference. Time is linear in the octets received
 * and memory is bounded by the limits, whatever is sent.
 */
export class MsrpStreamFramer {
  readonly #limits: MsrpFramerLimits
  /** Octets not yet cut, within a buffer that may have room behind them. */
  #buffer: Buffer = Buffer.alloc(0)
  #length = 0
  /** Whether `#buffer` is ours to write behind `#length`. */
  #owned = false
  /** Offset in the stream of the first octet of `#buffer`. */
  #offset = 0
  /** What of the message that begins at the first octet of `#buffer` is known: nothing is looked at twice. */
  #transactionId: Buffer | undefined
  #searched = 0
  #failure: MsrpFramingFailure | undefined

  constructor(limits: MsrpFramerLimits = defaultFramerLimits) {
    this.#limits = limits
  }

  /** Set once a limit is passed; from then on octets are counted and thrown away. */
  get failure(): MsrpFramingFailure | undefined {
    return this.#failure
  }

  /** What came after the last frame and is not yet a frame, with its range in the stream. */
  get rest(): { readonly octets: Buffer; readonly start: number; readonly end: number } {
    return { octets: this.#buffer.subarray(0, this.#length), start: this.#offset, end: this.#offset + this.#length }
  }

  /** Takes the next octets of the stream and returns the frames that they complete. They are not copied if avoidable. */
  push(octets: Buffer): readonly MsrpFrame[] {
    if (this.#failure) {
      this.#offset += octets.length
      return []
    }
    this.#append(octets)
    const frames: MsrpFrame[] = []
    let at = 0
    for (let end = this.#next(at); end > 0; end = this.#next(at)) {
      const kind = this.#transactionId ? 'message' : 'noise'
      frames.push({ kind, octets: this.#buffer.subarray(at, end), start: this.#offset + at, end: this.#offset + end })
      at = end
      this.#transactionId = undefined
      this.#searched = 0
    }
    this.#drop(at)
    return frames
  }

  /** Where the frame that begins at `from` ends, or 0 when that is not known yet. */
  #next(from: number): number {
    if (from >= this.#length) return 0
    if (!this.#transactionId) {
      const lineEnd = this.#startLineEnd(from)
      if (lineEnd < 0) return 0
      this.#transactionId = transactionIdOf(this.#buffer, from, lineEnd)
      if (!this.#transactionId) return lineEnd + 2
      this.#searched = lineEnd - from
    }
    const end = this.#messageEnd(from, this.#transactionId)
    const length = (end === 0 ? this.#length : end) - from
    if (length <= this.#limits.messageOctets) return end
    this.#fail('message-too-long', from)
    return 0
  }

  /** Position of the CRLF of the line that begins at `from`, or -1 when it is not there yet. */
  #startLineEnd(from: number): number {
    const limit = Math.min(this.#length, from + longestStartLine + 2)
    for (let at = from + this.#searched; at + 1 < limit; at++)
      if (this.#buffer[at] === CR && this.#buffer[at + 1] === LF) return at
    this.#searched = Math.max(0, limit - from - 1)
    if (this.#length - from > longestStartLine + 1) this.#fail('start-line-too-long', from)
    return -1
  }

  #messageEnd(from: number, transactionId: Buffer): number {
    const filled = this.#buffer.subarray(0, this.#length)
    for (;;) {
      const at = filled.indexOf(hyphens, from + this.#searched)
      if (at < 0) {
        this.#searched = Math.max(this.#searched, this.#length - from - hyphens.length + 1)
        return 0
      }
      const idAt = at + hyphens.length
      const flagAt = idAt + transactionId.length
      if (flagAt + 3 > this.#length) {
        // Not yet decided, unless what is there differs already.
        const there = Math.min(transactionId.length, this.#length - idAt)
        if (transactionId.compare(filled, idAt, idAt + there, 0, there) === 0) {
          this.#searched = at - from
          return 0
        }
      } else if (
        transactionId.compare(filled, idAt, flagAt) === 0 &&
        continuationFlagOf(filled[flagAt]) !== undefined &&
        filled[flagAt + 1] === CR &&
        filled[flagAt + 2] === LF
      )
        return flagAt + 3
      this.#searched = at + 2 - from
    }
  }

  #fail(code: MsrpFramingFailure['code'], from: number): void {
    this.#failure = { code, offset: this.#offset + from }
  }

  #append(octets: Buffer): void {
    if (this.#length === 0) {
      this.#buffer = octets
      this.#length = octets.length
      this.#owned = false
      return
    }
    const length = this.#length + octets.length
    if (!this.#owned || length > this.#buffer.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(1024, this.#owned ? length * 2 : length))
      this.#buffer.copy(larger, 0, 0, this.#length)
      this.#buffer = larger
      this.#owned = true
    }
    octets.copy(this.#buffer, this.#length)
    this.#length = length
  }

  /** Forgets what was cut. The memory stays with the frames, so nothing is written into it any more. */
  #drop(count: number): void {
    if (count === 0) return
    this.#buffer = this.#buffer.subarray(count, this.#length)
    this.#length -= count
    this.#offset += count
    this.#owned = false
  }
}

/** The second word of a line that begins `MSRP `; undefined when the line begins no message. */
function transactionIdOf(buffer: Buffer, from: number, lineEnd: number): Buffer | undefined {
  if (lineEnd - from < 7 || buffer.toString('latin1', from, from + 5) !== 'MSRP ') return undefined
  const idAt = from + 5
  const space = buffer.indexOf(SPACE, idAt)
  const idEnd = space < 0 || space > lineEnd ? lineEnd : space
  const length = idEnd - idAt
  if (length === 0 || length > longestTransactionId) return undefined
  return Buffer.from(buffer.subarray(idAt, idEnd))
}
