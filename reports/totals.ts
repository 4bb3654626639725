import type { RequirementOutcome, Verdict } from '../judge/outcome.ts'

/** Worst first (design: overall = worst of error > fail > inconclusive > warn > pass). */
export const VERDICTS = ['error', 'fail', 'inconclusive', 'warn', 'pass', 'notApplicable'] as const satisfies Verdict[]

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

/** How many of `items` have each verdict; all six are present. */
export function countVerdicts(items: readonly { readonly verdict: Verdict }[]): Totals {
  const totals: Record<Verdict, number> = { error: 0, fail: 0, inconclusive: 0, warn: 0, pass: 0, notApplicable: 0 }
  for (const { verdict } of items) totals[verdict]++
  return totals
}

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
