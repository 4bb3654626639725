import { defineCase } from '../../engine/case.ts'
import { answeredWith } from '../../judge/readers/answered.ts'
import { messageAccepted, messageOf } from '../../judge/readers/pager.ts'
import { asks, sameUser } from '../../judge/readers/ssp.ts'
import { about, impsAddressOf } from '../../judge/readers/users.ts'
import type { Trace } from '../../judge/trace.ts'
import { allOf, check, every, exactly, irrelevant } from '../../judge/vocabulary/index.ts'
import { cpimContent, textOfContent } from '../cpim-content.ts'

/** Whatever the IMPS user was sent of it, however it was altered. */
const forwarded = (trace: Trace) => about(asks(trace, 'message'), impsAddressOf(trace, 'bob'))

export default defineCase({
  id: 'PGR-02',
  title: 'takes the sender of a CPIM message from SIP, and hands on its content alone',
  group: 'pager',
  class: 'mandatory',
  purpose:
    'Anybody can write any name into a CPIM wrapper. Only the identity that the SIP network vouches for may reach the ' +
    'IMPS side, and of the wrapper nothing must be left there.',
  when: [['ICS-02']],
  catches: ['trusts-cpim-from', 'forwards-cpim-headers'],
  ladder: `
    alice              IWF            imps.example
      MESSAGE -------->|  P-Asserted-Identity alice; message/cpim From mallory
                       |--- SendMessage alice->bob, text alone --->|
      <--------- 202   |<-- SendMessageResponse 200 ---------------|  or 415`,
  given: 'P1',
  cast: make => ({
    alice: make.simple({ name: 'alice' }),
    mallory: make.simple({ name: 'mallory' }),
    bob: make.imps({ name: 'bob' }),
  }),
  async script({ cast: { alice, mallory, bob }, imps, mark, text }) {
    const content = cpimContent({ from: mallory.uri, to: bob.sipUri, text: text('Hello Bob') })
    const message = mark('message', alice.message(bob, textOfContent(content), { type: content.type }))
    const { status } = await message.answered()
    if (status < 300) await imps.asked('message', bob)
  },
  checks: [
    check('R-34', 'accepted, or refused with 415 for CPIM as such', trace =>
      answeredWith(trace, 'message', trace.bounds.messageFinal, { strict: [200, 202, 415], lenient: [403] }),
    ),
    check('R-39', 'the sender is alice, not who the wrapper names', trace => {
      if (!messageAccepted(trace)) return irrelevant('the message was refused')
      const alice = impsAddressOf(trace, 'alice')
      return every('sender and requester alice', forwarded(trace), ({ sender, requester }) =>
        [sender, requester].every(user => sameUser(user, alice)),
      )
    }),
    check('R-33', 'bob reads the text without the wrapper', trace => {
      if (!messageAccepted(trace)) return irrelevant('the message was refused')
      const sent = forwarded(trace)
      return allOf(
        exactly(trace, 1, 'SendMessageRequest', sent, {
          after: messageOf(trace),
          within: trace.bounds.messageAfterSend,
        }),
        every('the text alone', sent, ({ text }) => text === trace.text('Hello Bob')),
        every('its own type', sent, ({ contentType }) => contentType.startsWith('text/plain')),
      )
    }),
  ],
})
