import type { IcsClaim } from '../fixtures/catalogue/ics.ts'
import type { Pixit } from '../fixtures/catalogue/pixit.ts'
import type { PixitStatements } from '../fixtures/catalogue/pixit-statements.ts'
import type { Need } from '../trace/events.ts'
import type { Check } from './vocabulary/check.ts'

/** What the PIXIT, its statements included, must be like for a case to apply. */
export interface PixitCondition {
  /** In words: `T_CAP > 60 s`. */
  readonly that: string
  readonly holds: (pixit: Pixit, statements: PixitStatements) => boolean
}

/** What judging needs to know of a case of the catalogue: plain data and its checks. */
export interface JudgedCase {
  readonly id: string
  readonly title: string
  readonly group: string
  /** Of class `should`, the worst verdict is a warning. */
  readonly class: 'mandatory' | 'should'
  /** The case applies when all items of one of these sets are claimed; without it, always. */
  readonly when?: readonly (readonly IcsClaim[])[]
  /** The case applies when this holds for the PIXIT; without it, always. */
  readonly provided?: PixitCondition
  /** What the preflight must have shown before the case can run. */
  readonly needs?: readonly Need[]
  /** Data of the rows by their ids, which are unique in the case; a case without rows is one row. */
  readonly rows?: Readonly<Record<string, unknown>>
  /** Items without which a row does not apply, by its id. */
  readonly rowNeeds?: Readonly<Record<string, readonly IcsClaim[]>>
  readonly checks: readonly Check<never>[]
}

/** Requirements that the checks of a case name, in order of id. */
export function requirementsOf(checks: readonly Pick<Check<never>, 'requirement'>[]): string[] {
  return [...new Set<string>(checks.map(check => check.requirement))].sort((one, other) =>
    one < other ? -1 : one > other ? 1 : 0,
  )
}
