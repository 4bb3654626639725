import { defineCase } from '../../engine/case.ts'
import { essence } from '../../protocols/media-type.ts'
import { msrpMark } from '../../judge/readers/msrp.ts'
import { asks, businessOfIwf, delivered, sameUser } from '../../judge/readers/ssp.ts'
import { impsAddressOf } from '../../judge/readers/users.ts'
import { allOf, check, every, exactly, need, none } from '../../judge/vocabulary/index.ts'
import { sendAnswered200 } from '../answered-with-200.ts'
import { probeText, textInSession } from '../liveness.ts'
import { promisesText } from '../promise-of-answer.ts'

export default defineCase({
  id: 'SES-01',
  title: 'carries the first text of a session to the IMPS user',
  group: 'session',
  class: 'mandatory',
  purpose:
    'IMPS knows no sessions: what a SIMPLE user says in one must come out as a plain message, without the wrapping of ' +
    'the SIMPLE side and without any session or group being made up in the IMPS domain.',
  catches: ['forwards-cpim-headers', 'group-for-session'],
  when: [['ICS-01']],
  ladder: `
    alice              IWF            imps.example
      INVITE --------->|--- queries ------------>|
      <--------- 200   |<-- answers -------------|
      SEND "Hello Bob" |                         |  in message/cpim
        -------------->|--- SendMessage -------->|  text/plain "Hello Bob"
      <--------- 200   |<-- 200 -----------------|`,
  given: 'P1',
  cast: make => ({ alice: make.simple({ name: 'alice' }), bob: make.imps({ name: 'bob' }) }),
  async script(script) {
    const { cast, imps, mark, quiet, text } = script
    const call = mark('invite', cast.alice.invite(cast.bob))
    await call.accepted()
    await call.bind()
    const hello = mark('hello', call.send(text('Hello Bob')))
    await imps.asked('message', cast.bob)
    await hello.answered()
    await quiet('after hello', { shows: probeText(script), probe: () => textInSession(script, call, cast.bob) })
  },
  checks: [
    check('R-08', 'its answer promises text/plain', promisesText),
    check('R-15', 'the SEND is answered 200', trace => sendAnswered200(trace, 'hello')),
    check('R-15', 'one SendMessageRequest, from alice to bob', trace => {
      const hello = need(msrpMark(trace, 'hello'), 'SEND')
      const messages = asks(trace, 'message').filter(({ message }) => message.text.includes(trace.text('Hello Bob')))
      return allOf(
        exactly(trace, 1, 'SendMessageRequest', messages, { after: hello, within: trace.bounds.messageAfterSend }),
        every('sender is alice', messages, ({ sender }) => sameUser(sender, impsAddressOf(trace, 'alice'))),
        every(
          'recipient is bob and nobody else',
          messages,
          ({ recipients, recipient }) => recipients.length === 1 && sameUser(recipient, impsAddressOf(trace, 'bob')),
        ),
      )
    }),
    check('R-33', 'its content is the text alone, as text/plain', trace => {
      const hello = need(msrpMark(trace, 'hello'), 'SEND')
      const texts = delivered(trace, trace.text('Hello Bob'))
      return allOf(
        exactly(trace, 1, 'message with just the text', texts, {
          after: hello,
          within: trace.bounds.messageAfterSend,
        }),
        every('text/plain', texts, ({ contentType }) => essence(contentType) === 'text/plain'),
      )
    }),
    check('R-18', 'nothing but queries and messages reaches the IMPS domain', trace =>
      none(
        trace,
        'request other than a query or a message',
        seen =>
          businessOfIwf(seen).filter(
            ({ message: { kind, primitive } }) =>
              kind === 'query' && !['capability', 'block', 'message'].includes(primitive),
          ),
        need(trace.mark('invite'), 'INVITE'),
        'after hello',
      ),
    ),
  ],
})
