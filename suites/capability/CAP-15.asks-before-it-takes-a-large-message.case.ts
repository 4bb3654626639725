import { defineCase } from '../../engine/case.ts'
import { times } from '../../fixtures/catalogue/pixit.ts'
import { sizedText } from '../../fixtures/content/texts.ts'
import { offers } from '../../fixtures/offers.ts'
import { acceptanceOf, acceptancesOf, acceptedBy, inviteOf, lastAnswer } from '../../judge/readers/negotiation.ts'
import { messageMedia } from '../../judge/readers/sdp.ts'
import { asks, answersTo } from '../../judge/readers/ssp.ts'
import { about, impsAddressOf } from '../../judge/readers/users.ts'
import { allOf, check, every, exactly, need, noneBefore } from '../../judge/vocabulary/index.ts'
import { holds } from '../../simulators/behaviour.ts'

const large = (token: string) => sizedText(12_000, token)

export default defineCase({
  id: 'CAP-15',
  title: 'asks before it takes a large message, and hands it on in one piece',
  group: 'capability',
  class: 'mandatory',
  purpose:
    'A message too long for SIP MESSAGE comes in a session of its own: one way, one message, and then BYE. That too is a ' +
    'negotiation, and the client at the far end must be asked before it is agreed to.',
  when: [['ICS-22', 'ICS-01']],
  ambiguities: ['AMB-31'],
  catches: ['accepts-before-capability', 'message-per-chunk'],
  ladder: `
    alice                       IWF            imps.example
      INVITE sendonly --------->|--- capability query --->|
      +g.oma.sip-im.large-message<-- text, 256000 octets -|
      <------- 200 recvonly     |                         |
      SEND 12000 octets ------->|--- SendMessage -------->|  one
      BYE --------------------->|                         |`,
  given: 'P1L',
  cast: make => ({ alice: make.simple({ name: 'alice' }), bob: make.imps({ name: 'bob' }) }),
  async script({ cast: { alice, bob }, imps, pixit, text, mark }) {
    // Late enough for an IWF that does not wait to give itself away.
    bob.on('capability', holds(times(0.2, pixit.T_CAP)))
    const call = mark('invite', alice.invite(bob, { mode: 'large-message', offer: offers.largeMessage }))
    await call.accepted()
    await call.bind()
    const send = mark('large', call.send(large(text('large'))))
    await imps.asked('message', bob, { text: large(text('large')) })
    await send.answered()
    await call.bye().answered()
  },
  checks: [
    check('R-04', 'no 2xx before a capability query about the IMPS user, and its answer', trace => {
      const accepted = acceptancesOf(trace, inviteOf(trace))
      const query = about(asks(trace, 'capability'), impsAddressOf(trace, 'bob'))[0]
      return allOf(
        noneBefore('2xx', accepted, query, 'capability query'),
        noneBefore('2xx', accepted, answersTo(trace, 'capability')[0], 'capability answer'),
      )
    }),
    check('R-08', 'accepts once it has its answers', trace =>
      acceptedBy(trace, inviteOf(trace), {
        after: need(lastAnswer(trace), 'answer about the user'),
        within: trace.bounds.acceptanceAfterAnswer,
      }),
    ),
    check('R-32', 'answers one way, as it was offered: recvonly [RFC 3264 §6.1]', trace =>
      every('a=recvonly', [acceptanceOf(trace)], (_, answer) => messageMedia(answer)?.direction === 'recvonly'),
    ),
    check('R-15', 'the message reaches the IMPS user as one, and unchanged', trace => {
      const messages = about(asks(trace, 'message'), impsAddressOf(trace, 'bob'))
      return allOf(
        exactly(trace, 1, 'SendMessageRequest', messages, {
          after: need(trace.mark('large'), 'SEND of 12000 octets'),
          within: trace.bounds.messageAfterSend,
        }),
        every('the 12000 octets that were sent', messages, ({ text }) => text === large(trace.text('large'))),
      )
    }),
  ],
})
