import type { ContinuationFlag } from './message.ts'

export interface ReassemblyLimits {
  /** Most octets kept of one message. */
  readonly octets: number
  /** Most pieces that do not join, so that scattered tiny chunks cannot cost more than they carry. */
  readonly pieces: number
}

export const defaultReassemblyLimits: ReassemblyLimits = { octets: 10 * 1024 * 1024, pieces: 8192 }

export type ReassemblyState =
  | { readonly kind: 'incomplete' }
  | { readonly kind: 'complete'; readonly body: Buffer }
  | { readonly kind: 'aborted' }
  /** Beyond a limit: what was kept is forgotten. */
  | { readonly kind: 'too-large' }

/** Octets that are adjacent; the buffer may have room behind `length`. */
interface Piece {
  start: number
  length: number
  buffer: Buffer
}

const endOf = (piece: Piece) => piece.start + piece.length

/**
 * Puts the chunks of one message together (RFC 4975 §7.3.1): in whatever order they come; where they overlap the last
 * one received wins; the chunk flagged `$` fixes the length, by what it carries and not by what it claims; `#` ends it
 * all. Memory grows only with octets received.
 */
export class MessageReassembly {
  readonly #limits: ReassemblyLimits
  /** In order of their starts, never overlapping. */
  #pieces: Piece[] = []
  #kept = 0
  #length: number | undefined

  constructor(limits: ReassemblyLimits = defaultReassemblyLimits) {
    this.#limits = limits
  }

  /** Octets kept so far. */
  get octets(): number {
    return this.#kept
  }

  /** Takes the octets that begin at position `start`, counted from 1, and the flag of the chunk. */
  add(start: number, body: Buffer, continuation: ContinuationFlag): ReassemblyState {
    if (continuation === '#') {
      this.#forget()
      return { kind: 'aborted' }
    }
    const at = start - 1
    if (continuation === '$') this.#length = at + body.length
    if (body.length > 0) this.#put(at, body)
    if (this.#kept > this.#limits.octets || this.#pieces.length > this.#limits.pieces) {
      this.#forget()
      return { kind: 'too-large' }
    }
    const length = this.#length
    return length !== undefined && this.#covers(length)
      ? { kind: 'complete', body: this.#join(length) }
      : { kind: 'incomplete' }
  }

  #put(at: number, body: Buffer): void {
    const before = this.#lastStartingAtOrBefore(at)
    const piece = this.#pieces[before]
    const joins = piece !== undefined && endOf(piece) >= at
    const home: Piece = joins ? piece : { start: at, length: 0, buffer: Buffer.alloc(0) }
    if (!joins) this.#pieces.splice(before + 1, 0, home)
    this.#kept += write(home, at - home.start, body)
    this.#yieldTo(home, (joins ? before : before + 1) + 1, at + body.length)
  }

  /** Takes from the pieces that follow what now lies before `end`. */
  #yieldTo(home: Piece, next: number, end: number): void {
    let covered = next
    for (let piece = this.#pieces[covered]; piece && endOf(piece) <= end; piece = this.#pieces[covered]) {
      this.#kept -= piece.length
      covered++
    }
    this.#pieces.splice(next, covered - next)
    const following = this.#pieces[next]
    if (!following || following === home || following.start >= end) return
    const lost = end - following.start
    following.buffer = following.buffer.subarray(lost)
    following.start = end
    following.length -= lost
    this.#kept -= lost
  }

  #lastStartingAtOrBefore(at: number): number {
    let [low, high] = [0, this.#pieces.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#pieces[middle]?.start ?? Infinity) <= at) low = middle + 1
      else high = middle
    }
    return low - 1
  }

  #covers(length: number): boolean {
    let reached = 0
    for (const piece of this.#pieces) {
      if (reached >= length || piece.start > reached) break
      reached = endOf(piece)
    }
    return reached >= length
  }

  #join(length: number): Buffer {
    return Buffer.concat(
      this.#pieces.map(piece => piece.buffer.subarray(0, piece.length)),
      length,
    )
  }

  #forget(): void {
    this.#pieces = []
    this.#kept = 0
    this.#length = undefined
  }
}

/** Writes into a piece from `offset` on, making it longer where needed; returns by how much. */
function write(piece: Piece, offset: number, body: Buffer): number {
  const length = Math.max(piece.length, offset + body.length)
  if (length > piece.buffer.length) {
    const larger = Buffer.allocUnsafeSlow(piece.length === 0 ? length : length * 2)
    piece.buffer.copy(larger, 0, 0, piece.length)
    piece.buffer = larger
  }
  body.copy(piece.buffer, offset)
  const grown = length - piece.length
  piece.length = length
  return grown
}
