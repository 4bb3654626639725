import { defineCase } from '../../engine/case.ts'
import { bounds } from '../../fixtures/bounds.ts'
import { longer, times } from '../../fixtures/catalogue/duration.ts'
import { sizedText } from '../../fixtures/content/texts.ts'
import { sipStatus } from '../../fixtures/mappings/sip-status.ts'
import { retransmissionsOf } from '../../judge/readers/retransmission.ts'
import { requests, type SipMessages, type WithSip } from '../../judge/readers/sip.ts'
import { sspMark } from '../../judge/readers/ssp.ts'
import { failuresTold, failureTold } from '../../judge/readers/told.ts'
import { sipAddressOf } from '../../judge/readers/users.ts'
import type { Trace } from '../../judge/trace.ts'
import { allOf, check, exactly, irrelevant, need, none, spaced, type Finding } from '../../judge/vocabulary/index.ts'
import { ignores } from '../../simulators/behaviour.ts'
import { withSimpleProbe } from '../cast-with-probe.ts'
import { probeText, textFromImps } from '../liveness.ts'

/** A row of §10.4: no final response at all counts as 408 (RFC 3261 §8.1.3.1). */
const silence = sipStatus(408).imps

const message = (trace: Trace) => need(sspMark(trace, 'message'), 'message of bob')

const toAlice = (trace: Trace, seen: WithSip = trace): SipMessages =>
  requests(seen, 'MESSAGE', 'INVITE').filter(request => request.message.address('to') === sipAddressOf(trace, 'alice'))

/** The requests to alice, each with its retransmissions. */
const transactions = (trace: Trace): readonly SipMessages[] =>
  [...new Set(toAlice(trace).map(({ message: { branch } }) => branch))].map(branch =>
    toAlice(trace).filter(({ message }) => message.branch === branch),
  )

/** One request as RFC 3261 has it sent to somebody who says nothing. */
function sentInVain(trace: Trace, sent: SipMessages): Finding {
  const [first] = sent
  const { method } = need(first, 'request').message
  // A reliable transport carries it once (RFC 3261 §17.1.1.2, §17.1.2.2).
  const schedule = first?.transport === 'udp' ? retransmissionsOf(method, trace.pixit) : []
  // How exactly a timer runs is not the point here: a schedule without doubling, or without end, is off by far more.
  // How late a busy machine is does not scale with T1.
  const tolerance = longer(times(0.25, trace.pixit.T1), times(4, trace.pixit.JITTER))
  return spaced(trace, method, sent, schedule, tolerance)
}

export default defineCase({
  id: 'REV-07',
  title: 'gives up a silent SIP side and tells the IMPS side',
  group: 'imps-to-simple',
  class: 'mandatory',
  purpose:
    'A SIMPLE client that is switched off answers nothing. The IWF repeats its request as long as SIP says, not longer, ' +
    'and then owes the IMPS user the news: neither success nor silence.',
  ambiguities: ['AMB-33'],
  catches: ['hides-sip-failure', 'waits-for-sip-for-ever', 'optimistic-delivery-status'],
  ladder: `
    alice              IWF            imps.example
                       |<-- SendMessage bob->alice, deliveryReport="Yes"
      <--- MESSAGE, or INVITE
      <--- again       |  at T1, then doubling, over UDP
                       |  64 T1
                       |--- Response or DeliveryStatusReport 410, 408 or 504 -->`,
  given: 'P0',
  needs: ['ssp'],
  // `long` goes by INVITE where the size decides; elsewhere both take the same way.
  rows: { short: 'short', long: 'long' },
  rowNeeds: { long: ['ICS-11=AUTO'] },
  lasts: ({ T1 }) => times(64, T1),
  cast: withSimpleProbe,
  async script(script) {
    const { cast, imps, mark, pixit, quiet, row, text } = script
    const { alice, bob, probe } = cast
    for (const method of ['MESSAGE', 'INVITE'] as const) alice.on(method, ignores())
    const within = bounds(pixit).givesUpSecondMethod
    const words = row === 'long' ? sizedText(5000, text('news')) : text('news')
    const delivery = mark('message', imps.deliver({ from: bob, to: alice, text: words, deliveryReport: true, within }))
    if ((await delivery.answered()).status < 300) await imps.asked('report', bob, { within })
    await quiet('after told', { shows: probeText(script), probe: () => textFromImps(script, bob, probe) })
  },
  checks: [
    check('R-28', 'the request is sent, and sent again over UDP by Timer A or E', trace => {
      const [first, second] = transactions(trace)
      const one = sentInVain(trace, need(first, 'request to alice'))
      return second ? allOf(one, sentInVain(trace, second)) : one
    }),
    check('R-28', 'no more than one method is tried, and one other after it', trace => {
      const firsts = transactions(trace).flatMap(([first]) => first ?? [])
      return exactly(trace, Math.min(firsts.length, 2), 'request', firsts, {
        after: message(trace),
        within: trace.bounds.givesUpSecondMethod,
      })
    }),
    check('R-37', 'then the failure is told, and no success', trace => {
      const twice = transactions(trace).length > 1
      const within = twice ? trace.bounds.givesUpSecondMethod : trace.bounds.givesUp
      return failureTold(trace, message(trace), silence, { within })
    }),
    check('R-28', 'after that nothing more is sent', trace => {
      const [told] = failuresTold(trace, message(trace))
      if (!told) return irrelevant('no failure was told')
      return none(trace, 'request to alice', seen => toAlice(trace, seen), told, 'after told')
    }),
  ],
})
