import { defineCase } from '../../engine/case.ts'
import { sizedText } from '../../fixtures/content/texts.ts'
import { acceptancesByPeer, callTo, inDialogOf } from '../../judge/readers/iwf-call.ts'
import { sends } from '../../judge/readers/msrp.ts'
import { deliveries } from '../../judge/readers/pager.ts'
import { withoutRetransmissions } from '../../judge/readers/sip.ts'
import type { Trace } from '../../judge/trace.ts'
import { all, allOf, check, exactly, need, none, prefer, some } from '../../judge/vocabulary/index.ts'
import { forks } from '../../simulators/simple/invite-behaviour.ts'
import { withSimpleProbe } from '../cast-with-probe.ts'
import { probeText, textFromImps } from '../liveness.ts'

const words = ({ text }: Pick<Trace, 'text'>) => sizedText(5000, text('news'))

const acceptances = (trace: Trace) => {
  const [one, other] = acceptancesByPeer(trace, callTo(trace, 'alice'))
  return [need(one, 'first 2xx'), need(other, 'second 2xx')] as const
}

const byesOf = (trace: Trace) =>
  acceptances(trace).map(accepted => withoutRetransmissions(inDialogOf(trace, accepted, 'BYE')))

export default defineCase({
  id: 'REV-09',
  title: 'takes one of several answers to a forked INVITE',
  group: 'imps-to-simple',
  class: 'mandatory',
  purpose:
    'A SIMPLE user may be logged in twice, and a proxy lets both clients answer. The IWF then has two dialogs: it must ' +
    'acknowledge both, and must not deliver the message in both.',
  catches: ['one-fork-acknowledged', 'delivers-twice'],
  when: [
    ['ICS-01', 'ICS-11=SESSION'],
    ['ICS-01', 'ICS-11=AUTO'],
  ],
  ladder: `
    alice              IWF            imps.example
                       |<-- SendMessage bob->alice, 5000 octets
      <------ INVITE --|
      200, tag a ----->|
      200, tag b ----->|
      <-- ACK a, ACK b |
      <------ BYE, one |
      <-------- SEND --|  in the other
      200 ------------>|--- SendMessageResponse 200 -->`,
  given: 'P0',
  needs: ['ssp'],
  cast: withSimpleProbe,
  async script(script) {
    const { cast, imps, mark, quiet } = script
    const { alice, bob, probe } = cast
    alice.on('INVITE', forks(2))
    const news = mark('news', imps.deliver({ from: bob, to: alice, text: words(script) }))
    await alice.received(words(script))
    await news.answered()
    await quiet('after news', { shows: probeText(script), probe: () => textFromImps(script, bob, probe) })
  },
  checks: [
    check('R-31', 'acknowledges each 2xx [RFC 3261 §13.2.2.4]', trace => {
      const [one, other] = acceptances(trace).map(accepted =>
        some(trace, 'ACK', inDialogOf(trace, accepted, 'ACK'), { after: accepted, within: trace.bounds.quiet }),
      )
      return allOf(need(one, 'ACK'), need(other, 'ACK'))
    }),
    check('R-31', 'ends one of the two dialogs', trace => {
      const [, second] = acceptances(trace)
      const byes = byesOf(trace).flat()
      return prefer(
        exactly(trace, 1, 'BYE', byes, { after: second, within: trace.bounds.deliveryAnswer }),
        all('no BYE', acceptances(trace), () => byes.length === 0),
        'both dialogs are kept',
      )
    }),
    check('R-19', 'the text comes in one session, once', trace => {
      const news = need(trace.mark('news'), 'message of bob')
      const by = { after: news, within: trace.bounds.deliveryAnswer }
      return allOf(
        exactly(trace, 1, 'SEND of the text', sends(trace, words(trace)), by),
        none(
          trace,
          'second delivery',
          seen => deliveries(seen, words(trace)).slice(1),
          need(trace.mark('news'), 'message of bob'),
          'after news',
        ),
      )
    }),
  ],
})
