import type { Bound } from '../../fixtures/bounds.ts'
import type { SipView } from '../../trace/decoded/sip.ts'
import type { Observed } from '../../trace/observed.ts'
import { exactly } from '../vocabulary/counting.ts'
import { cite, unobservable, violated, type Finding } from '../vocabulary/finding.ts'
import { need } from '../vocabulary/need.ts'
import type { AnyObserved, Trace } from '../trace.ts'
import { finalTo, sipMark } from './sip.ts'

/** Codes that answer a request rightly, and those that are tolerated with a remark. */
export interface RightCodes {
  readonly strict: readonly number[]
  readonly lenient?: readonly number[]
}

/** The script's request of that label. Ends the check as unobservable when it was never sent. */
export const requestOf = (trace: Trace, label: string): Observed<SipView> =>
  need(sipMark(trace, label), `request "${label}"`)

/** The final response to the script's request of that label. Ends the check as unobservable when there is none. */
export const finalOf = (trace: Trace, label: string): Observed<SipView> =>
  need(finalTo(trace, requestOf(trace, label)), `final response to "${label}"`)

/**
 * The script's request of that label got a final response in time, and one of these codes. Another code says nothing
 * where `spoiledBy`, which the case did not ask for, may be its cause.
 */
export function answeredWith(
  trace: Trace,
  label: string,
  within: Bound,
  { strict, lenient = [] }: RightCodes,
  spoiledBy?: AnyObserved,
): Finding {
  const timely = answered(trace, label, within)
  const request = requestOf(trace, label)
  const final = finalTo(trace, request)
  if (!final || timely.outcome !== 'satisfied') return timely
  const { status } = final.message
  const evidence = [...cite('cause', request), ...cite('effect', final)]
  if (strict.includes(status)) return { outcome: 'satisfied', matched: 'strict', evidence }
  const remark = `${status} is tolerated; ${strict.join(', ')} is asked for`
  if (lenient.includes(status)) return { outcome: 'satisfied', matched: 'lenient', evidence, remark }
  if (spoiledBy)
    return unobservable(
      `${status} may be due to another failure`,
      ...cite('effect', final),
      ...cite('cause', spoiledBy),
    )
  return violated(`${status} instead of ${strict.join(', ')}`, ...cite('offends', final), ...cite('cause', request))
}

/** The script's request of that label got a final response in time, whichever. */
export function answered(trace: Trace, label: string, within: Bound): Finding {
  const request = requestOf(trace, label)
  const final = finalTo(trace, request)
  return exactly(trace, 1, 'final response', final ? [final] : [], { after: request, within })
}
