import { defineCase } from '../../engine/case.ts'
import { normalisedText } from '../../fixtures/content/texts.ts'
import { serialiseMsrp } from '../../protocols/msrp/serialise.ts'
import { msrpFromPeer, msrpResponsesTo, type MsrpMessages } from '../../judge/readers/msrp.ts'
import { acceptanceOf } from '../../judge/readers/negotiation.ts'
import { messageMedia, takesBare } from '../../judge/readers/sdp.ts'
import { asks, type SspMessages } from '../../judge/readers/ssp.ts'
import { about, impsAddressOf } from '../../judge/readers/users.ts'
import type { Trace } from '../../judge/trace.ts'
import { allOf, check, every, exactly, irrelevant, need, type Finding } from '../../judge/vocabulary/index.ts'
import { answeredMedia } from '../answer-promises.ts'
import { probeText, textInSession } from '../liveness.ts'
import { EARLIER, oddFramings, OWN, type OddFraming } from './odd-framing.ts'
import { framedText, rawSend } from './raw-send.ts'
import { probes, sessionGoesOn } from './session-goes-on.ts'

/** What bob is to read: one text for each request. */
const texts = ({ text = label => label, twice, empty }: OddFraming, scene: Pick<Trace, 'text'>): readonly string[] =>
  empty ? [''] : (twice ? ['first', 'second'] : ['odd']).map(words => text(scene.text(words)))

const odd = (trace: Trace): MsrpMessages =>
  msrpFromPeer(trace).filter(({ message }) => message.messageId.startsWith('odd-'))

const handedOn = (trace: Trace): SspMessages =>
  about(asks(trace, 'message'), impsAddressOf(trace, 'bob')).filter(
    ({ message }) => ![probeText(trace), trace.text('earlier')].includes(message.text),
  )

/** Literal XML text may lose its margins and the kind of its line ends (decision 30). */
const reads = ({ message: { model, text } }: SspMessages[number], expected: string): boolean =>
  model.name === 'SendMessageRequest' && model.content?.encoding === 'base64'
    ? text === expected
    : normalisedText(text) === normalisedText(expected)

const needsBare = (trace: Trace, row: OddFraming, judge: () => Finding): Finding => {
  const media = messageMedia(acceptanceOf(trace, 'P2.invite'))
  return row.empty && !(media && takesBare(media, 'text/plain'))
    ? irrelevant('text is promised in a wrapper only')
    : judge()
}

export default defineCase({
  id: 'MSR-08',
  title: 'finds where requests begin and end, whatever is in them',
  group: 'msrp',
  class: 'mandatory',
  purpose:
    'MSRP gives no length: a request ends at a line that its sender chose. Texts that look like such lines, and TCP, ' +
    'which cuts where it likes, must not lead the gateway astray.',
  catches: ['framing-by-segments', 'any-end-line-ends', 'unknown-header-refused'],
  ladder: `
    alice ====== MSRP session ====== IWF            imps.example
      MSRP its0own0transaction SEND ->|
      … -------an0earlier0one$ …      |
      -------its0own0transaction$ --->|--- SendMessage, unchanged -->
      <------------------------- 200 -|`,
  given: 'P2L',
  rows: oddFramings,
  cast: make => ({ alice: make.simple({ name: 'alice' }), bob: make.imps({ name: 'bob' }) }),
  async script(script) {
    const { cast, call, imps, mark, quiet, row, text } = script
    const line = call.line()
    const { paths } = line
    const earlier = rawSend({ paths, messageId: 'earlier', content: framedText(call, text('earlier')) })
    await line.send({ ...earlier, transactionId: EARLIER }).answered()
    await imps.asked('message', cast.bob, { text: text('earlier') })
    const media = answeredMedia(await call.accepted())
    const octets = texts(row, { text }).map((words, index) => {
      const content = row.empty ? { contentType: 'text/plain', body: Buffer.alloc(0) } : framedText(call, words)
      const request = rawSend({ paths, messageId: `odd-${index}`, content })
      const named = { ...request, transactionId: index === 0 ? OWN : `${OWN}2` }
      return serialiseMsrp(row.edit?.(named) ?? named)
    })
    const segment = Buffer.concat(octets)
    if (!row.empty || (media && takesBare(media, 'text/plain')))
      await mark('odd', line.write(...(row.pieces?.(segment) ?? [segment]))).sent
    await quiet('after it', { shows: probeText(script), probe: () => textInSession(script, call, cast.bob) })
  },
  checks: [
    check('R-32', 'each request is answered 200 [RFC 4975 §7.2]', (trace, row: OddFraming) =>
      needsBare(trace, row, () =>
        every('200', odd(trace), (_, request) => {
          const statuses = msrpResponsesTo(trace, request).map(({ message: { status } }) => status)
          return statuses.length === 1 && statuses[0] === 200
        }),
      ),
    ),
    check('R-32', 'bob gets what alice wrote, each once and unchanged [RFC 4975 §7.1]', (trace, row: OddFraming) => {
      if (row.empty) return irrelevant('there is nothing to be read')
      const expected = texts(row, trace)
      return allOf(
        exactly(trace, expected.length, 'SendMessageRequest', handedOn(trace), {
          after: need(odd(trace).at(-1), 'requests of alice'),
          within: trace.bounds.messageAfterSend,
        }),
        every('the text', handedOn(trace), (_, message) => expected.some(text => reads(message, text))),
      )
    }),
    check('R-40', 'an empty text is no other than empty', (trace, row: OddFraming) => {
      if (!row.empty || handedOn(trace).length === 0) return irrelevant('nothing was handed on for an empty text')
      return every('nothing to read', handedOn(trace), ({ content }) => content.length === 0)
    }),
    check('R-32', 'the session goes on', trace =>
      sessionGoesOn(trace, need(odd(trace)[0] ?? probes(trace)[0], 'requests of alice')),
    ),
  ],
})
