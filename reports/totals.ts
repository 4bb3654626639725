import type { RequirementOutcome, Verdict } from '../judge/outcome.ts'

/** The order in which people read totals. */
export const VERDICTS_FOR_READERS = [
  'pass',
  'warn',
  'fail',
  'inconclusive',
  'error',
  'notApplicable',
] as const satisfies Verdict[]

/** A verdict, or what stands in its place where no case tests a requirement. */
export type Standing = RequirementOutcome['verdict']

/** How every report writes a verdict. */
export const VERDICT_WORDS: Readonly<Record<Standing, string>> = {
  pass: 'pass',
  warn: 'warn',
  fail: 'fail',
  inconclusive: 'inconclusive',
  error: 'error',
  notApplicable: 'not applicable',
  notTested: 'not tested',
}

export type Totals = Readonly<Record<Verdict, number>>

/** `items` by their group, groups in the order of their first item. */
export function byGroup<T extends { readonly group: string }>(items: readonly T[]): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const group = groups.get(item.group)
    if (group) group.push(item)
    else groups.set(item.group, [item])
  }
  return groups
}
