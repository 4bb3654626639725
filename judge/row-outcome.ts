import { findRequirement } from '../fixtures/catalogue/requirements.ts'
import { phaseAt, type Execution } from '../trace/execution.ts'
import type { JudgedCase } from './judged-case.ts'
import type { CheckOutcome, RowOutcome } from './outcome.ts'
import type { RunView } from './run-view.ts'
import type { Trace } from './trace.ts'
import { traceOf } from './trace-view.ts'
import { rowVerdict, type ScriptEnd, type Strictness } from './verdict.ts'
import { judgeCheck, type Check } from './vocabulary/check.ts'
import type { Finding } from './vocabulary/finding.ts'

/** Judges one attempt at one row from its own part of the log. */
export function rowOutcome(
  judged: JudgedCase,
  execution: Execution,
  view: RunView,
  strictness: Strictness,
): RowOutcome {
  const { begin } = execution
  const trace = traceOf(view, execution)
  const row = begin.row === undefined ? undefined : judged.rows?.[begin.row]
  const redacted = view.run.redacted?.checks[execution.id] ?? []
  const results = judged.checks.map((check, index) =>
    redacted.includes(index) ? withoutContent(check as Check) : resultOf(check as Check, trace, row),
  )
  const checks = results.map(({ outcome }) => outcome)
  const faults = results.flatMap(({ fault }) => fault ?? [])
  const fault = execution.end?.fault ?? faults[0]
  const script = scriptEnd(execution)
  return {
    id: begin.row === undefined ? begin.case : `${begin.case}/${begin.row}`,
    execution: execution.id,
    // What a should would have said cannot be known either, and nothing may look better for having been redacted.
    verdict: rowVerdict(
      checks.map((check, index) => (redacted.includes(index) ? { ...check, level: 'must' } : check)),
      {
        script,
        exercised: trace.behaviours.length === 0 || trace.behaviours.some(({ exercised }) => exercised),
        class: judged.class,
        strictness,
        isDerived,
        ...(fault === undefined ? {} : { fault }),
      },
    ),
    remarks: [
      ...scriptRemarks(execution, script),
      ...(execution.end?.fault === undefined ? [] : [`the harness failed: ${firstLine(execution.end.fault)}`]),
      ...faults.map(text => `a check failed to run: ${firstLine(text)}`),
      ...results.flatMap(({ remark }) => remark ?? []),
      ...(redacted.length > 0
        ? [`checks that could not be judged, since they need octets that were redacted: ${redacted.length}`]
        : []),
      ...trace.behaviours
        .filter(({ exercised }) => !exercised)
        .map(({ name, target }) => `the behaviour "${name}" of ${target} never came into play`),
    ],
    checks,
    startedAt: trace.beganAt,
    durationMs: trace.endedAt - trace.beganAt,
  }
}

export const isDerived = (requirement: string): boolean => findRequirement(requirement)?.level === 'derived'

/** Of a check that finds otherwise in the redacted log than in the whole one. */
function withoutContent({ requirement, level, statement }: Check): CheckedResult {
  const because = 'it needs octets that were redacted'
  return { outcome: { requirement, level, statement, outcome: 'unobservable', because, evidence: [] } }
}

interface CheckedResult {
  readonly outcome: CheckOutcome
  readonly remark?: string
  /** A fault of the check itself. */
  readonly fault?: string
}

function resultOf(check: Check, trace: Trace, row: unknown): CheckedResult {
  const { requirement, level, statement } = check
  let finding: Finding
  try {
    finding = judgeCheck(check, trace, row)
  } catch (error) {
    const fault = error instanceof Error ? (error.stack ?? error.message) : String(error)
    const because = `the check failed to run: ${firstLine(fault)}`
    return { outcome: { requirement, level, statement, outcome: 'unobservable', because, evidence: [] }, fault }
  }
  const { outcome, evidence } = finding
  const base = { requirement, level, statement, outcome, evidence }
  if (finding.outcome !== 'satisfied') return { outcome: { ...base, because: finding.because } }
  const { matched, remark } = finding
  const lenient =
    matched === 'lenient' ? `${requirement}: only a lenient expectation matched (${statement})` : undefined
  const told = remark === undefined ? lenient : `${requirement}: ${remark}`
  return { outcome: matched ? { ...base, matched } : base, ...(told === undefined ? {} : { remark: told }) }
}

function scriptEnd(execution: Execution): ScriptEnd {
  const { stall, end } = execution
  if (stall) return phaseAt(execution, stall.seq) === 'given' ? 'stalled in the preamble' : 'stalled'
  return end ? 'completed' : 'cut off'
}

function scriptRemarks({ stall }: Execution, script: ScriptEnd): string[] {
  if (script === 'cut off') return ['the recording ended before the row did']
  if (!stall) return []
  return [`the script ${script}: ${stall.what} (${stall.because})`]
}

const firstLine = (text: string): string => text.split('\n', 1)[0] ?? ''
