import type { Execution } from '../trace/execution.ts'
import type { RowOutcome, Verdict } from './outcome.ts'
import type { Death } from './iwf-lifetime.ts'

/** One attempt at a row, judged on its own. */
export interface Attempt {
  readonly execution: Execution
  readonly outcome: RowOutcome
}

/** Deaths of the implementation in a run, and which of them came again. */
export interface DeathRecord {
  /** Whether the implementation died while the execution ran, or was dead. */
  hitBy(execution: Execution): boolean
  /** Whether it died during the execution, which was a repetition alone: the death is reproduced. */
  reproducedBy(execution: Execution): boolean
  /** Whether any repetition of the run reproduced a death. */
  readonly anyReproduced: boolean
}

export function deathRecord(deaths: readonly Death[]): DeathRecord {
  const affected = new Set(deaths.flatMap(death => death.affected))
  const reproducedBy = (execution: Execution) =>
    affected.has(execution) && execution.begin.alone && execution.begin.attempt > 1
  return {
    hitBy: execution => affected.has(execution),
    reproducedBy,
    anyReproduced: [...affected].some(reproducedBy),
  }
}

/**
 * One outcome of a row out of its attempts, in their order; all are kept, the last one leads. Attempts that differ show
 * that other traffic made the difference, so they decide nothing. A death of the implementation that comes again when
 * the row runs alone is the row's failure; one that never comes again leaves all that were hit undecided (design §2).
 */
export function mergeAttempts(attempts: readonly [Attempt, ...Attempt[]], deaths: DeathRecord): RowOutcome {
  const last = attempts.at(-1) ?? attempts[0]
  const earlier = attempts.slice(0, -1).map(({ outcome }) => outcome)
  const [verdict, remark] = judgeTogether(attempts, last, deaths)
  return {
    ...last.outcome,
    verdict,
    remarks: remark === undefined ? last.outcome.remarks : [remark, ...last.outcome.remarks],
    ...(earlier.length > 0 ? { earlier } : {}),
  }
}

function judgeTogether(
  attempts: readonly Attempt[],
  last: Attempt,
  deaths: DeathRecord,
): readonly [Verdict, string | undefined] {
  const { verdict } = last.outcome
  // After a run was taken up again, the only attempt that counts may have another number than 1.
  if (attempts.length > 1 && deaths.reproducedBy(last.execution))
    return ['fail', 'the implementation died, and again when the row ran alone']
  const hit = attempts.filter(({ execution }) => deaths.hitBy(execution))
  if (hit.length > 0) {
    if (!hit.includes(last) && deaths.anyReproduced)
      return [verdict, 'the implementation died in an earlier attempt, through another case']
    return ['inconclusive', 'the implementation died while the row ran; that could not be reproduced']
  }
  if (attempts.every(({ outcome }) => outcome.verdict === verdict)) return [verdict, undefined]
  const remark = last.execution.begin.alone ? 'differs under concurrency' : 'differs between attempts'
  return ['inconclusive', remark]
}
