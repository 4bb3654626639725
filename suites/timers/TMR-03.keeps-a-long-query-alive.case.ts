import { defineCase } from '../../engine/case.ts'
import { shorter, sum, times, type Duration } from '../../fixtures/catalogue/duration.ts'
import type { Pixit } from '../../fixtures/catalogue/pixit.ts'
import { acceptanceOf, inviteOf } from '../../judge/readers/negotiation.ts'
import { responsesTo } from '../../judge/readers/sip.ts'
import { answerTo } from '../../judge/readers/ssp.ts'
import type { AnyObserved, Trace } from '../../judge/trace.ts'
import {
  acceptance,
  check,
  cite,
  need,
  noneBefore,
  satisfied,
  unobservable,
  violated,
} from '../../judge/vocabulary/index.ts'
import { holds } from '../../simulators/behaviour.ts'

/** Until when the answer is held back: 130 s, or T_CAP without five seconds. */
const held = ({ T_CAP, SECOND }: Pixit): Duration => shorter(times(130, SECOND), sum(T_CAP, times(-5, SECOND)))

const provisionals = (trace: Trace) =>
  responsesTo(trace, inviteOf(trace)).filter(({ message: { status } }) => status > 100 && status < 200)

/** No time from one to the next is longer than the bound; a recorder that was held up cannot tell. */
function without(gap: Duration, messages: readonly AnyObserved[]) {
  for (const [index, next] of messages.slice(1).entries()) {
    const before = messages[index]
    const passed = next.at - (before?.at ?? next.at)
    if (before && passed - next.lag > gap)
      return violated(`${Math.round(passed)} ms without a word`, ...cite('cause', before), ...cite('offends', next))
    if (before && passed > gap) return unobservable(`the recorder was delayed by ${Math.round(next.lag)} ms`)
  }
  return satisfied(...cite('effect', ...messages))
}

export default defineCase({
  id: 'TMR-03',
  title: 'keeps an INVITE alive while a long query goes on',
  group: 'timers',
  class: 'mandatory',
  purpose:
    'Proxies give up on an INVITE of which they hear nothing for three minutes. An IWF that may ask for longer than a ' +
    'minute must say every minute that it is still at work, by a response that proxies pass on.',
  when: [['ICS-01']],
  provided: { that: 'T_CAP is longer than a minute', holds: ({ T_CAP, SECOND }) => T_CAP > 60 * SECOND },
  catches: ['silent-during-long-query'],
  ladder: `
    alice              IWF            imps.example
      INVITE --------->|--- capability query --->|
      <--------- 100   |                         |  held back for 130 s
      <--------- 183   |  within 60 s            |
      <--------- 183   |  within 60 s            |
      <--------- 200   |<-- capability answer ---|`,
  given: 'P1',
  lasts: held,
  cast: make => ({ alice: make.simple({ name: 'alice' }), bob: make.imps({ name: 'bob' }) }),
  async script({ cast: { alice, bob }, mark, pixit }) {
    bob.on('capability', holds(held(pixit)))
    await mark('invite', alice.invite(bob)).accepted()
  },
  checks: [
    check('R-31', 'a provisional response other than 100 every minute [RFC 3261 §13.3.1.1]', trace => {
      const gap = sum(trace.bounds.provisionalInterval.ms, trace.pixit.JITTER)
      return without(gap, [inviteOf(trace), ...provisionals(trace), acceptanceOf(trace)])
    }),
    check('R-09', 'no SDP in it before the capability answer', trace =>
      noneBefore(
        '1xx with SDP',
        provisionals(trace).filter(({ message }) => message.hasSdp),
        need(answerTo(trace, 'capability'), 'capability answer'),
        'capability answer',
      ),
    ),
    check('R-01', 'the late answer is still in time: the INVITE is accepted', trace =>
      acceptance(trace, inviteOf(trace), {
        after: need(answerTo(trace, 'capability'), 'capability answer'),
        within: trace.bounds.acceptanceAfterAnswer,
      }),
    ),
  ],
})
