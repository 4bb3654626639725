/**
 * How hard identifiers are to guess, judged from those that were given out, in their order (RFC 4975 §14.1). No sample
 * proves randomness; it shows repetition, too few bits, and what follows the order: counters and clocks.
 */
export interface Guessability {
  /** Those that were given out more than once. */
  readonly repeated: readonly string[]
  /** Length × log2 of the alphabet seen, without the beginning and end that all have in common. */
  readonly bits: number
  /** The same if the alphabet is the next usual one: a sample does not show every character. */
  readonly bitsAtBest: number
  /** Positions of that remainder that never fall, or never rise, from one identifier to the next: they can be foretold. */
  readonly ordered: number
  /** Bits that are left without those positions, with the usual alphabet. */
  readonly unforeseeable: number
}

/** Digits, hexadecimal digits, base 32, base 36, letters and digits, base 64, ASCII 85. */
const usualAlphabets = [10, 16, 32, 36, 62, 64, 85]

export function guessability(ids: readonly string[]): Guessability {
  const parts = withoutCommonEnds(ids)
  const length = Math.min(...parts.map(part => part.length))
  const seen = new Set(parts.flatMap(part => Array.from(part))).size
  const usual = usualAlphabets.find(size => size >= seen) ?? seen
  const ordered = orderedPositions(parts)
  return {
    repeated: [...new Set(ids.filter((id, index) => ids.indexOf(id) !== index))],
    bits: length * Math.log2(Math.max(1, seen)),
    bitsAtBest: length * Math.log2(usual),
    ordered,
    unforeseeable: Math.max(0, length - ordered) * Math.log2(usual),
  }
}

function withoutCommonEnds(ids: readonly string[]): readonly string[] {
  const [first = '', ...others] = ids
  const shortest = Math.min(...ids.map(id => id.length))
  let prefix = 0
  while (prefix < shortest && others.every(id => id[prefix] === first[prefix])) prefix++
  let suffix = 0
  const fromEnd = (id: string) => id[id.length - 1 - suffix]
  while (suffix < shortest - prefix && others.every(id => fromEnd(id) === fromEnd(first))) suffix++
  return ids.map(id => id.slice(prefix, id.length - suffix))
}

/** Positions within some stretch that only rises, or only falls, through the whole sample. */
function orderedPositions(parts: readonly string[]): number {
  const [first = ''] = parts
  if (parts.some(part => part.length !== first.length)) return isMonotone(parts) ? first.length : 0
  const found = new Set<number>()
  for (let from = 0; from < first.length; from++)
    for (let to = from + 1; to <= first.length; to++)
      if (isMonotone(parts.map(part => part.slice(from, to)))) for (let at = from; at < to; at++) found.add(at)
  return found.size
}

/** Stretches that never change say nothing about the next identifier that is not known already. */
function isMonotone(values: readonly string[]): boolean {
  const steps = values.slice(1).map((value, index) => compare(values[index] ?? '', value))
  return steps.some(step => step !== 0) && (steps.every(step => step >= 0) || steps.every(step => step <= 0))
}

function compare(one: string, other: string): number {
  if (one.length !== other.length) return Math.sign(other.length - one.length)
  return one === other ? 0 : one < other ? 1 : -1
}
