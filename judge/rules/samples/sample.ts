import type { LogScript } from '../../../trace/log-script.ts'

/** Two traces for one rule. */
export interface RuleSample {
  /** The rule is observed and satisfied. */
  readonly right: () => LogScript
  /** The rule is violated in execution `A-01`. */
  readonly wrong: () => LogScript
}

/** By rule id. A test fails when a rule has no sample. */
export type RuleSamples = Readonly<Record<string, RuleSample>>

/** Token of the execution in every sample. */
export const TOKEN = 'kaaaaaaaaaaa'
