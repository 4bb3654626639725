import type { ByteRange } from './byte-range.ts'
import { largestUninterruptible } from './field-rules.ts'
import type { ContinuationFlag } from './message.ts'

/** A chunk of a message: what stands in its Byte-Range, its octets, and its flag. */
export interface Chunk {
  readonly range: ByteRange
  readonly body: Buffer
  readonly continuation: ContinuationFlag
}

/** Octets of the chunks in turn, the last one repeated; undefined is the 2048 of RFC 4975 §7.1.1 for all. */
export type ChunkSizes = readonly number[] | undefined

export interface ChunkerOptions {
  readonly sizes?: ChunkSizes
  /** Writes `*` as total, as a sender does that does not know it in advance. */
  readonly totalUnknown?: boolean | undefined
}

/** Thrown for chunk sizes with which a message would never end. */
export class ChunkSizeError extends Error {
  override readonly name = 'ChunkSizeError'
  readonly code = 'chunk-size'
}

/**
 * Cuts a message into chunks in order (RFC 4975 §7.1.1). Unless told otherwise each has 2048 octets, the most that needs
 * not be interruptible, and only the last has fewer; larger ones are made interruptible by `*`. No octets are copied.
 * Throws a {@link ChunkSizeError} for sizes that are not positive whole numbers.
 */
export function* chunks(body: Buffer, options: ChunkerOptions = {}): Generator<Chunk, void> {
  const sizes = options.sizes ?? [largestUninterruptible]
  if (sizes.length === 0 || !sizes.every(size => Number.isInteger(size) && size > 0))
    throw new ChunkSizeError(`chunk sizes must be positive whole numbers, not [${sizes.join(', ')}]`)
  const total = options.totalUnknown ? '*' : body.length
  let at = 0
  for (let turn = 0; ; turn++) {
    const size = sizes[Math.min(turn, sizes.length - 1)] ?? largestUninterruptible
    const end = Math.min(at + size, body.length)
    const last = end === body.length
    const range: ByteRange = { start: at + 1, end: end - at > largestUninterruptible ? '*' : end, total }
    yield { range, body: body.subarray(at, end), continuation: last ? '$' : '+' }
    if (last) return
    at = end
  }
}

/** The empty chunk that tells the receiver to give up a message of which `sent` octets were sent (RFC 4975 §7.1). */
export function abortingChunk(sent: number, total: number | '*'): Chunk {
  return { range: { start: sent + 1, end: '*', total }, body: Buffer.alloc(0), continuation: '#' }
}
