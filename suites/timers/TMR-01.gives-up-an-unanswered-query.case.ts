import { defineCase } from '../../engine/case.ts'
import { E } from '../../fixtures/expectations/sets.ts'
import { acceptancesOf, inviteOf, negotiationWith } from '../../judge/readers/negotiation.ts'
import { finals, inCallOf, withoutRetransmissions } from '../../judge/readers/sip.ts'
import { asks } from '../../judge/readers/ssp.ts'
import { about, impsAddressOf } from '../../judge/readers/users.ts'
import type { Trace } from '../../judge/trace.ts'
import { all, check, exactly, finalIn, prefer, type Finding } from '../../judge/vocabulary/index.ts'
import { ignores } from '../../simulators/behaviour.ts'
import { withImpsProbe } from '../cast-with-probe.ts'
import { newSession, probeText } from '../liveness.ts'

const queries = (trace: Trace) => about(asks(trace, 'capability'), impsAddressOf(trace, 'bob'))

/** AMB-03: an acceptance fails, unless the vendor states that the fallback of ICS-06 covers queries without answer. */
function acceptedByFallback(trace: Trace, refused: Finding): Finding {
  if (!trace.claims('ICS-06') || trace.statements.QUERY_TIMEOUT !== 'ACCEPT-DEFAULT') return refused
  const invite = inviteOf(trace)
  const within = trace.bounds.finalAfterInvite
  return exactly(trace, 1, '2xx', acceptancesOf(trace, invite), { after: invite, within })
}

export default defineCase({
  id: 'TMR-01',
  title: 'gives up when the capability query is not answered',
  group: 'timers',
  class: 'mandatory',
  purpose:
    'Servers fall silent. The caller must then get an answer within the time that the vendor states, and it must not be ' +
    'a yes: to accept without knowing is what the query is there to prevent.',
  when: [['ICS-01']],
  ambiguities: ['AMB-03'],
  catches: ['never-times-out', 'accepts-on-timeout'],
  ladder: `
    alice              IWF            imps.example
      INVITE --------->|--- capability query --->|
      <--------- 100   |                         |  never answered
                       |                         |
      <--------- 504   |  T_CAP after the INVITE |
      ACK ------------>|                         |`,
  given: 'P1',
  lasts: ({ T_CAP }) => T_CAP,
  cast: withImpsProbe,
  async script({ cast: { alice, bob, probe }, mark, quiet, ...script }) {
    bob.on('capability', ignores())
    await mark('invite', alice.invite(bob)).final()
    await quiet('after the refusal', { shows: probeText(script), probe: () => newSession(script, alice, probe) })
  },
  checks: [
    check('R-28', 'refuses for want of an answer, T_CAP after the INVITE at the latest', trace => {
      const call = negotiationWith(trace, 'bob')
      const { invite, final } = call
      const within = trace.bounds.finalAfterInvite
      const wanted = finalIn(trace, call, E.TIMEOUT.invite, queries(trace)[0], within)
      const fallback = acceptedByFallback(trace, wanted)
      const refused = prefer(wanted, fallback, 'accepted by the declared fallback, which covers queries without answer')
      const early = final !== undefined && final.at - invite.at < trace.pixit.T_CAP - trace.pixit.GRACE
      if (refused.outcome !== 'satisfied' || !early) return refused
      const remark = `answered ${Math.round(final.at - invite.at)} ms after the INVITE: the PIXIT value of T_CAP is wrong`
      return { ...refused, remark: [refused.remark, remark].filter(Boolean).join('; ') }
    }),
    check('R-31', 'gives one final response and no other after it', trace => {
      const invite = inviteOf(trace)
      const answers = withoutRetransmissions(inCallOf(finals(trace), invite))
      return all('one final response', answers, responses => responses.length === 1)
    }),
    check('R-28', 'asks no more than three times', trace =>
      all('at most three capability queries', queries(trace), asked => asked.length <= 3),
    ),
  ],
})
