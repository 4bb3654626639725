import { defineCase } from '../../engine/case.ts'
import { times } from '../../fixtures/catalogue/pixit.ts'
import { inviteOf } from '../../judge/readers/negotiation.ts'
import { acceptsOrShowsSdp, provisionals } from '../../judge/readers/sip.ts'
import { answerTo } from '../../judge/readers/ssp.ts'
import type { Trace } from '../../judge/trace.ts'
import { acceptance, check, need, noneBefore, should, some, type Finding } from '../../judge/vocabulary/index.ts'
import { holds } from '../../simulators/behaviour.ts'

/** A 180 while nobody knows whether the user exists says that a telephone rings which may not be there (AMB-01). */
const withoutAlerting = (trace: Trace, finding: Finding): Finding => {
  const answer = answerTo(trace, 'capability')
  const early = provisionals(trace).some(({ message, at }) => message.status === 180 && (!answer || at < answer.at))
  return early && finding.outcome === 'satisfied'
    ? { ...finding, matched: 'lenient', remark: '180 before it is known whether there is anybody to alert (AMB-01)' }
    : finding
}

export default defineCase({
  id: 'CAP-04',
  title: 'accepts only after the capability answer',
  group: 'capability',
  class: 'mandatory',
  purpose:
    'An IWF that accepts before it knows what the IMPS client takes promises blindly: that is the problem which the ' +
    'capability query was introduced to solve.',
  when: [['ICS-01']],
  ambiguities: ['AMB-01', 'AMB-02'],
  catches: ['accepts-before-capability', 'sdp-in-provisional', 'no-100-while-asking'],
  ladder: `
    alice              IWF            imps.example
      INVITE --------->|--- capability query --->|
      <--------- 100   |                         |  held back for 0.6 T_CAP
                       |<-- capability answer ---|
      <--------- 200   |                         |`,
  given: 'P1',
  lasts: ({ T_CAP }) => times(0.6, T_CAP),
  cast: make => ({ alice: make.simple({ name: 'alice' }), bob: make.imps({ name: 'bob' }) }),
  async script({ cast: { alice, bob }, pixit, mark }) {
    bob.on('capability', holds(times(0.6, pixit.T_CAP)))
    const call = mark('invite', alice.invite(bob))
    await call.accepted()
  },
  checks: [
    check('R-09', 'no 2xx, and no SDP in a 1xx, before the capability answer', trace =>
      withoutAlerting(
        trace,
        noneBefore('acceptance', acceptsOrShowsSdp(trace), answerTo(trace, 'capability'), 'capability answer'),
      ),
    ),
    check('R-01', 'accepts once the answer is there', trace =>
      acceptance(trace, inviteOf(trace), {
        after: need(answerTo(trace, 'capability'), 'capability answer'),
        within: trace.bounds.acceptanceAfterAnswer,
      }),
    ),
    check('R-31', 'a provisional response before the INVITE would be repeated [RFC 3261 §17.2.1]', trace =>
      some(trace, '1xx', provisionals(trace), {
        after: inviteOf(trace),
        within: trace.bounds.tryingAtLatest,
      }),
    ),
    should('R-31', 'a provisional response within 200 ms [RFC 3261 §17.2.1]', trace =>
      some(trace, '1xx', provisionals(trace), {
        after: inviteOf(trace),
        within: trace.bounds.trying,
      }),
    ),
  ],
})
