import type { CheckOutcome, Evidence, RowOutcome, RuleOutcome } from '../../judge/outcome.ts'
import type { CaseResult } from '../results.ts'
import { VERDICT_WORDS } from '../totals.ts'
import type { AllureParameter, AllureStep } from './allure-result.ts'
import { STATUS_OF_CHECK, STATUS_OF_VERDICT } from './allure-status.ts'

/**
 * The checks of a case as steps, below a step for each row where it has rows; then rows that ran for information, and
 * always-on rules that the case showed to be violated. `began` is the start of the run, milliseconds since 1970.
 */
export function stepsOf(result: CaseResult, rules: readonly RuleOutcome[], began: number): readonly AllureStep[] {
  const { id, rows, probes = [] } = result
  const [only] = rows
  const plain = rows.length === 1 && only?.id === id
  const ofRows = plain ? attemptSteps(only, began) : rows.map(row => rowStep(row.id, row, began))
  const violated = rules.filter(({ outcome, cases }) => outcome === 'violated' && cases.includes(id))
  return [
    ...ofRows,
    ...probes.map(row => ({
      ...rowStep(`${row.id}: probe, excluded by the ICS, counts nowhere; it would be ${row.verdict}`, row, began),
      status: 'skipped' as const,
    })),
    ...violated.map(rule => ruleStep(rule, id)),
  ]
}

const rowStep = (name: string, row: RowOutcome, began: number): AllureStep => ({
  name,
  status: STATUS_OF_VERDICT[row.verdict],
  stage: 'finished',
  ...(row.remarks.length > 0 ? { statusDetails: { message: row.remarks.join('\n') } } : {}),
  parameters: [{ name: 'verdict', value: VERDICT_WORDS[row.verdict] }],
  steps: attemptSteps(row, began),
  ...timesOf(row, began),
})

const timesOf = ({ startedAt, durationMs }: RowOutcome, began: number) => ({
  start: Math.round(began + startedAt),
  stop: Math.round(began + startedAt + durationMs),
})

const attemptSteps = (row: RowOutcome, began: number): readonly AllureStep[] => [
  // A check looks at all that was recorded of its row.
  ...row.checks.map(check => ({ ...checkStep(check), ...timesOf(row, began) })),
  ...(row.earlier ?? []).map(attempt => rowStep(`${attempt.execution}: earlier attempt, superseded`, attempt, began)),
]

const checkStep = ({
  requirement,
  level,
  statement,
  outcome,
  matched,
  because,
  evidence,
}: CheckOutcome): AllureStep => ({
  name: `${requirement} (${level}) ${statement}`,
  status: STATUS_OF_CHECK[outcome],
  stage: 'finished',
  ...(because === undefined ? {} : { statusDetails: { message: because } }),
  parameters: [
    { name: 'outcome', value: outcome },
    ...(because === undefined ? [] : [{ name: 'because', value: because }]),
    ...(matched === undefined ? [] : [{ name: 'matched', value: matched }]),
    ...evidenceParameter(evidence),
  ],
  steps: [],
})

/** A rule is a result of the run and counts there; here it is shown where it was broken. */
function ruleStep({ id, clause, statement, level, evidence }: RuleOutcome, caseId: string): AllureStep {
  const own = evidence.filter(({ execution }) => execution !== undefined && caseOf(execution) === caseId)
  const [first] = own
  return {
    name: `always-on rule of the run, not of this case: ${id} (${level}) ${statement} [${clause}]`,
    status: 'failed',
    stage: 'finished',
    ...(first ? { statusDetails: { message: first.because } } : {}),
    parameters: [
      { name: 'outcome', value: 'violated' },
      ...(first ? [{ name: 'because', value: first.because }] : []),
      ...evidenceParameter(own),
    ],
    steps: [],
  }
}

/** `BLK-05/1100#2` is an attempt of BLK-05. */
const caseOf = (execution: string): string => execution.split(/[/#]/, 1)[0] ?? ''

function evidenceParameter(evidence: readonly Evidence[]): readonly AllureParameter[] {
  const value = evidence.map(inWords).join(', ')
  return value === '' ? [] : [{ name: 'evidence', value }]
}

function inWords({ role, message, octets, window }: Evidence): string {
  const where = message === undefined ? '' : ` m${message}`
  const part = octets ? ` octets ${octets[0]} to ${octets[1]}` : ''
  const span = window ? ` ${window[0].toFixed(1)} to ${window[1].toFixed(1)} ms` : ''
  return `${role}${where}${part}${span}`
}
