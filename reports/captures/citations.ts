import type { CheckOutcome, Contradiction, Evidence, RowOutcome, RuleOutcome, RunOutcome } from '../../judge/outcome.ts'
import type { RunView } from '../../judge/run-view.ts'
import type { Execution } from '../../trace/execution.ts'
import type { WireMessage } from '../../trace/wire-message.ts'
import type { CommentsOf } from './packet.ts'

/** What verdicts say of messages. */
export interface Citations {
  /** Those of the verdicts of a case and of rules, one text for each time that they cite a message. */
  in(caseId: string): CommentsOf
}

/**
 * Collects what the checks of every row, superseded attempts and probes as well, the rules and the contradictions of the
 * ICS cite. A pure function of a judged log.
 */
export function citationsOf(view: RunView, outcome: RunOutcome): Citations {
  const texts = new Map<string, string[]>()
  const executions = new Map(view.attribution.executions.map(execution => [execution.id, execution]))
  const cite = (execution: Execution | undefined, evidence: Evidence, says: string) => {
    if (!execution || evidence.message === undefined) return
    const message = view.messagesOf(execution)[evidence.message - 1]
    if (!message) return
    const key = keyOf(execution.begin.case, message)
    const text = `${execution.id} m${evidence.message}${octets(evidence)}, ${evidence.role} of ${says}`
    const known = texts.get(key)
    if (!known) texts.set(key, [text])
    else if (!known.includes(text)) known.push(text)
  }
  for (const { rows, probes = [] } of outcome.cases)
    for (const row of [...rows, ...probes].flatMap(withEarlier))
      for (const check of row.checks)
        for (const evidence of check.evidence) cite(executions.get(row.execution), evidence, ofCheck(check))
  for (const rule of outcome.rules)
    for (const evidence of rule.evidence)
      cite(executions.get(evidence.execution ?? ''), evidence, ofRule(rule, evidence.because))
  for (const contradiction of outcome.contradictions)
    for (const evidence of contradiction.evidence)
      cite(executions.get(evidence.execution ?? ''), evidence, ofContradiction(contradiction, evidence.because))
  return { in: caseId => message => texts.get(keyOf(caseId, message)) ?? [] }
}

/** An SSP transaction and the HTTP message around it are the same octets. */
const keyOf = (caseId: string, { sighting }: WireMessage): string =>
  `${caseId} ${sighting.lastEvent} ${sighting.start} ${sighting.end}`

const withEarlier = (row: RowOutcome): readonly RowOutcome[] => [row, ...(row.earlier ?? [])]

const octets = ({ octets: range }: Evidence): string => (range ? ` octets ${range[0]}–${range[1]}` : '')

const ofCheck = ({ requirement, level, statement, outcome, matched, because }: CheckOutcome): string =>
  `${requirement} (${level}) ${outcome}${matched ? `, ${matched}` : ''}: ${statement}${because ? ` — ${because}` : ''}`

const ofRule = ({ id, level, outcome, statement, clause }: RuleOutcome, because: string): string =>
  `rule ${id} (${level}) ${outcome}: ${statement} [${clause}] — ${because}`

const ofContradiction = ({ item, kind, feature }: Contradiction, because: string): string =>
  `${item} ${kind}: ${feature} — ${because}`
