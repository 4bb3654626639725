import { matchIn, type ExpectationSet } from '../../fixtures/expectations/expectation-set.ts'
import type { SspView } from '../../trace/decoded/ssp.ts'
import type { Observed } from '../../trace/observed.ts'
import type { AnyObserved, Trace } from '../trace.ts'
import { some, type Bound } from '../vocabulary/counting.ts'
import { cite, unobservable, violated, type Finding } from '../vocabulary/finding.ts'
import { answersOf, codeAbout, deliveryReports, sameUser, type SspMessages, type WithSsp } from './ssp.ts'

/**
 * The implementation's delivery reports about a message of an IMPS user to one recipient: they name the message, and as
 * sender, if any, the user who received it (`imps-ssp` §8.3).
 */
export const reportsAbout = (
  seen: WithSsp,
  { message: { messageId, recipient } }: Observed<SspView>,
  user = recipient,
): SspMessages =>
  deliveryReports(seen).filter(
    ({ message: report }) => report.messageId === messageId && (report.sender === '' || sameUser(report.sender, user)),
  )

/** All that the implementation told of a message of an IMPS user: answers and delivery reports, in order of time. */
export const toldAbout = (seen: WithSsp, message: Observed<SspView>, user = message.message.recipient): SspMessages =>
  [...answersOf(seen, message), ...reportsAbout(seen, message, user)].sort((one, other) => one.at - other.at)

/** Those that say that the recipient does not get the message. */
export const failuresTold = (
  seen: WithSsp,
  message: Observed<SspView>,
  user = message.message.recipient,
): SspMessages => toldAbout(seen, message, user).filter(told => codeAbout(told, user) >= 300)

/**
 * The IMPS side was told in time that its message did not reach the recipient: by the answer, or by a delivery report
 * after it; always with a code of the set, after its cause, and with no report of success.
 */
export function failureTold(
  trace: Trace,
  message: Observed<SspView>,
  expected: ExpectationSet,
  { cause, within, user = message.message.recipient }: FailureTold,
): Finding {
  const failures = failuresTold(trace, message, user)
  const [success] = reportsAbout(trace, message, user).filter(report => codeAbout(report, user) < 300)
  if (success) return violated('success was reported', ...cite('cause', message), ...cite('offends', success))
  const timely = some(trace, 'failure told to the IMPS side', failures, { after: message, within })
  const [first] = failures
  if (timely.outcome !== 'satisfied' || !first) return timely
  if (cause && first.at < cause.at)
    return unobservable('a failure was told before its cause', ...cite('effect', first), ...cite('cause', cause))
  const causes = cause ? cite('cause', cause) : cite('cause', message)
  const foreign = failures.find(failure => matchIn(expected, codeAbout(failure, user)) === undefined)
  if (foreign)
    return violated(`${codeAbout(foreign, user)} is not in ${expected.name}`, ...causes, ...cite('offends', foreign))
  const matches = failures.map(failure => matchIn(expected, codeAbout(failure, user)))
  const matched = matches.includes('lenient') ? 'lenient' : matches.includes('strict') ? 'strict' : 'preferred'
  const remark = `${codeAbout(first, user)} is only in the lenient part of ${expected.name}`
  const remarks = matched === 'lenient' ? { remark } : {}
  return { outcome: 'satisfied', matched, evidence: [...causes, ...cite('effect', ...failures)], ...remarks }
}

interface FailureTold {
  /** What the failure is due to: one told before it says nothing. */
  readonly cause?: AnyObserved | undefined
  readonly within: Bound['within']
  /** Of several recipients, the one concerned. */
  readonly user?: string
}
