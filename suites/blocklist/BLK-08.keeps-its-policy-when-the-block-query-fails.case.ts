import { defineCase } from '../../engine/case.ts'
import { inviteOf, negotiationWith } from '../../judge/readers/negotiation.ts'
import { acceptsOrShowsSdp, finalTo } from '../../judge/readers/sip.ts'
import { asksBlockStatus } from '../../judge/readers/ssp.ts'
import { about, impsAddressOf } from '../../judge/readers/users.ts'
import type { Trace } from '../../judge/trace.ts'
import {
  check,
  cite,
  finalIn,
  need,
  satisfied,
  unobservable,
  violated,
  type Finding,
} from '../../judge/vocabulary/index.ts'
import { ignores } from '../../simulators/behaviour.ts'
import { CLOSED, OPEN } from './block-query-policy.ts'

/** The block query that stays open, without which there is nothing to have a policy about. */
const query = (trace: Trace) =>
  need(about(asksBlockStatus(trace), impsAddressOf(trace, 'bob'))[0], 'query for the block status')

const refused = (trace: Trace): Finding =>
  finalIn(trace, negotiationWith(trace, 'bob'), CLOSED, query(trace), trace.bounds.finalAfterInvite)

/** What gives the media away before the time for the answer is over; whether that counts from the query or the INVITE. */
const early = (trace: Trace) => {
  const { T_CAP, JITTER } = trace.pixit
  return acceptsOrShowsSdp(trace).filter(({ at }) => at - inviteOf(trace).at < T_CAP - JITTER)
}

/** Tolerated, since the query is only a SHOULD (AMB-09). */
const letIn = (trace: Trace): Finding => {
  const call = negotiationWith(trace, 'bob')
  const finding = finalIn(trace, call, OPEN, query(trace), trace.bounds.finalAfterInvite)
  return finding.outcome === 'satisfied'
    ? { ...finding, matched: 'lenient', remark: 'let in without an answer, as declared (ICS-09 OPEN)' }
    : finding
}

export default defineCase({
  id: 'BLK-08',
  title: 'keeps its policy when the block query is not answered',
  group: 'blocklist',
  class: 'mandatory',
  purpose:
    'When the server does not say whether the sender is blocked, one IWF shuts the door and another leaves it open. Both ' +
    'may be right, but the vendor declares which, and to guess before the time is up is neither.',
  when: [['ICS-01', 'ICS-04']],
  ambiguities: ['AMB-09'],
  catches: ['does-not-wait-for-block-answer', 'never-times-out'],
  ladder: `
    alice              IWF            imps.example
      INVITE --------->|--- capability query --->|
                       |--- block status? ------>|
                       |<-- capability answer ---|
                       |                         |  never an answer to the other
      <-- 403 or 504   |                         |  at T_CAP (200 where the policy is OPEN)`,
  given: 'P1',
  lasts: ({ T_CAP }) => T_CAP,
  cast: make => ({ alice: make.simple({ name: 'alice' }), bob: make.imps({ name: 'bob' }) }),
  async script({ cast: { alice, bob }, mark }) {
    bob.on('block', ignores())
    await mark('invite', alice.invite(bob)).final()
  },
  checks: [
    check('R-28', 'ends in a final response as the policy declares', trace => {
      const policy = trace.ics['ICS-09']
      if (policy === 'OPEN') return letIn(trace)
      const status = finalTo(trace, inviteOf(trace))?.message.status
      if (policy === 'CLOSED' || status === undefined || status >= 300) return refused(trace)
      return unobservable(`no policy is declared (ICS-09); the INVITE got ${status}`)
    }),
    check('R-27', 'neither 2xx nor SDP in a 1xx before the time for the answer is over', trace => {
      const offends = early(trace)
      if (offends.length > 0) return violated('accepted before T_CAP', ...cite('offends', ...offends))
      const final = need(finalTo(trace, inviteOf(trace)), 'final response')
      return satisfied(...cite('cause', query(trace)), ...cite('effect', final))
    }),
  ],
})
