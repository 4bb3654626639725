/**
 * Octets in the order they came, in one piece. The space doubles as it grows, so that many small segments cost time in
 * proportion to their octets; a segment that finds the queue empty is not copied.
 */
export class OctetQueue {
  #store: Buffer = Buffer.alloc(0)
  #from = 0
  #to = 0
  /** Whether `#store` is ours to write to, not a segment of the caller's. */
  #own = false

  /** All queued octets; valid until the next call. */
  get octets(): Buffer {
    return this.#store.subarray(this.#from, this.#to)
  }

  push(segment: Buffer): void {
    const length = this.#to - this.#from
    if (length === 0) {
      this.#store = segment
      this.#from = 0
      this.#to = segment.length
      this.#own = false
      return
    }
    if (!this.#own || this.#to + segment.length > this.#store.length) {
      const grown = Buffer.allocUnsafe(2 * (length + segment.length))
      this.#store.copy(grown, 0, this.#from, this.#to)
      this.#store = grown
      this.#from = 0
      this.#to = length
      this.#own = true
    }
    segment.copy(this.#store, this.#to)
    this.#to += segment.length
  }

  /** Removes the first `length` octets and gives them as a copy, which later calls leave alone. */
  take(length: number): Buffer {
    const taken = Buffer.from(this.#store.subarray(this.#from, this.#from + length))
    this.#from += length
    return taken
  }
}
