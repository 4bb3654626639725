import type { Evidence, Matched } from '../outcome.ts'
import type { AnyObserved } from '../trace.ts'

/** What one check answers. */
export type Finding =
  | {
      readonly outcome: 'satisfied'
      readonly evidence: readonly Evidence[]
      readonly matched?: Matched
      /** What a reader should know although the check is satisfied; required by good manners for a lenient match. */
      readonly remark?: string
    }
  | {
      readonly outcome: 'violated' | 'unobservable' | 'irrelevant'
      readonly because: string
      readonly evidence: readonly Evidence[]
    }

/**
 * Points at messages in one role. What belongs to no execution, such as the set-up of the SSP session, has no number and
 * is pointed at by its connection and time.
 */
export const cite = (role: Evidence['role'], ...messages: readonly AnyObserved[]): Evidence[] =>
  messages.map(({ id, connection, at }) =>
    id > 0 ? { role, message: id, connection } : { role, connection, window: [at, at] },
  )

/** Points at the start line of messages, where a response says its status (RFC 3261 §7.2, RFC 4975 §7.2). */
export const citeStartLine = (role: Evidence['role'], ...messages: readonly AnyObserved[]): Evidence[] =>
  messages.flatMap(message => {
    const end = message.octets.findIndex(octet => octet === CR || octet === LF)
    const octets = [0, end < 0 ? message.octets.length : end] as const
    return cite(role, message).map(evidence => (evidence.message === undefined ? evidence : { ...evidence, octets }))
  })

const CR = 0x0d
const LF = 0x0a

/** Points at a span of time, in ms since the start of the run. */
export const citeWindow = (from: number, to: number): Evidence => ({ role: 'window', window: [from, to] })

export const satisfied = (...evidence: readonly Evidence[]): Finding => ({ outcome: 'satisfied', evidence })

export const violated = (because: string, ...evidence: readonly Evidence[]): Finding => ({
  outcome: 'violated',
  because,
  evidence,
})

/** The trace cannot tell: the case becomes inconclusive. */
export const unobservable = (because: string, ...evidence: readonly Evidence[]): Finding => ({
  outcome: 'unobservable',
  because,
  evidence,
})

/** The condition of the check is absent: nothing is said about the implementation. */
export const irrelevant = (because: string, ...evidence: readonly Evidence[]): Finding => ({
  outcome: 'irrelevant',
  because,
  evidence,
})
