import { defineCase } from '../../engine/case.ts'
import { answeredWith } from '../../judge/readers/answered.ts'
import { deliveries } from '../../judge/readers/pager.ts'
import { msrpFromIwf } from '../../judge/readers/msrp.ts'
import { inviteOf } from '../../judge/readers/negotiation.ts'
import { mediaLines, oLineFollows } from '../../judge/readers/reoffer.ts'
import { messageMedia, pathOfferedIn, sdpIn } from '../../judge/readers/sdp.ts'
import { finalTo, requests } from '../../judge/readers/sip.ts'
import { sspMark } from '../../judge/readers/ssp.ts'
import { failuresTold } from '../../judge/readers/told.ts'
import type { Trace } from '../../judge/trace.ts'
import {
  all,
  allOf,
  check,
  either,
  every,
  exactly,
  irrelevant,
  need,
  none,
  some,
} from '../../judge/vocabulary/index.ts'
import type { ReInviteOptions } from '../../simulators/simple/interface.ts'
import { withImpsProbe } from '../cast-with-probe.ts'
import { firstOf } from '../first-of.ts'
import { newSession, probeText, textFromImps } from '../liveness.ts'
import { textArrives } from '../text-arrives.ts'

type Offer = ReInviteOptions & { readonly id: 'unchanged' | 'new-path' | 'audio' | 'inactive' }

const rows: Readonly<Record<Offer['id'], Offer>> = {
  unchanged: { id: 'unchanged' },
  'new-path': { id: 'new-path', moves: true },
  audio: { id: 'audio', offer: { besides: 'audio' } },
  inactive: { id: 'inactive', offer: { direction: 'inactive' } },
}

const reinvite = (trace: Trace) => inviteOf(trace, 'reinvite')
const final = (trace: Trace) => need(finalTo(trace, reinvite(trace)), 'final response to the re-INVITE')
const before = (trace: Trace) => need(finalTo(trace, inviteOf(trace, 'P2.invite')), '2xx to the first INVITE')
/** The path that the session has after the offer: a refused one changes nothing (RFC 3261 §14.1). */
const pathNow = (trace: Trace) =>
  pathOfferedIn(final(trace).message.status < 300 ? reinvite(trace) : inviteOf(trace, 'P2.invite'))

export default defineCase({
  id: 'SES-13',
  title: 'takes further offers of the SIMPLE client within the session',
  group: 'session',
  class: 'mandatory',
  purpose:
    'Clients change their minds and their networks: they repeat an offer, move to another address, add a voice line, or ' +
    'put the session on hold. None of that may end it, and each must have the effect that it says.',
  ambiguities: ['AMB-17'],
  catches: ['drops-session-on-reinvite', 'old-path-after-reinvite', 'sends-while-inactive', 'media-lines-dropped'],
  ladder: `
    alice ====== MSRP session ====== IWF            imps.example
      INVITE, unchanged, moved, with audio, or inactive
        ---------------------------->|
      <------------------------- 200 |
      ACK, and where the path is new, connect and SEND
      <--- SEND "after", new path ---|<-- SendMessage bob->alice "after"
           none while inactive       |`,
  given: 'P2',
  rows,
  cast: withImpsProbe,
  async script(script) {
    const { cast, call, imps, mark, quiet, row, text } = script
    const { alice, bob, probe } = cast
    const { status } = await mark('reinvite', call.reinvite(row)).answered()
    if (row.moves && status < 300) mark('bind', await call.bind())
    const after = mark('after', imps.deliver({ from: bob, to: alice, text: text('after'), deliveryReport: true }))
    if (row.id !== 'inactive') {
      await alice.received(text('after'))
      mark('reply', call.send(text('reply')))
      await imps.asked('message', bob, { text: text('reply') })
      await quiet('after all', { shows: probeText(script), probe: () => textFromImps(script, bob, alice) })
      return
    }
    await quiet('after all', { shows: probeText(script), probe: () => newSession(script, alice, probe) })
    await call.bye().answered()
    // What was queued goes another way now, or is reported failed (AMB-13).
    await firstOf(after.answered(), alice.received(text('after')))
  },
  checks: [
    check<Offer>('R-31', 'the re-INVITE is accepted; 488 will do for one with an audio line', (trace, { id }) => {
      const strict = id === 'audio' ? [200, 488] : [200]
      return answeredWith(trace, 'reinvite', trace.bounds.reinviteFinal, { strict })
    }),
    check<Offer>('R-32', 'the answer has as many media lines, audio with port 0 [RFC 3264 §6]', trace => {
      if (final(trace).message.status >= 300) return irrelevant('the offer was refused')
      const offered = mediaLines(reinvite(trace))
      return every(
        'the same lines',
        [final(trace)],
        (_, answer) =>
          mediaLines(answer).join() === offered.join() &&
          (sdpIn(answer)?.media ?? []).every(({ media, port }) => media === 'message' || port === 0),
      )
    }),
    check<Offer>(
      'R-32',
      'its o= line is the same, or one version higher where the SDP changed [RFC 3264 §8]',
      trace => {
        if (final(trace).message.status >= 300) return irrelevant('the offer was refused')
        return all('the version follows', [before(trace), final(trace)], () =>
          oLineFollows(before(trace), final(trace)),
        )
      },
    ),
    check<Offer>('R-31', 'the session is not ended', trace =>
      none(trace, 'BYE', seen => requests(seen, 'BYE'), reinvite(trace), 'after all'),
    ),
    check<Offer>('R-32', 'messages go on in both directions, on the path that holds now', (trace, { id }) => {
      if (id === 'inactive') return irrelevant('the session is inactive')
      const came = deliveries(trace, trace.text('after'))
      return allOf(
        exactly(trace, 1, 'delivery', came, {
          after: need(trace.mark('after'), 'message of bob'),
          within: trace.bounds.sendAfterDelivery,
        }),
        every('to the path of alice', came, one => 'toPath' in one && one.toPath.join(' ') === pathNow(trace)),
        textArrives(trace, trace.text('reply'), 'reply'),
      )
    }),
    check<Offer>('R-32', 'an inactive session is answered inactive, and nothing is sent in it', (trace, { id }) => {
      if (id !== 'inactive') return irrelevant('the session is active')
      const path = pathNow(trace)
      return allOf(
        every('a=inactive', [final(trace)], (_, answer) => messageMedia(answer)?.direction === 'inactive'),
        none(
          trace,
          'SEND with content',
          seen =>
            msrpFromIwf(seen).filter(
              ({ message: { body, kind, toPath } }) =>
                kind === 'SEND' && body !== undefined && toPath.join(' ') === path,
            ),
          need(trace.mark('after'), 'message of bob'),
          'after all',
        ),
      )
    }),
    check<Offer>('R-17', 'what cannot be sent then is not lost: it goes another way, or is told', (trace, { id }) => {
      if (id !== 'inactive') return irrelevant('the session is active')
      const message = need(sspMark(trace, 'after'), 'message of bob')
      const by = { after: message, within: trace.bounds.sspAnswer }
      return either(
        exactly(trace, 1, 'delivery', deliveries(trace, trace.text('after')), by),
        some(trace, 'failure told to the IMPS side', failuresTold(trace, message), by),
      )
    }),
  ],
})
