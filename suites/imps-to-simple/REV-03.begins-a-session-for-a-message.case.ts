import { defineCase } from '../../engine/case.ts'
import { sizedText } from '../../fixtures/content/texts.ts'
import { acceptancesByPeer, callsTo, callTo, inDialogOf } from '../../judge/readers/iwf-call.ts'
import { chunks, msrpFromPeer, sends } from '../../judge/readers/msrp.ts'
import { messageMedia, pathOfferedIn, promises } from '../../judge/readers/sdp.ts'
import { requests } from '../../judge/readers/sip.ts'
import { delivered, sameUser } from '../../judge/readers/ssp.ts'
import { impsAddressOf, sipAddressOf } from '../../judge/readers/users.ts'
import type { Trace } from '../../judge/trace.ts'
import { allOf, check, every, exactly, need, none, noneBefore, should, some } from '../../judge/vocabulary/index.ts'
import { describes } from '../../simulators/simple/invite-behaviour.ts'
import { deliveryAnswered200 } from '../answered-with-200.ts'
import { withSimpleProbe } from '../cast-with-probe.ts'
import { probeText, textFromImps } from '../liveness.ts'

/** Too long for a MESSAGE where the size decides. */
const words = ({ text }: Pick<Trace, 'text'>) => sizedText(5000, text('news'))

const offer = (trace: Trace) => need(messageMedia(callTo(trace, 'alice')), 'MSRP line in the offer')
const acceptance = (trace: Trace) => need(acceptancesByPeer(trace, callTo(trace, 'alice'))[0], '2xx of alice')
const alicePath = (trace: Trace) => pathOfferedIn(acceptance(trace))
const toAlice = (trace: Trace) => chunks(trace).filter(({ message }) => message.toPath.join(' ') === alicePath(trace))

const answered200 = (trace: Trace, label: string) => deliveryAnswered200(trace, label, trace.bounds.answerAfterSetUp)

