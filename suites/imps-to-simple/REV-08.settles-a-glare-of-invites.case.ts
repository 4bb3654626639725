import { defineCase } from '../../engine/case.ts'
import { bounds } from '../../fixtures/bounds.ts'
import { sizedText } from '../../fixtures/content/texts.ts'
import { callTo } from '../../judge/readers/iwf-call.ts'
import { inviteOf, negotiationWith } from '../../judge/readers/negotiation.ts'
import { peerFinalTo } from '../../judge/readers/outstanding.ts'
import { deliveries } from '../../judge/readers/pager.ts'
import { inCallOf, requests, withoutRetransmissions } from '../../judge/readers/sip.ts'
import { sspMark } from '../../judge/readers/ssp.ts'
import type { Trace } from '../../judge/trace.ts'
import { acceptance, allOf, check, every, exactly, need, none, some } from '../../judge/vocabulary/index.ts'
import { answers } from '../../simulators/behaviour.ts'
import { deliveryAnswered200 } from '../answered-with-200.ts'
import { withSimpleProbe } from '../cast-with-probe.ts'
import { probeText, textFromImps } from '../liveness.ts'

const words = ({ text }: Pick<Trace, 'text'>) => sizedText(5000, text('news'))
const news = (trace: Trace) => need(sspMark(trace, 'news'), 'message of bob')

export default defineCase({
  id: 'REV-08',
  title: 'settles it when both sides begin a session at once',
  group: 'imps-to-simple',
  class: 'mandatory',
  purpose:
    'While the IWF calls the SIMPLE user for a message, that user may call the IMPS user. Two dialogs for one ' +
    'conversation are one too many: the message must come once, and the call that is not needed must be ended properly.',
  ambiguities: ['AMB-16', 'AMB-33'],
  catches: ['delivers-twice', 'drops-message-during-setup', 'leaves-glare-pending'],
  when: [
    ['ICS-01', 'ICS-11=SESSION'],
    ['ICS-01', 'ICS-11=AUTO'],
  ],
  ladder: `
    alice              IWF            imps.example
                       |<-- SendMessage bob->alice, 5000 octets
      <--- INVITE one -|
      180 ------------>|
      INVITE two ----->|--- queries -->
      <------ CANCEL --|  one
      200, 487 ------->|
      <--------- 200 --|  two
      ACK, SEND ------>|
      <-------- SEND --|--- SendMessageResponse 200 -->`,
  given: 'P1',
  cast: withSimpleProbe,
  async script(script) {
    const { cast, imps, mark, pixit, quiet } = script
    const { alice, bob, probe } = cast
    const within = bounds(pixit).glareSettled
    alice.on('INVITE', answers(180))
    const delivery = mark('news', imps.deliver({ from: bob, to: alice, text: words(script), within }))
    await alice.incoming('INVITE')
    const call = mark('invite', alice.invite(bob))
    await call.accepted()
    await call.bind()
    await alice.received(words(script), within)
    await delivery.answered()
    await quiet('after news', {
      shows: probeText(script),
      probe: () => textFromImps(script, bob, probe),
      lasts: 'quietGlare',
    })
  },
  checks: [
    check('R-14', 'the session of alice stands', trace => {
      const { spoiledBy } = negotiationWith(trace, 'bob')
      const by = { after: inviteOf(trace), within: trace.bounds.finalAfterInvite }
      return acceptance(trace, inviteOf(trace), by, spoiledBy)
    }),
    check('R-31', 'its own INVITE is cancelled, and the 487 acknowledged [RFC 3261 §9.1]', trace => {
      const invite = callTo(trace, 'alice')
      const cancels = withoutRetransmissions(inCallOf(requests(trace, 'CANCEL'), invite))
      const final = need(peerFinalTo(trace, invite), 'final response of alice')
      return allOf(
        exactly(trace, 1, 'CANCEL', cancels, { after: invite, within: trace.bounds.glareSettled }),
        every('487', [final], ({ status }) => status === 487),
        some(trace, 'ACK', inCallOf(requests(trace, 'ACK'), invite), {
          after: final,
          within: trace.bounds.quiet,
        }),
      )
    }),
    check('R-14', 'the message comes once', trace => {
      const came = deliveries(trace, words(trace))
      return allOf(
        exactly(trace, 1, 'delivery', came, { after: news(trace), within: trace.bounds.glareSettled }),
        none(trace, 'second delivery', seen => deliveries(seen, words(trace)).slice(1), news(trace), 'after news'),
      )
    }),
    check('R-14', 'and is answered 200', trace => deliveryAnswered200(trace, 'news', trace.bounds.glareSettled)),
  ],
})
