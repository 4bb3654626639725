import { defineCase } from '../../engine/case.ts'
import { sizedText } from '../../fixtures/content/texts.ts'
import { set } from '../../fixtures/expectations/expectation-set.ts'
import { callsTo } from '../../judge/readers/iwf-call.ts'
import { sends } from '../../judge/readers/msrp.ts'
import { deliveries, pagerMessages } from '../../judge/readers/pager.ts'
import { messageMedia } from '../../judge/readers/sdp.ts'
import { inCallOf, requests, type SipMessages, type WithSip } from '../../judge/readers/sip.ts'
import { sspMark } from '../../judge/readers/ssp.ts'
import { failureTold } from '../../judge/readers/told.ts'
import type { Trace } from '../../judge/trace.ts'
import {
  allOf,
  check,
  cite,
  every,
  exactly,
  irrelevant,
  need,
  none,
  prefer,
  satisfied,
  should,
  some,
  violated,
  type Finding,
} from '../../judge/vocabulary/index.ts'
import { firstOf } from '../first-of.ts'
import { probeText, textFromImps } from '../liveness.ts'

/** RFC 3428 §8: octets of a whole MESSAGE whose way is not known to be congestion-safe. */
const LARGEST = 1300

/** What says "too long" on the IMPS side, which has no code of its own for it. */
const tooLong = set('too long', [410], [410, 415, 507])

const words = ({ text }: Pick<Trace, 'text'>) => sizedText(5000, text('news'))
const news = (trace: Trace) => need(sspMark(trace, 'news'), 'message of bob')
const largeMessages = (seen: WithSip) => requests(seen, 'MESSAGE').filter(({ octets }) => octets.length > LARGEST)

/** Sessions are begun for large messages, and for nothing else. */
const sendsLargeMessages = (ics: Readonly<Record<string, unknown>>): boolean =>
  ics['ICS-01'] === true && ics['ICS-22'] === true && ics['ICS-11'] === 'PAGER'

/** The INVITE for the text, where such a session is due. */
const largeMessageCall = (judge: (invite: SipMessages[number], trace: Trace) => Finding) => (trace: Trace) => {
  if (!sendsLargeMessages(trace.ics)) return irrelevant('the IWF does not declare that it sends large messages as such')
  const [invite] = callsTo(trace, 'alice')
  return invite ? judge(invite, trace) : irrelevant('no session was begun')
}

export default defineCase({
  id: 'REV-04',
  title: 'carries a long message without an oversized MESSAGE',
  group: 'imps-to-simple',
  class: 'mandatory',
  purpose:
    'IMPS knows no limit where SIP has one: a MESSAGE of more than 1300 octets is torn into fragments on UDP. A long ' +
    'text needs a session, or the IMPS user must be told that it cannot be delivered.',
  ambiguities: ['AMB-31'],
  catches: ['large-pager-message', 'drops-first-message'],
  ladder: `
    alice              IWF            imps.example
                       |<-- SendMessage bob->alice, 5000 octets
      <------ INVITE --|
      200 ------------>|
      <-------- SEND --|  the whole text
      200 ------------>|--- SendMessageResponse 200 -->`,
  given: 'P0',
  needs: ['ssp'],
  cast: make => ({
    alice: make.simple({ name: 'alice' }),
    probe: make.simple({ name: 'probe' }),
    bob: make.imps({ name: 'bob' }),
  }),
  async script(script) {
    const { cast, ics, imps, mark, quiet } = script
    const { alice, bob, probe } = cast
    const delivery = imps.deliver({ from: bob, to: alice, text: words(script), deliveryReport: true })
    const { status } = await mark('news', delivery).answered()
    // Accepted first, it may be refused later by a report.
    if (status < 300) await firstOf(alice.received(words(script)), imps.asked('report', bob))
    // A session that was begun for the message alone ends with it; who begins none, or never ends it, is left for the judge.
    if (status < 300 && sendsLargeMessages(ics))
      await Promise.allSettled([alice.called().then(call => call.next('BYE'))])
    await quiet('after news', { shows: probeText(script), probe: () => textFromImps(script, bob, probe) })
  },
  checks: [
    check('R-34', 'no MESSAGE of more than 1300 octets over UDP [RFC 3428 §8]', trace =>
      none(
        trace,
        'MESSAGE of more than 1300 octets over UDP',
        seen => largeMessages(seen).filter(({ transport }) => transport === 'udp'),
        news(trace),
        'after news',
      ),
    ),
    check('R-34', 'the whole text comes in a session, once', trace => {
      const by = { after: news(trace), within: trace.bounds.deliveryAnswer }
      const came = deliveries(trace, words(trace))
      const once = exactly(trace, 1, 'delivery of the whole text', came, by)
      const inSession = exactly(trace, 1, 'SEND of the whole text', sends(trace, words(trace)), by)
      const told = failureTold(trace, news(trace), tooLong, { within: trace.bounds.deliveryAnswer })
      if (pagerMessages(trace, words(trace)).length > 0) return prefer(inSession, once, 'it came by MESSAGE')
      return prefer(allOf(once, inSession), told, 'it was refused as too long')
    }),
    should(
      'R-34',
      'a session for one large message says so, in Contact and Accept-Contact (catalogue §7)',
      largeMessageCall(invite =>
        every('the feature tag', [invite], view =>
          ['contact', 'accept-contact'].every(name =>
            view.values(name).some(value => value.toLowerCase().includes('+g.oma.sip-im.large-message')),
          ),
        ),
      ),
    ),
    should(
      'R-34',
      'it goes one way: its offer is sendonly (AMB-31)',
      largeMessageCall(invite =>
        every('a=sendonly', [invite], (_, offer) => messageMedia(offer)?.direction === 'sendonly'),
      ),
    ),
    should(
      'R-44',
      'and ends with the message: BYE after the SEND (catalogue §7)',
      largeMessageCall((invite, trace) => {
        const last = need(sends(trace, words(trace)).at(-1), 'SEND of the whole text')
        return some(trace, 'BYE', inCallOf(requests(trace, 'BYE'), invite), {
          after: last,
          within: trace.bounds.deliveryAnswer,
        })
      }),
    ),
    should('R-34', 'a longer MESSAGE goes only where every hop is congestion-safe [RFC 3428 §8]', trace => {
      const large = largeMessages(trace)
      if (large.length === 0) return irrelevant('there is no MESSAGE of more than 1300 octets')
      return trace.statements.CONGESTION_SAFE === 'YES'
        ? satisfied(...cite('effect', ...large))
        : violated('the vendor does not declare every hop congestion-safe', ...cite('offends', ...large))
    }),
  ],
})
