/** The part of a map or set with text keys that is needed to make it shorter. */
interface Keyed {
  readonly size: number
  keys(): Iterator<string>
  delete(key: string): boolean
}

/** Drops the oldest key beyond the limit: maps and sets keep the order of insertion. */
export function forgetOldest(keyed: Keyed, most: number): void {
  if (keyed.size <= most) return
  const oldest = keyed.keys().next()
  if (!oldest.done) keyed.delete(oldest.value)
}