export default defineCase({
  id: 'REV-03',
  title: 'begins a session for a message that needs one, and keeps to it',
  group: 'imps-to-simple',
  class: 'mandatory',
  purpose:
    'An IMPS user cannot open a session, so the IWF does it for him. It must offer one that any client can take, connect ' +
    'or wait as was agreed, and use that session from then on for whatever the two have to say.',
  ambiguities: ['AMB-34'],
  catches: ['new-session-for-reply', 'bind-before-send', 'drops-first-message'],
  when: [
    ['ICS-01', 'ICS-11=SESSION'],
    ['ICS-01', 'ICS-11=AUTO'],
  ],
  ladder: `
    alice              IWF            imps.example
                       |<-- SendMessage bob->alice, 5000 octets
      <------ INVITE --|
      200 ------------>|  a=setup passive, or active where the offer lets it
      <--------- ACK --|
      <-------- SEND --|  at once, or after the first SEND of alice
      200 ------------>|--- SendMessageResponse 200 -->
      <-- SEND "more" -|<-- SendMessage "more"
      SEND "reply" --->|--- SendMessage alice->bob "reply" -->`,
  given: 'P0',
  needs: ['ssp'],
  rows: { passive: 'passive', active: 'active' } as const,
  cast: withSimpleProbe,
  async script(script) {
    const { cast, imps, mark, quiet, row, text } = script
    const { alice, bob, probe } = cast
    alice.on('INVITE', describes({ setup: row }))
    const news = mark('news', imps.deliver({ from: bob, to: alice, text: words(script) }))
    const call = await alice.called()
    await call.received(words(script))
    await news.answered()
    const more = mark('more', imps.deliver({ from: bob, to: alice, text: text('more') }))
    await call.received(text('more'))
    await more.answered()
    mark('reply', call.send(text('reply')))
    await imps.asked('message', bob, { text: text('reply') })
    await quiet('after all', { shows: probeText(script), probe: () => textFromImps(script, bob, probe) })
  },
  checks: [
    check('R-32', 'offers a path with ports, and accept-types [RFC 4975 §8.2, §8.6]', trace =>
      every('complete', [callTo(trace, 'alice')], () => {
        const { path, port, setup, acceptTypes } = offer(trace)
        const listens = port === path.at(-1)?.port || port === path[0]?.port || (port === 9 && setup === 'active')
        return path.length > 0 && path.every(uri => uri.port !== undefined) && listens && acceptTypes.length > 0
      }),
    ),
    check('R-32', 'takes message/cpim, by name or by a wildcard [RFC 4975 §8.6]', trace =>
      every('promised', [callTo(trace, 'alice')], () => promises(offer(trace), 'message/cpim')),
    ),
    should('R-32', 'names message/cpim first [RFC 4975 §13]', trace =>
      every('first', [callTo(trace, 'alice')], () => offer(trace).acceptTypes[0]?.toLowerCase() === 'message/cpim'),
    ),
    check('R-32', 'offers to connect: a=setup actpass or active, if it has that role [RFC 6135 §4.2]', trace =>
      every('a fitting setup', [callTo(trace, 'alice')], () => {
        const { setup } = offer(trace)
        return trace.claims('ICS-18') ? setup === 'actpass' || setup === 'active' : setup !== 'holdconn'
      }),
    ),
    check('R-31', 'acknowledges the 2xx [RFC 3261 §13.2.2.4]', trace =>
      some(trace, 'ACK', inDialogOf(trace, acceptance(trace), 'ACK'), {
        after: acceptance(trace),
        within: trace.bounds.quiet,
      }),
    ),
    check('R-32', 'sends at once as the active party, otherwise after the first SEND [RFC 4975 §5.4]', trace => {
      if (messageMedia(acceptance(trace))?.setup !== 'active')
        return some(trace, 'SEND', toAlice(trace), { after: acceptance(trace), within: trace.bounds.connect })
      const first = msrpFromPeer(trace).find(
        ({ message: { kind, fromPath } }) => kind === 'SEND' && fromPath.join(' ') === alicePath(trace),
      )
      return noneBefore('SEND', toAlice(trace), first, 'first SEND of alice')
    }),
    check('R-19', 'both messages come in this session, once', trace => {
      const [long, short] = [sends(trace, words(trace)), sends(trace, trace.text('more'))]
      const due = (label: string) => need(trace.mark(label), `message "${label}"`)
      return allOf(
        exactly(trace, 1, 'SEND of the long text', long, {
          after: due('news'),
          within: trace.bounds.answerAfterSetUp,
        }),
        exactly(trace, 1, 'SEND of "more"', short, { after: due('more'), within: trace.bounds.sendAfterDelivery }),
        every('on the path of alice', [...long, ...short], ({ toPath }) => toPath.join(' ') === alicePath(trace)),
      )
    }),
    check('R-19', 'and are answered 200', trace => allOf(answered200(trace, 'news'), answered200(trace, 'more'))),
    check('R-14', 'no second INVITE and no MESSAGE to alice', trace => {
      const invite = callTo(trace, 'alice')
      const address = sipAddressOf(trace, 'alice')
      return none(
        trace,
        'INVITE or MESSAGE',
        seen => [
          ...callsTo(trace, 'alice', seen).filter(({ id }) => id !== invite.id),
          ...requests(seen, 'MESSAGE').filter(({ message }) => message.address('to') === address),
        ],
        need(trace.mark('news'), 'message of bob'),
        'after all',
      )
    }),
    check('R-15', 'what alice says in it reaches bob, once', trace => {
      const replies = delivered(trace, trace.text('reply'))
      return allOf(
        exactly(trace, 1, 'SendMessageRequest', replies, {
          after: need(trace.mark('reply'), 'SEND of alice'),
          within: trace.bounds.messageAfterSend,
        }),
        every(
          'from alice to bob',
          replies,
          ({ recipient, sender }) =>
            sameUser(sender, impsAddressOf(trace, 'alice')) && sameUser(recipient, impsAddressOf(trace, 'bob')),
        ),
      )
    }),
  ],
})
