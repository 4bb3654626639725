import { defineCase } from '../../engine/case.ts'
import { capabilities } from '../../fixtures/capabilities.ts'
import { png } from '../../fixtures/content/png.ts'
import { offers } from '../../fixtures/offers.ts'
import { acceptanceOf } from '../../judge/readers/negotiation.ts'
import { admits, messageMedia } from '../../judge/readers/sdp.ts'
import { asks } from '../../judge/readers/ssp.ts'
import type { Trace } from '../../judge/trace.ts'
import { about, impsAddressOf } from '../../judge/readers/users.ts'
import { essence } from '../../protocols/media-type.ts'
import type { MessageMedia } from '../../protocols/sdp/message-media.ts'
import { allOf, check, every, exactly, irrelevant, need, should } from '../../judge/vocabulary/index.ts'
import { answeredMedia } from '../answer-promises.ts'
import { promised, promisesText } from '../promise-of-answer.ts'
import { textArrives } from '../text-arrives.ts'

const size = 4096
const picture = (token: string) => png(size, token)

const admitsPicture = (media: MessageMedia | undefined): boolean => admits(media, 'image/png', size)

const messages = (trace: Trace) => about(asks(trace, 'message'), impsAddressOf(trace, 'bob'))

export default defineCase({
  id: 'CAP-06',
  title: 'promises pictures when the IMPS client takes them, and delivers them',
  group: 'capability',
  class: 'mandatory',
  purpose:
    'Capabilities are asked for so that users get what their clients can do. An IWF that always answers "text only" ' +
    'does no harm, but makes the query pointless; one that promises pictures and loses them is wrong.',
  when: [['ICS-01']],
  ambiguities: ['AMB-04'],
  catches: ['binary-truncated'],
  ladder: `
    alice              IWF            imps.example
      INVITE --------->|--- capability query --->|
                       |<-- text, image/png -----|
      <-- 200 text, image/png                    |
      SEND text ------>|--- SendMessage text --->|
      SEND picture --->|--- SendMessage png ---->|`,
  given: 'P1',
  cast: make => ({
    alice: make.simple({ name: 'alice' }),
    bob: make.imps({ name: 'bob', clients: [capabilities.textAndPng] }),
  }),
  async script({ cast: { alice, bob }, imps, text, mark }) {
    const call = mark('invite', alice.invite(bob, { offer: offers.textAndPng }))
    const answer = await call.accepted()
    await call.bind()
    mark('text', call.send(text('Look at this')))
    await imps.asked('message', bob, { text: text('Look at this') })
    if (!admitsPicture(answeredMedia(answer))) return
    mark('picture', call.sendContent({ type: 'image/png', octets: picture(text('picture')) }))
    await imps.asked('message', bob)
  },
  checks: [
    check('R-08', 'promises text/plain', trace => promisesText(trace)),
    should('R-08', 'promises image/png, which both clients take, and of this size', trace =>
      promised(trace, 'such a picture promised', admitsPicture),
    ),
    check('R-15', 'text reaches the IMPS user', trace => textArrives(trace, trace.text('Look at this'), 'text')),
    check('R-41', 'a promised picture reaches the IMPS user once, octet for octet', trace => {
      if (!admitsPicture(messageMedia(acceptanceOf(trace)))) return irrelevant('no such picture is promised')
      const after = need(trace.mark('picture'), 'picture')
      const pictures = messages(trace).filter(({ at }) => at >= after.at)
      const octets = picture(trace.text('picture'))
      return allOf(
        exactly(trace, 1, 'SendMessageRequest', pictures, { after, within: trace.bounds.messageAfterSend }),
        every('type image/png', pictures, ({ contentType }) => essence(contentType) === 'image/png'),
        every('the octets that were sent', pictures, ({ content }) => content.equals(octets)),
      )
    }),
  ],
})
