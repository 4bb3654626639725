import { defineCase } from '../../engine/case.ts'
import { accepts, inCallOf, provisionals, sipMark } from '../../judge/readers/sip.ts'
import { asks } from '../../judge/readers/ssp.ts'
import { about, impsAddressOf } from '../../judge/readers/users.ts'
import type { Trace } from '../../judge/trace.ts'
import { all, check, exactly, need, none, should, some } from '../../judge/vocabulary/index.ts'
import { awaits, Release } from '../../simulators/behaviour.ts'
import type { Call } from '../../simulators/simple/interface.ts'
import { withImpsProbe } from '../cast-with-probe.ts'
import { newSession, probeText, textInSession } from '../liveness.ts'

const aboutBob = (seen: Parameters<typeof asks>[0], trace: Trace) =>
  about(asks(seen, 'capability'), impsAddressOf(trace, 'bob'))

export default defineCase({
  id: 'SIP-04',
  title: 'absorbs repeated INVITEs',
  group: 'sip',
  class: 'mandatory',
  purpose:
    'On UDP a caller repeats an INVITE that stays without response, and the network may double it. A repetition is the ' +
    'same request: it must not cause a second query, and never a second call.',
  when: [['ICS-01', 'ICS-23']],
  catches: ['second-query-on-retransmission'],
  ladder: `
    alice              IWF            imps.example
      INVITE --------->|--- capability query --->|
      INVITE x 5 ----->|                         |  answer held back
      <--------- 100   |<-- capability answer ---|
      <--------- 200   |                         |
      INVITE x 2 ----->|                         |  before ACK`,
  given: 'P1',
  cast: withImpsProbe,
  async script(script) {
    const { cast, imps, mark, quiet } = script
    const { alice, bob, probe } = cast
    const release = new Release()
    bob.on('capability', awaits(release))
    const call = mark('invite', alice.invite(bob, { transport: 'udp', retransmits: false, ack: 'withheld' }))
    await imps.asked('capability', bob)
    await call.provisional()
    mark('repeat', call.repeat())
    for (let more = 4; more > 0; more--) await call.repeat().sent
    // An IWF may take one session of a pair only, so the second probe uses that of the first.
    let probed: Call | undefined
    const shows = probeText(script)
    await quiet('while asking', { shows, probe: async () => void (probed = await newSession(script, alice, probe)) })
    release.now()
    await call.accepted()
    await mark('late repeat', call.repeat()).sent
    await call.repeat().sent
    const session = probed
    if (session) await quiet('after acceptance', { shows, probe: () => textInSession(script, session, probe) })
  },
  checks: [
    check('R-29', 'one capability query about bob', trace =>
      exactly(trace, 1, 'capability query', aboutBob(trace, trace), {
        after: need(trace.mark('invite'), 'INVITE'),
        within: trace.bounds.queryAfterInvite,
      }),
    ),
    check('R-31', 'no other for INVITEs repeated during the query [RFC 3261 §17.2.3]', trace =>
      none(
        trace,
        'capability query',
        seen => aboutBob(seen, trace),
        need(trace.mark('repeat'), 'repeated INVITE'),
        'while asking',
      ),
    ),
    check('R-31', 'no other for INVITEs repeated after the 2xx [RFC 6026 §7.1]', trace =>
      none(
        trace,
        'capability query',
        seen => aboutBob(seen, trace),
        need(trace.mark('late repeat'), 'INVITE repeated after the 2xx'),
        'after acceptance',
      ),
    ),
    check('R-31', 'every 2xx is of the same dialog', trace => {
      const invite = need(sipMark(trace, 'invite'), 'INVITE')
      return all(
        'the same tag',
        inCallOf(accepts(trace), invite),
        seen => new Set(seen.map(({ message }) => message.toTag)).size === 1,
      )
    }),
    should('R-31', 'the provisional response is repeated [RFC 3261 §17.2.1]', trace => {
      const invite = need(sipMark(trace, 'invite'), 'INVITE')
      return some(trace, '1xx', inCallOf(provisionals(trace), invite), {
        after: need(trace.mark('repeat'), 'repeated INVITE'),
        within: trace.bounds.trying,
      })
    }),
  ],
})
