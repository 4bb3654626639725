/** Octets of a message that a chunk carries, counted from 1 (RFC 4975 §7.1.1). `*` is an end or total not yet known. */
export interface ByteRange {
  readonly start: number
  readonly end: number | '*'
  readonly total: number | '*'
}

const form = /^(\d{1,15})-(\d{1,15}|\*)\/(\d{1,15}|\*)$/

/** Reads `start-end/total`; undefined when malformed or of more than 15 digits, where numbers are no longer exact. */
export function parseByteRange(value: string): ByteRange | undefined {
  const match = form.exec(value)
  if (!match) return undefined
  const [, start, end, total] = match
  return { start: Number(start), end: numberOrStar(end), total: numberOrStar(total) }
}

export function serialiseByteRange({ start, end, total }: ByteRange): string {
  return `${start}-${end}/${total}`
}

/**
 * What a body of `length` octets says against its range, or undefined when they agree (RFC 4975 §7.1.1): counting
 * begins at 1, zero octets are `1-0/0`, the end lies within the total and is where the body ends.
 */
export function byteRangeContradiction({ start, end, total }: ByteRange, length: number): string | undefined {
  if (start < 1) return 'the first octet of a message is number 1'
  if (end !== '*' && end < start - 1) return `the range ends at ${end}, before its start ${start}`
  if (end !== '*' && total !== '*' && end > total) return `the range ends at ${end}, beyond the total ${total}`
  if (end !== '*' && end !== start + length - 1)
    return `the range ends at ${end}, its ${length} octets end at ${start + length - 1}`
  if (total !== '*' && start + length - 1 > total)
    return `the octets end at ${start + length - 1}, beyond the total ${total}`
  return undefined
}

function numberOrStar(text: string | undefined): number | '*' {
  return text === '*' ? '*' : Number(text)
}
