import { defineCase } from '../../engine/case.ts'
import { responsesTo } from '../../judge/readers/sip.ts'
import { asks, delivered, sameUser } from '../../judge/readers/ssp.ts'
import { about, impsAddressOf } from '../../judge/readers/users.ts'
import { finalOfMessage, messageOf } from '../../judge/readers/pager.ts'
import { allOf, check, every, exactly, none, prefer } from '../../judge/vocabulary/index.ts'
import { pagerMessage, probeText } from '../liveness.ts'

export default defineCase({
  id: 'PGR-01',
  title: 'takes a MESSAGE for an IMPS user',
  group: 'pager',
  class: 'mandatory',
  purpose:
    'The simplest way to write to an IMPS user is one SIP MESSAGE. It must become one message there, and its answer must ' +
    'claim no more than a gateway can know: 202.',
  when: [['ICS-02']],
  catches: ['body-in-2xx', 'ringing-for-message', 'delivers-twice'],
  ladder: `
    alice              IWF            imps.example
      MESSAGE -------->|--- SendMessage alice->bob --->|
      <--------- 202   |<-- SendMessageResponse 200 ---|`,
  given: 'P1',
  cast: make => ({ alice: make.simple({ name: 'alice' }), bob: make.imps({ name: 'bob' }) }),
  async script(script) {
    const { cast, imps, mark, quiet, text } = script
    const message = mark('message', cast.alice.message(cast.bob, text('Hello Bob')))
    await imps.asked('message', cast.bob, { text: text('Hello Bob') })
    await message.answered()
    await quiet('after message', { shows: probeText(script), probe: () => pagerMessage(script, cast.alice, cast.bob) })
  },
  checks: [
    check('R-34', 'accepted with 202, since a gateway cannot know of delivery [RFC 3428 §7]', trace => {
      const finals = finalOfMessage(trace)
      const within = trace.bounds.messageFinal
      const answered = exactly(trace, 1, 'final response', finals, { after: messageOf(trace), within })
      if (answered.outcome !== 'satisfied') return answered
      return prefer(
        every('202', finals, ({ status }) => status === 202),
        every('200', finals, ({ status }) => status === 200),
        '200 is for the user agent of the final recipient (RFC 3428 §7)',
      )
    }),
    check('R-34', 'no provisional response but 100 [RFC 4320 §4.1]', trace =>
      every('100 or final', responsesTo(trace, messageOf(trace)), ({ status }) => status === 100 || status >= 200),
    ),
    check('R-34', 'the 2xx has neither Contact nor body [RFC 3428 §7]', trace => {
      const finals = finalOfMessage(trace)
      return allOf(
        every('no Contact', finals, message => message.header('contact') === undefined),
        every('no body', finals, ({ body }) => body.length === 0),
      )
    }),
    check('R-34', 'one message to bob, and no other', trace => {
      const message = messageOf(trace)
      const sent = delivered(trace, trace.text('Hello Bob'))
      return allOf(
        exactly(trace, 1, 'SendMessageRequest', sent, { after: message, within: trace.bounds.messageAfterSend }),
        none(
          trace,
          'second message',
          seen => asks(seen, 'message').filter(one => one.id !== sent[0]?.id && one.message.text !== probeText(trace)),
          message,
          'after message',
        ),
      )
    }),
    check('R-34', 'it names alice as sender and bob as the one recipient', trace => {
      const [alice, bob] = [impsAddressOf(trace, 'alice'), impsAddressOf(trace, 'bob')]
      const sent = about(delivered(trace, trace.text('Hello Bob')), bob)
      return allOf(
        every('sender and requester alice', sent, ({ sender, requester }) =>
          [sender, requester].every(user => sameUser(user, alice)),
        ),
        every('recipient bob alone', sent, ({ recipients }) => recipients.length === 1),
      )
    }),
    check('R-34', 'it is plain text, of its size', trace =>
      every(
        'text/plain',
        delivered(trace, trace.text('Hello Bob')),
        ({ contentType, content, messageInfo }) =>
          contentType.startsWith('text/plain') &&
          (messageInfo?.contentSize === undefined || messageInfo.contentSize === content.length),
      ),
    ),
  ],
})
