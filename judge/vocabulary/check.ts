import type { RequirementId } from '../../fixtures/catalogue/requirements.ts'
import type { Level } from '../outcome.ts'
import type { Trace } from '../trace.ts'
import { unobservable, type Finding } from './finding.ts'
import { Unobservable } from './need.ts'

/** One statement about the implementation, decided from the trace of one row alone. */
export interface Check<Row = unknown> {
  readonly level: Level
  readonly requirement: RequirementId
  /** In the words of the report: `no 2xx before the capability answer`. */
  readonly statement: string
  judge(trace: Trace, row: Row): Finding
}

const of =
  (level: Level) =>
  <Row = unknown>(
    requirement: RequirementId,
    statement: string,
    judge: (trace: Trace, row: Row) => Finding,
  ): Check<Row> => ({ level, requirement, statement, judge })

/** A statement that must hold: its violation fails the case. */
export const check = of('must')

/** A statement that should hold: its violation is a warning. */
export const should = of('should')

/** Judges one check. What {@link need} missed makes it unobservable; any other error is the harness's own fault. */
export function judgeCheck<Row>(checked: Check<Row>, trace: Trace, row: Row): Finding {
  try {
    return checked.judge(trace, row)
  } catch (error) {
    if (error instanceof Unobservable) return unobservable(error.message)
    throw error
  }
}
