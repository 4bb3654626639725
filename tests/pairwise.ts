/** Each name with its values. */
export type Parameters = Readonly<Record<string, readonly (string | number)[]>>
/** One value for each name. */
export type Row<P extends Parameters> = { readonly [Name in keyof P]: P[Name][number] }

/**
 * Rows in which every two values of two different parameters occur together at least once. Greedy and always the same:
 * each row begins with a pair that is still missing and takes, parameter by parameter, the value that covers most of
 * what is missing; of several the one that occurred least so far.
 */
export function pairwiseCover<P extends Parameters>(parameters: P): readonly Row<P>[] {
  const names = Object.keys(parameters)
  const missing = new Set(pairsOf(parameters).map(pairKey))
  const used = new Map<string, number>()
  const rows: Row<P>[] = []
  for (const first of pairsOf(parameters)) {
    if (!missing.has(pairKey(first))) continue
    const row = new Map(first)
    for (const name of names) {
      if (row.has(name)) continue
      const gain = (value: string | number) =>
        [...row].filter(([other, chosen]) => missing.has(inOrder(names, [name, value], [other, chosen]))).length
      const times = (value: string | number) => used.get(`${name}=${value}`) ?? 0
      const [best] = [...(parameters[name] ?? [])].sort((a, b) => gain(b) - gain(a) || times(a) - times(b))
      if (best !== undefined) row.set(name, best)
    }
    for (const one of row) {
      used.set(one.join('='), (used.get(one.join('=')) ?? 0) + 1)
      for (const other of row) missing.delete(inOrder(names, one, other))
    }
    rows.push(Object.fromEntries(names.map(name => [name, row.get(name)])) as Row<P>)
  }
  return rows
}

type Assignment = readonly [name: string, value: string | number]
type Pair = readonly [Assignment, Assignment]

/** All pairs of values of two different parameters, the names in their order. */
export function pairsOf(parameters: Parameters): readonly Pair[] {
  const names = Object.keys(parameters)
  return names.flatMap((one, place) =>
    (parameters[one] ?? []).flatMap(value =>
      names.slice(place + 1).flatMap(other =>
        (parameters[other] ?? []).map((second): Pair => [
          [one, value],
          [other, second],
        ]),
      ),
    ),
  )
}

const pairKey = ([one, other]: Pair): string => `${one.join('=')} ${other.join('=')}`

const inOrder = (names: readonly string[], one: Assignment, other: Assignment): string =>
  pairKey(names.indexOf(one[0]) < names.indexOf(other[0]) ? [one, other] : [other, one])
