import type { Evidence, RowOutcome, RuleOutcome } from '../../judge/outcome.ts'
import { inWords } from '../findings.ts'
import type { LadderMessage } from './ladder.ts'

/** What a message did wrong: in words, and which of its octets, `[start, end)`. */
export interface Offence {
  readonly reasons: readonly string[]
  readonly octets: readonly (readonly [number, number])[]
}

/** Message number → its offence, for the messages of one execution. */
export type Offences = ReadonlyMap<number, Offence>

/** What a message of a ladder did wrong, under whichever of its numbers. */
export function offenceOf({ id, aliases = [] }: LadderMessage, offences: Offences): Offence | undefined {
  if (offences.size === 0) return undefined
  const found = [id, ...aliases].flatMap(number => offences.get(number) ?? [])
  if (found.length === 0) return undefined
  return {
    reasons: [...new Set(found.flatMap(offence => offence.reasons))],
    octets: found.flatMap(offence => offence.octets),
  }
}

/** What the messages of one row did wrong, by violated checks and by violated always-on rules. */
export function offencesOf(row: RowOutcome, ruleOffences: Offences | undefined): Offences {
  const offences = new Map(ruleOffences)
  for (const check of row.checks)
    if (check.outcome === 'violated') for (const evidence of check.evidence) add(offences, evidence, inWords(check))
  return offences
}

/** Violations of always-on rules by execution. */
export function ruleOffencesByExecution(rules: readonly RuleOutcome[]): ReadonlyMap<string, Offences> {
  const byExecution = new Map<string, Map<number, Offence>>()
  for (const rule of rules) {
    if (rule.outcome !== 'violated') continue
    for (const evidence of rule.evidence) {
      if (evidence.execution === undefined) continue
      const offences = byExecution.get(evidence.execution) ?? new Map<number, Offence>()
      byExecution.set(evidence.execution, offences)
      add(offences, evidence, `${rule.id} [${rule.clause}]: ${evidence.because}`)
    }
  }
  return byExecution
}

function add(offences: Map<number, Offence>, { role, message, octets }: Evidence, reason: string): void {
  if (role !== 'offends' || message === undefined) return
  const before = offences.get(message)
  offences.set(message, {
    reasons: [...(before?.reasons ?? []), reason],
    octets: [...(before?.octets ?? []), ...(octets ? [octets] : [])],
  })
}
