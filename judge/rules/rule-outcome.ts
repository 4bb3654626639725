import { phaseAt, type Execution } from '../../trace/execution.ts'
import type { RuleEvidence, RuleOutcome } from '../outcome.ts'
import type { RunView } from '../run-view.ts'
import type { Exemption, Offence, Rule } from './rule.ts'

/** A reader needs the first offences, not all. */
const MOST_EVIDENCE = 10

/** Judges one rule over a run. Offences where the rule is exempt do not count. */
export function ruleOutcome(rule: Rule, run: RunView): RuleOutcome {
  const { id, clause, statement, level = 'must', except } = rule
  if (run.run.redacted?.rules.includes(id) === true) {
    const unjudged = `${statement} (not judged: it needs octets that were redacted)`
    return { id, clause, statement: unjudged, level, outcome: 'notObserved', observed: 0, cases: [], evidence: [] }
  }
  const { observed, offences } = rule.judge(run)
  const counted = offences.filter(offence => !(except && isExempt(offence, except)) && !isOfProbes(offence, run))
  return {
    id,
    clause,
    statement,
    level,
    outcome: counted.length > 0 ? 'violated' : observed > 0 ? 'satisfied' : 'notObserved',
    observed,
    cases: [...new Set(counted.flatMap(({ executions }) => executions.map(({ begin }) => begin.case)))],
    evidence: counted.slice(0, MOST_EVIDENCE).map(offence => evidenceOf(offence, run)),
  }
}

/** Probes of what the ICS excludes are for information only. */
const isOfProbes = ({ executions }: Offence, run: RunView): boolean =>
  executions.length > 0 && executions.every(execution => run.isProbe(execution))

function isExempt({ message, executions }: Offence, { phases = [], behaviours = [] }: Exemption): boolean {
  if (!message || executions.length === 0) return false
  const { lastEvent } = message.sighting
  return executions.every(
    execution =>
      phases.includes(phaseAt(execution, lastEvent)) ||
      execution.behaviours.some(
        ({ seq, name }) => seq < lastEvent && behaviours.some(beginning => name.startsWith(beginning)),
      ),
  )
}

function evidenceOf({ message, octets, because, executions }: Offence, run: RunView): RuleEvidence {
  const execution: Execution | undefined = executions[0]
  const number = message && execution ? run.numberOf(message, execution) : undefined
  return {
    role: 'offends',
    because,
    ...(execution ? { execution: execution.id } : {}),
    ...(number === undefined ? {} : { message: number }),
    ...(message ? { connection: message.sighting.connection } : {}),
    ...(octets ? { octets } : {}),
  }
}
