/** Two that belong together; `any` is the second, or the first where there is no second. */
export interface Pair<T> {
  readonly was: T | undefined
  readonly is: T | undefined
  readonly any: T
}

/** The items of two lists by a key that is unique in each: in the order of the first, then what only the second has. */
export function paired<T>(a: readonly T[], b: readonly T[], keyOf: (item: T) => string): readonly Pair<T>[] {
  const others = new Map(b.map(item => [keyOf(item), item]))
  const known = new Set(a.map(keyOf))
  return [
    ...a.map(was => ({ was, is: others.get(keyOf(was)), any: others.get(keyOf(was)) ?? was })),
    ...b.filter(is => !known.has(keyOf(is))).map(is => ({ was: undefined, is, any: is })),
  ]
}
