import { matchIn, resolved, type ExpectationSet } from '../../fixtures/expectations/expectation-set.ts'
import type { SipView } from '../../trace/decoded/sip.ts'
import type { Observed } from '../../trace/observed.ts'
import type { AnyObserved, Trace } from '../trace.ts'
import { exactly, type Bound } from './counting.ts'
import { cite, citeStartLine, unobservable, violated, type Finding } from './finding.ts'

/** A request and its final response, as far as there is one. */
export interface AnsweredRequest {
  readonly invite: AnyObserved
  readonly final: Observed<SipView> | undefined
  /** Something before the final response that the case did not ask for and that a refusal may be due to. */
  readonly spoiledBy?: AnyObserved | undefined
}

/**
 * The final response came in time, is in the set, and came after its cause: a refusal for another reason proves
 * nothing. Codes that the set allows under a condition count as lenient where the ICS, or the order of events, says so.
 */
export function finalIn(
  trace: Pick<Trace, 'endedAt' | 'claims'>,
  { invite, final, spoiledBy }: AnsweredRequest,
  set: ExpectationSet,
  cause: AnyObserved | undefined,
  within: Bound['within'],
): Finding {
  const timely = exactly(trace, 1, 'final response', final ? [final] : [], { after: invite, within })
  if (!final || timely.outcome !== 'satisfied') return timely
  const { status } = final.message
  const early = !cause || cause.at > final.at
  const expected = resolved(set, { claims: item => trace.claims(item), beforeServerAnswer: early })
  const matched = matchIn(expected, status)
  const causes = cause ? cite('cause', cause) : []
  const allowedEarly = early && matched !== undefined && matchIn(set, status) === undefined
  if (status < 300 && matched === undefined)
    return violated(
      `accepted with ${status}; ${set.name} demands a refusal`,
      ...citeStartLine('offends', final),
      ...causes,
    )
  if (early && !allowedEarly)
    return unobservable(
      `${status} came before its cause, so it says nothing about ${set.name}`,
      ...citeStartLine('effect', final),
    )
  if (matched === undefined && spoiledBy)
    return unobservable(
      `${status} may be due to another failure`,
      ...citeStartLine('effect', final),
      ...cite('cause', spoiledBy),
    )
  if (matched === undefined)
    return violated(`${status} is not in ${set.name}`, ...citeStartLine('offends', final), ...causes)
  const remark = matched === 'lenient' ? { remark: `${status} is only in the lenient part of ${set.name}` } : {}
  return {
    outcome: 'satisfied',
    matched,
    evidence: [...causes, ...cite('cause', invite), ...citeStartLine('effect', final)],
    ...remark,
  }
}
