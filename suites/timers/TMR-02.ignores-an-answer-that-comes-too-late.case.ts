import { defineCase } from '../../engine/case.ts'
import { E } from '../../fixtures/expectations/sets.ts'
import { inviteOf, negotiationWith } from '../../judge/readers/negotiation.ts'
import { msrpFromIwf } from '../../judge/readers/msrp.ts'
import { acceptsOrShowsSdp, finals, inCallOf, withoutRetransmissions } from '../../judge/readers/sip.ts'
import { answersTo, asks } from '../../judge/readers/ssp.ts'
import { about, impsAddressOf } from '../../judge/readers/users.ts'
import type { Trace } from '../../judge/trace.ts'
import { acceptance, all, allOf, check, finalIn, irrelevant, need, none } from '../../judge/vocabulary/index.ts'
import { awaits, Release } from '../../simulators/behaviour.ts'
import { withImpsProbe } from '../cast-with-probe.ts'
import { newSession, probeText } from '../liveness.ts'

const queries = (trace: Trace) => about(asks(trace, 'capability'), impsAddressOf(trace, 'bob'))
/** The answer that came after the final response: the one to the first query, released by the script. */
const lateAnswer = (trace: Trace) =>
  need(about(answersTo(trace, 'capability'), impsAddressOf(trace, 'bob'))[0], 'late capability answer')

/** A fallback that covers silence accepts before the answer comes, so that there is nothing it could be too late for. */
const fallback = ({ statements }: Trace) => statements.QUERY_TIMEOUT === 'ACCEPT-DEFAULT'

export default defineCase({
  id: 'TMR-02',
  title: 'ignores an answer that comes after it has given up',
  group: 'timers',
  class: 'mandatory',
  purpose:
    'A slow server answers after all, when the caller has been refused already. The answer belongs to nothing any more: it ' +
    'must not revive the call, nor count for the next one.',
  when: [['ICS-01']],
  catches: ['late-answer-accepts', 'late-answer-kept'],
  ladder: `
    alice              IWF            imps.example
      INVITE --------->|--- capability query --->|
      <--------- 504   |  T_CAP                  |
                       |<-- capability answer ---|  too late
      (nothing)        |                         |
      INVITE --------->|--- capability query --->|
      <--------- 200   |<-- capability answer ---|`,
  given: 'P1',
  lasts: ({ T_CAP }) => T_CAP,
  cast: withImpsProbe,
  async script(script) {
    const { cast, mark, quiet } = script
    const { alice, bob, probe } = cast
    const release = new Release()
    bob.on('capability', awaits(release))
    await mark('invite', alice.invite(bob)).final()
    release.now()
    await quiet('after the late answer', { shows: probeText(script), probe: () => newSession(script, alice, probe) })
    await mark('again', alice.invite(bob)).final()
  },
  checks: [
    check('R-28', 'the first INVITE is refused for want of an answer', trace => {
      if (fallback(trace)) return irrelevant('the declared fallback covers queries without answer')
      const call = negotiationWith(trace, 'bob')
      return finalIn(trace, call, E.TIMEOUT.invite, queries(trace)[0], trace.bounds.finalAfterInvite)
    }),
    check('R-30', 'there is no second final response', trace =>
      all(
        'one final response',
        withoutRetransmissions(inCallOf(finals(trace), inviteOf(trace))),
        responses => responses.length === 1,
      ),
    ),
    check('R-30', 'the late answer brings no 2xx, no MSRP and no message about', trace => {
      if (fallback(trace)) return irrelevant('the declared fallback covers queries without answer')
      const late = lateAnswer(trace)
      const label = 'after the late answer'
      return allOf(
        none(trace, '2xx or SDP', seen => inCallOf(acceptsOrShowsSdp(seen), inviteOf(trace)), late, label),
        none(
          trace,
          'MSRP request',
          seen => msrpFromIwf(seen).filter(({ message }) => message.kind !== 'response'),
          late,
          label,
        ),
        none(
          trace,
          'SendMessageRequest to bob',
          seen => about(asks(seen, 'message'), impsAddressOf(trace, 'bob')),
          late,
          label,
        ),
      )
    }),
    check('R-30', 'the next INVITE is accepted', trace =>
      acceptance(trace, inviteOf(trace, 'again'), {
        after: inviteOf(trace, 'again'),
        within: trace.bounds.finalAfterInvite,
      }),
    ),
    check('R-01', 'after a query of its own', trace => {
      const again = inviteOf(trace, 'again')
      if (trace.claims('ICS-07')) return irrelevant('the late answer may be in the cache')
      return all('a query after the next INVITE', queries(trace), asked => asked.some(({ at }) => at >= again.at))
    }),
  ],
})
