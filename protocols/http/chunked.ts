/** Follows the chunked coding (RFC 9112 §7.1) through a growing buffer, remembering where it stopped. */
export class ChunkedReader {
  /** Offset of the next octet to read; after `done`, of the first octet behind the message. */
  at: number
  readonly #chunks: { readonly start: number; readonly end: number }[] = []
  #phase: 'size' | 'data' | 'trailers' = 'size'
  #dataEnd = 0

  constructor(start: number) {
    this.at = start
  }

  /** Reads on in `octets`, which hold the whole message so far. Linear over all calls. */
  read(octets: Buffer): 'more' | 'done' | 'broken' {
    for (;;) {
      if (this.#phase === 'data') {
        if (octets.length < this.#dataEnd + 2) return 'more'
        if (octets[this.#dataEnd] !== 0x0d || octets[this.#dataEnd + 1] !== 0x0a) return 'broken'
        this.#chunks.push({ start: this.at, end: this.#dataEnd })
        this.at = this.#dataEnd + 2
        this.#phase = 'size'
        continue
      }
      const lf = octets.indexOf(0x0a, this.at)
      if (lf === -1) return octets.length - this.at > longestLine ? 'broken' : 'more'
      if (lf - this.at > longestLine) return 'broken'
      const line = octets.toString('latin1', this.at, lf).replace(/\r$/, '')
      if (this.#phase === 'trailers') {
        this.at = lf + 1
        if (line === '') return 'done'
        continue
      }
      const size = /^([0-9A-Fa-f]{1,8})[ \t]*(?:;|$)/.exec(line)?.[1]
      if (size === undefined) return 'broken'
      this.at = lf + 1
      const length = parseInt(size, 16)
      this.#dataEnd = this.at + length
      this.#phase = length === 0 ? 'trailers' : 'data'
    }
  }

  /** Where the data of the chunks read so far stand. */
  get chunks(): readonly { readonly start: number; readonly end: number }[] {
    return this.#chunks
  }

  /** The content of the chunks read so far. */
  content(octets: Buffer): Buffer {
    return Buffer.concat(this.#chunks.map(({ start, end }) => octets.subarray(start, end)))
  }
}

/** Octets of a chunk-size or trailer line: extensions and trailers are of no use to us and may not fill memory. */
const longestLine = 4096
