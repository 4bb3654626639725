import type { CheckOutcome, Evidence, RowOutcome, RuleOutcome } from '../../judge/outcome.ts'
import type { LadderMessage } from './ladder.ts'

/** A verdict's pointer at a message. */
export interface Citation {
  /** The requirement or rule, and what it expects. */
  readonly by: string
  readonly statement: string
  readonly role: Evidence['role']
  /** What is wrong, where something is. */
  readonly because?: string
  /** Whether the message is what violates it. */
  readonly offends: boolean
  /** The octets that are meant, `[start, end)`; the whole message where there are none. */
  readonly octets?: readonly [number, number]
}

/** Message number → what cites it, in one execution. */
export type Citations = ReadonlyMap<number, readonly Citation[]>

/** What cites a message of a ladder, under whichever of its numbers. */
export const citationsOf = ({ id, aliases = [] }: LadderMessage, citations: Citations): readonly Citation[] =>
  citations.size === 0 ? [] : [id, ...aliases].flatMap(number => citations.get(number) ?? [])

/** What the checks of one row and the violated always-on rules cite. */
export function citationsOfRow(row: RowOutcome, ofRules: Citations | undefined): Citations {
  const citations = new Map([...(ofRules ?? [])].map(([message, list]) => [message, [...list]]))
  for (const check of row.checks)
    for (const evidence of check.evidence) add(citations, evidence, ofCheck(check, evidence))
  return citations
}

function ofCheck(
  { requirement, level, statement, outcome, because }: CheckOutcome,
  { role, octets }: Evidence,
): Citation {
  const offends = outcome === 'violated' && role === 'offends'
  return {
    by: `${requirement} (${level})`,
    statement,
    role,
    offends,
    ...(offends && because !== undefined ? { because } : {}),
    ...(octets ? { octets } : {}),
  }
}

/** Execution → what violated always-on rules cite in it. */
export function ruleCitations(rules: readonly RuleOutcome[]): ReadonlyMap<string, Citations> {
  const byExecution = new Map<string, Map<number, Citation[]>>()
  for (const { id, clause, statement, outcome, evidence } of rules) {
    if (outcome !== 'violated') continue
    for (const one of evidence) {
      const { execution, role, because, octets } = one
      if (execution === undefined) continue
      const citations = byExecution.get(execution) ?? new Map<number, Citation[]>()
      byExecution.set(execution, citations)
      const offends = role === 'offends'
      add(citations, one, { by: `${id} [${clause}]`, statement, role, because, offends, ...(octets ? { octets } : {}) })
    }
  }
  return byExecution
}

function add(citations: Map<number, Citation[]>, { message }: Evidence, citation: Citation): void {
  if (message === undefined) return
  const list = citations.get(message)
  if (list) list.push(citation)
  else citations.set(message, [citation])
}
