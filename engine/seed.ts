import { createHash } from 'node:crypto'

/**
 * Uniform numbers in [0, 1) that are the same for the same seed and cannot be guessed without it: SHA-256 of the seed
 * and a counter, 48 bits a number.
 */
export function seededRandom(seed: string): () => number {
  let counter = 0
  return () => createHash('sha256').update(`${seed}:${counter++}`).digest().readUIntBE(0, 6) / 2 ** 48
}
