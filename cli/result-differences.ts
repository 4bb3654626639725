import { isDeepStrictEqual } from 'node:util'
import type { Results } from '../reports/results.ts'

/** What differs between the recorded results of a run and those that its log gives, a line each. */
export function differencesBetween(recorded: Results, computed: Results): string[] {
  const lines: string[] = []
  const compare = (what: string, was: unknown, is: unknown) => {
    // The record has been through a file, where fields stand in another order and undefined ones are left out.
    if (!isDeepStrictEqual(was, asWritten(is))) lines.push(`${what}: recorded ${brief(was)}, computed ${brief(is)}`)
  }
  compare('overall verdict', recorded.verdict, computed.verdict)
  compare('totals', recorded.totals, computed.totals)
  const now = new Map(computed.cases.map(result => [result.id, result]))
  for (const was of recorded.cases) {
    const is = now.get(was.id)
    compare(was.id, was.verdict, is?.verdict)
    for (const row of was.rows) {
      const same = is?.rows.find(other => other.id === row.id)
      compare(row.id, row.verdict, same?.verdict)
      if (same && row.verdict === same.verdict) compare(`checks of ${row.id}`, row.checks, same.checks)
    }
  }
  const rules = new Map(computed.rules.map(rule => [rule.id, rule]))
  for (const was of recorded.rules) compare(`rule ${was.id}`, was.outcome, rules.get(was.id)?.outcome)
  compare('contradictions of the ICS', recorded.contradictions, computed.contradictions)
  compare('accepted deviations', recorded.baseline, computed.baseline)
  compare('coverage of the mappings', recorded.coverage, computed.coverage)
  return lines
}

/**
 * Where two documents differ, as JSON Pointers with both values; at most `most`. For what {@link differencesBetween}
 * has no words for: a remark, a purpose, a row that was taken out.
 */
export function differingPlaces(recorded: unknown, computed: unknown, most = 5): string[] {
  const lines: string[] = []
  const walk = (path: string, was: unknown, is: unknown) => {
    if (lines.length >= most || isDeepStrictEqual(was, is)) return
    if (isContainer(was) && isContainer(is) && Array.isArray(was) === Array.isArray(is)) {
      for (const key of new Set([...Object.keys(was), ...Object.keys(is)])) walk(`${path}/${key}`, was[key], is[key])
    } else lines.push(`${path}: recorded ${brief(was)}, computed ${brief(is)}`)
  }
  walk('', recorded, asWritten(computed))
  return lines
}

const isContainer = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

const asWritten = (value: unknown): unknown =>
  value === undefined ? undefined : (JSON.parse(JSON.stringify(value)) as unknown)

const brief = (value: unknown): string => {
  const text = typeof value === 'string' ? value : value === undefined ? 'nothing' : JSON.stringify(value)
  return text.length > 200 ? `${text.slice(0, 200)}…` : text
}
