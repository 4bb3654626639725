import type { Violation } from '../../protocols/violation.ts'

/** Where `part`, which shares memory with `octets`, begins in them; 0 when it was decoded into memory of its own. */
export const offsetIn = (octets: Buffer, part: Buffer): number =>
  part.buffer !== octets.buffer ? 0 : Math.max(0, part.byteOffset - octets.byteOffset)

/** The same violations, with ranges that count from `by` octets earlier. */
export const shifted = (violations: readonly Violation[], by: number): Violation[] =>
  violations.map(violation => ({ ...violation, start: violation.start + by, end: violation.end + by }))
