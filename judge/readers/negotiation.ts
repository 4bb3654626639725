import type { SipView } from '../../trace/decoded/sip.ts'
import type { SspView } from '../../trace/decoded/ssp.ts'
import type { Observed } from '../../trace/observed.ts'
import type { Bound } from '../vocabulary/counting.ts'
import { exactly } from '../vocabulary/counting.ts'
import { cite, unobservable, type Finding } from '../vocabulary/finding.ts'
import type { AnsweredRequest } from '../vocabulary/final-in.ts'
import { need } from '../vocabulary/need.ts'
import type { Trace } from '../trace.ts'
import { finalTo, responsesTo, sipMark, withoutRetransmissions, type SipMessages, type WithSip } from './sip.ts'
import { answersOf, answersTo, asks, codeAbout, sameUser, type WithSsp } from './ssp.ts'
import { impsAddressOf } from './users.ts'

/** The script's INVITE of that label. Ends the check as unobservable when it was never sent. */
export const inviteOf = (trace: Trace, label = 'invite'): Observed<SipView> =>
  need(sipMark(trace, label), `INVITE "${label}"`)

/** 2xx of the implementation to an INVITE; one that is repeated counts once. */
export const acceptancesOf = (seen: WithSip, invite: Observed<SipView>): SipMessages =>
  withoutRetransmissions(responsesTo(seen, invite)).filter(({ message: { status } }) => status >= 200 && status < 300)

/** The 2xx to the script's INVITE. Ends the check as unobservable when there is none. */
export const acceptanceOf = (trace: Trace, label = 'invite'): Observed<SipView> =>
  need(acceptancesOf(trace, inviteOf(trace, label))[0], `2xx to INVITE "${label}"`)

/** The final response to the script's INVITE if it is a refusal. */
export function refusalOf(trace: Trace, label = 'invite'): Observed<SipView> | undefined {
  const final = finalTo(trace, inviteOf(trace, label))
  return final && final.message.status >= 300 ? final : undefined
}

/**
 * One 2xx by the bound. A refusal is unobservable: it has a cause outside a case in which nothing speaks against the
 * session. Where the acceptance itself is the purpose, `exactly` is right instead.
 */
export function acceptedBy(trace: Trace, invite: Observed<SipView>, by: Bound): Finding {
  const final = finalTo(trace, invite)
  if (final && final.message.status >= 300)
    return unobservable(
      `refused with ${final.message.status}, which this case gives no cause for`,
      ...cite('effect', final),
    )
  return exactly(trace, 1, '2xx', acceptancesOf(trace, invite), by)
}

/** The last answer to the capability and block queries before or without a decision: the one that everything waited for. */
export function lastAnswer(seen: WithSsp): Observed<SspView> | undefined {
  const answers = [answersTo(seen, 'capability')[0], answersTo(seen, 'block')[0]]
  return answers.reduce((last, answer) => (answer && (!last || answer.at > last.at) ? answer : last), undefined)
}

/**
 * The script's INVITE to an IMPS user, its final response, and what spoils that: a query about somebody else that failed
 * before it. To ask about the wrong user is a fault that has cases of its own; here it hides what the case is about.
 */
export function negotiationWith(trace: Trace, role: string, label = 'invite'): AnsweredRequest {
  const invite = inviteOf(trace, label)
  const final = finalTo(trace, invite)
  const user = impsAddressOf(trace, role)
  const spoiledBy = [...asks(trace, 'capability'), ...asks(trace, 'block')]
    .filter(query => query.at >= invite.at && !query.message.targets.some(target => sameUser(target, user)))
    .flatMap(query => answersOf(trace, query))
    .find(answer => answer.message.status >= 300 && final !== undefined && answer.at < final.at)
  return { invite, final, spoiledBy }
}

/** The codes in which an answer withholds capabilities because of the lists: blocked, not authorised. */
const refusedByLists = [532, 534]

/**
 * The first answer of the IMPS side from which the implementation can know that the lists of `user` keep the sender out:
 * a block status that says so, or capabilities withheld for that reason.
 */
export const refusalTold = (seen: WithSsp, user: string): Observed<SspView> | undefined =>
  [...answersTo(seen, 'capability'), ...answersTo(seen, 'block')]
    .sort((one, other) => one.at - other.at)
    .find(
      answer =>
        refusedByLists.includes(codeAbout(answer, user)) ||
        (answer.message.answer?.blocks ?? []).some(
          ({ userId, blocked, granted }) => sameUser(userId, user) && (blocked || !granted),
        ),
    )
