import type { CasePhaseEvent } from '../../trace/events.ts'
import type { Execution } from '../../trace/execution.ts'
import type { WireMessage } from '../../trace/wire-message.ts'
import type { Level } from '../outcome.ts'
import type { RunView } from '../run-view.ts'

/** What a rule found wrong. */
export interface Offence {
  /** The message that offends; undefined when something else than a message does. */
  readonly message?: WireMessage
  /** Range within the message, `end` exclusive, when only a part offends. */
  readonly octets?: readonly [number, number]
  readonly because: string
  /** In which executions. */
  readonly executions: readonly Execution[]
}

/** What a rule saw. */
export interface RuleFinding {
  /** How many messages (or other things) of the implementation it looked at. */
  readonly observed: number
  readonly offences: readonly Offence[]
}

/** Where a rule does not hold, although nothing in the message shows it. */
export interface Exemption {
  readonly phases?: readonly CasePhaseEvent['phase'][]
  /** Beginnings of the names of behaviours after whose declaration it does not hold: `ignores`. */
  readonly behaviours?: readonly string[]
}

/** A statement about everything that the implementation sends, in every case. */
export interface Rule {
  readonly id: string
  readonly clause: string
  readonly statement: string
  /** `must` unless said otherwise: the violation of a SHOULD is a warning. */
  readonly level?: Level
  readonly except?: Exemption
  judge(run: RunView): RuleFinding
}
