/** Octets waiting to be understood: appended at the end, consumed from the front, without copying per octet. */
export class OctetQueue {
  #store = Buffer.alloc(0)
  #start = 0
  #end = 0

  get length(): number {
    return this.#end - this.#start
  }

  append(octets: Buffer): void {
    const needed = this.length + octets.length
    if (this.#end + octets.length > this.#store.length) {
      const store = needed * 2 <= this.#store.length ? this.#store : Buffer.allocUnsafe(Math.max(1024, needed * 2))
      this.#store.copy(store, 0, this.#start, this.#end)
      this.#store = store
      this.#end -= this.#start
      this.#start = 0
    }
    octets.copy(this.#store, this.#end)
    this.#end += octets.length
  }

  /** The waiting octets, valid until the next call of any other method. */
  view(): Buffer {
    return this.#store.subarray(this.#start, this.#end)
  }

  /** Removes the first `count` octets and gives a copy of them. */
  take(count: number): Buffer {
    const taken = Buffer.from(this.#store.subarray(this.#start, this.#start + count))
    this.#start += count
    return taken
  }

  clear(): void {
    this.#store = Buffer.alloc(0)
    this.#start = this.#end = 0
  }
}
