import { defineCase } from '../../engine/case.ts'
import { capabilities } from '../../fixtures/capabilities.ts'
import { png } from '../../fixtures/content/png.ts'
import { offers } from '../../fixtures/offers.ts'
import { acceptanceOf } from '../../judge/readers/negotiation.ts'
import { promisedContent } from '../../judge/readers/promise.ts'
import { admits, messageMedia } from '../../judge/readers/sdp.ts'
import { asks } from '../../judge/readers/ssp.ts'
import { about, impsAddressOf } from '../../judge/readers/users.ts'
import { allOf, check, every, exactly, irrelevant, need, should } from '../../judge/vocabulary/index.ts'
import { essence } from '../../protocols/media-type.ts'
import { acceptedAfterAnswer } from '../accepted-after-answer.ts'
import { answeredMedia } from '../answer-promises.ts'
import { promised, promisesText } from '../promise-of-answer.ts'

const size = 4096
const picture = (token: string) => png(size, token)

export default defineCase({
  id: 'CAP-08',
  title: 'promises more than text to a client that takes any content',
  group: 'capability',
  class: 'mandatory',
  purpose:
    'Some IMPS clients list no types but say that they take anything. An IWF that reads the list only would refuse the ' +
    'session for want of a type, or let nothing but text through.',
  when: [['ICS-01']],
  catches: ['any-content-refused'],
  ladder: `
    alice              IWF            imps.example
      INVITE * ------->|--- capability query --->|
                       |<-- AnyContent=T --------|
      <-- 200 text, *  |                         |
      SEND picture --->|--- SendMessage png ---->|`,
  given: 'P1',
  cast: make => ({
    alice: make.simple({ name: 'alice' }),
    bob: make.imps({ name: 'bob', clients: [capabilities.anyContent] }),
  }),
  async script({ cast: { alice, bob }, imps, text, mark }) {
    const call = mark('invite', alice.invite(bob, { offer: offers.anything }))
    const answer = await call.accepted()
    await call.bind()
    if (!admits(answeredMedia(answer), 'image/png', size)) return
    mark('picture', call.sendContent({ type: 'image/png', octets: picture(text('picture')) }))
    await imps.asked('message', bob)
  },
  checks: [
    check('R-08', 'accepts the session', trace => acceptedAfterAnswer(trace)),
    check('R-08', 'promises text/plain', trace => promisesText(trace)),
    should('R-08', 'promises at least one further type, or a wildcard', trace =>
      promised(trace, 'something besides text/plain', media =>
        promisedContent(media).some(type => essence(type) !== 'text/plain'),
      ),
    ),
    should('R-08', 'lets a picture in, which the offer takes as well', trace =>
      promised(trace, 'a picture of this size admitted', media => admits(media, 'image/png', size)),
    ),
    check('R-15', 'a picture that is let in reaches the IMPS user once, octet for octet', trace => {
      if (!admits(messageMedia(acceptanceOf(trace)), 'image/png', size))
        return irrelevant('no such picture is promised')
      const after = need(trace.mark('picture'), 'picture')
      const messages = about(asks(trace, 'message'), impsAddressOf(trace, 'bob'))
      const octets = picture(trace.text('picture'))
      return allOf(
        exactly(trace, 1, 'SendMessageRequest', messages, { after, within: trace.bounds.messageAfterSend }),
        every('type image/png', messages, ({ contentType }) => essence(contentType) === 'image/png'),
        every('the octets that were sent', messages, ({ content }) => content.equals(octets)),
      )
    }),
  ],
})
