import { defineCase } from '../../engine/case.ts'
import { capabilities } from '../../fixtures/capabilities.ts'
import { png } from '../../fixtures/content/png.ts'
import { acceptanceOf } from '../../judge/readers/negotiation.ts'
import { deliveredBySend, type AssembledMessage } from '../../judge/readers/msrp.ts'
import { admits, messageMedia } from '../../judge/readers/sdp.ts'
import { asks } from '../../judge/readers/ssp.ts'
import type { Trace } from '../../judge/trace.ts'
import { all, allOf, check, every, exactly, irrelevant, need } from '../../judge/vocabulary/index.ts'
import { mimeValue } from '../../protocols/cpim/message.ts'
import { essence } from '../../protocols/media-type.ts'
import { answeredMedia } from '../answer-promises.ts'
import { deliveryAnswered200 } from '../answered-with-200.ts'

const size = 4096
const picture = { toBob: (token: string) => png(size, token, 1), toAlice: (token: string) => png(size, token, 2) }

/** What arrived in the session from bob: everything that holds the token of his picture. */
const arrived = (trace: Trace): readonly AssembledMessage[] =>
  deliveredBySend(trace).filter(({ octets }) => octets.includes(trace.text('to alice')))

const lastChunks = (messages: readonly AssembledMessage[]) => messages.map(({ chunks }) => chunks.at(-1) ?? chunks[0])

export default defineCase({
  id: 'SES-05',
  title: 'keeps pictures octet for octet, in both directions',
  group: 'session',
  class: 'mandatory',
  purpose:
    'Pictures cross from MSRP, which carries octets, to XML, which carries characters, and back. Whoever forgets base64 ' +
    'on one side, or decodes it as text on the other, delivers something that no client can show.',
  catches: ['binary-truncated', 'base64-as-text'],
  ladder: `
    alice ====== MSRP session ====== IWF            imps.example
      SEND image/png ---------------->|--- SendMessage image/png, base64 -->
      <---------------- SEND image/png|<-- SendMessage image/png, base64 ---`,
  given: 'P2',
  cast: make => ({
    alice: make.simple({ name: 'alice' }),
    bob: make.imps({ name: 'bob', clients: [capabilities.textAndPng] }),
  }),
  async script({ cast: { alice, bob }, call, imps, mark, text }) {
    const answer = await call.accepted()
    if (admits(answeredMedia(answer), 'image/png', size)) {
      const octets = picture.toBob(text('to bob'))
      mark('to bob', call.sendContent({ type: 'image/png', octets }))
      await imps.asked('message', bob)
    }
    const octets = picture.toAlice(text('to alice'))
    const delivery = mark('to alice', imps.deliver({ from: bob, to: alice, content: { type: 'image/png', octets } }))
    await alice.received(octets.toString('utf8'))
    await delivery.answered()
  },
  checks: [
    check('R-41', 'a promised picture reaches the IMPS user once, octet for octet, as base64', trace => {
      const media = messageMedia(acceptanceOf(trace, 'P2.invite'))
      if (!admits(media, 'image/png', size)) return irrelevant('no such picture is promised')
      const sent = need(trace.mark('to bob'), 'picture of alice')
      const octets = picture.toBob(trace.text('to bob'))
      const messages = asks(trace, 'message').filter(({ at }) => at >= sent.at)
      return allOf(
        exactly(trace, 1, 'SendMessageRequest', messages, { after: sent, within: trace.bounds.messageAfterSend }),
        every('type image/png', messages, ({ contentType }) => essence(contentType) === 'image/png'),
        every('the octets that were sent', messages, ({ content }) => content.equals(octets)),
        every(
          'encoding="base64"',
          messages,
          ({ model }) => model.name === 'SendMessageRequest' && model.content?.encoding === 'base64',
        ),
      )
    }),
    check('R-41', 'a picture reaches the SIMPLE user once in the session, octet for octet', trace => {
      const octets = picture.toAlice(trace.text('to alice'))
      const sends = lastChunks(arrived(trace))
      return allOf(
        exactly(trace, 1, 'SEND', sends, {
          after: need(trace.mark('to alice'), 'picture of bob'),
          within: trace.bounds.sendAfterDelivery,
        }),
        all('type image/png', sends, () => arrived(trace).every(({ type }) => type === 'image/png')),
        all('the octets that were sent', sends, () => arrived(trace).every(message => message.octets.equals(octets))),
      )
    }),
    check('R-41', 'without transfer encoding in MSRP [RFC 4975 §7.1.1]', trace =>
      allOf(
        every(
          'no Content-Transfer-Encoding',
          arrived(trace).flatMap(({ chunks }) => chunks),
          message => message.header('Content-Transfer-Encoding') === undefined,
        ),
        all('nor inside CPIM', lastChunks(arrived(trace)), () =>
          arrived(trace).every(({ cpim }) => !isEncoded(cpim && mimeValue(cpim, 'Content-Transfer-Encoding'))),
        ),
      ),
    ),
    check('R-15', 'the message of the IMPS user is answered 200', trace => deliveryAnswered200(trace, 'to alice')),
  ],
})

/** `binary` is no encoding but the absence of one (RFC 2045 §6.2). */
const isEncoded = (encoding: string | undefined): boolean => encoding !== undefined && !/^binary$/i.test(encoding)
