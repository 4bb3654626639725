import { defineCase } from '../../engine/case.ts'
import { answeredWith } from '../../judge/readers/answered.ts'
import { acceptsOrShowsSdp, finalTo, inCallOf, sipMark } from '../../judge/readers/sip.ts'
import { answersTo, asks } from '../../judge/readers/ssp.ts'
import { about, impsAddressOf } from '../../judge/readers/users.ts'
import type { AnyObserved, Trace } from '../../judge/trace.ts'
import { allOf, check, every, exactly, need, none, should } from '../../judge/vocabulary/index.ts'
import { awaits, Release } from '../../simulators/behaviour.ts'
import { withImpsProbe } from '../cast-with-probe.ts'
import { newSession, probeText } from '../liveness.ts'

const invite = (trace: Trace) => need(sipMark(trace, 'invite'), 'INVITE')
const cancel = (trace: Trace) => need(sipMark(trace, 'cancel'), 'CANCEL')
const answerOf = (trace: Trace, request: ReturnType<typeof invite>) => {
  const final = finalTo(trace, request)
  return final ? [final] : []
}

export default defineCase({
  id: 'SIP-05',
  title: 'ends the call on CANCEL while it waits for the query',
  group: 'sip',
  class: 'mandatory',
  purpose:
    'A caller may give up while the IWF is still asking the IMPS side. The call is over then, and an answer that comes ' +
    'afterwards must not bring it back to life.',
  when: [['ICS-01']],
  ambiguities: ['AMB-18'],
  catches: ['cancel-ignored', 'cancel-200-without-487', 'late-answer-accepts'],
  ladder: `
    alice              IWF            imps.example
      INVITE --------->|--- capability query --->|
      <--------- 100   |                         |  held back
      CANCEL --------->|                         |
      <--------- 200   |  to CANCEL              |
      <--------- 487   |  to INVITE              |
                       |<-- capability answer ---|
      (nothing)        |                         |`,
  given: 'P1',
  cast: withImpsProbe,
  async script(script) {
    const { cast, imps, mark, quiet } = script
    const release = new Release()
    cast.bob.on('capability', awaits(release))
    const call = mark('invite', cast.alice.invite(cast.bob))
    await call.provisional()
    await imps.asked('capability', cast.bob)
    await mark('cancel', call.cancel()).answered()
    // 487 may be missing and a 2xx come instead: the late answer goes out in any case.
    await Promise.allSettled([call.final()])
    release.now()
    await quiet('after the late answer', {
      shows: probeText(script),
      probe: () => newSession(script, cast.alice, cast.probe),
    })
  },
  checks: [
    check('R-30', 'CANCEL is answered 200', trace =>
      answeredWith(trace, 'cancel', trace.bounds.cancelAnswer, { strict: [200] }),
    ),
    check('R-30', 'the INVITE is refused at once', trace => {
      const finals = answerOf(trace, invite(trace))
      return allOf(
        exactly(trace, 1, 'final response to INVITE', finals, {
          after: cancel(trace),
          within: trace.bounds.terminatedAfterCancel,
        }),
        every('a refusal', finals, ({ status }) => status >= 400),
      )
    }),
    should('R-31', 'with 487 [RFC 3261 §9.2]', trace =>
      every('487', answerOf(trace, invite(trace)), ({ status }) => status === 487),
    ),
    should('R-31', 'with the tag of the answer to CANCEL [RFC 3261 §9.2]', trace => {
      const [answer] = answerOf(trace, cancel(trace))
      const { toTag } = need(answer, 'answer to CANCEL').message
      return every('the same tag', answerOf(trace, invite(trace)), message => message.toTag === toTag)
    }),
    check('R-30', 'no 2xx and no SDP, not after the late answer either', trace => {
      // That of bob: the probe causes one as well. The silence must not have been over when it came.
      const late = need(about(answersTo(trace, 'capability'), impsAddressOf(trace, 'bob'))[0], 'late capability answer')
      const accepted = (since: AnyObserved) =>
        none(
          trace,
          '2xx or SDP',
          seen => inCallOf(acceptsOrShowsSdp(seen), invite(trace)),
          since,
          'after the late answer',
        )
      return allOf(accepted(cancel(trace)), accepted(late))
    }),
    check('R-30', 'no message to bob', trace =>
      none(
        trace,
        'SendMessageRequest',
        seen => about(asks(seen, 'message'), impsAddressOf(trace, 'bob')),
        cancel(trace),
        'after the late answer',
      ),
    ),
  ],
})
