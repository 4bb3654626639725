import { defineCase } from '../../engine/case.ts'
import { assembled, msrpFromPeer, msrpResponsesTo, type MsrpMessages } from '../../judge/readers/msrp.ts'
import type { Trace } from '../../judge/trace.ts'
import { allOf, check, every, exactly, irrelevant, need, should, type Finding } from '../../judge/vocabulary/index.ts'
import { answeredMedia } from '../answer-promises.ts'
import { handedOn } from '../handed-on.ts'
import { probeText, textInSession } from '../liveness.ts'
import { cuttings, textToCut, type Cutting } from './cuttings.ts'
import { framedText, rawSend } from './raw-send.ts'

const ID = 'in-pieces'

const chunks = (trace: Trace): MsrpMessages => msrpFromPeer(trace).filter(({ message }) => message.messageId === ID)

/** What the chunks say together, later octets in the place of earlier ones (RFC 4975 §7.3.1). */
const said = (trace: Trace): Buffer => need(assembled(chunks(trace))[0], 'SENDs of alice').octets

const unlessArtificial =
  (judge: (trace: Trace, row: Cutting) => Finding) =>
  (trace: Trace, row: Cutting): Finding =>
    row.artificial ? irrelevant('without a relay on the way this does not happen') : judge(trace, row)

const oneMessage = (trace: Trace): Finding =>
  exactly(trace, 1, 'SendMessageRequest', handedOn(trace), {
    after: need(chunks(trace).at(-1), 'last chunk'),
    within: trace.bounds.messageAfterSend,
  })

const unchanged = (trace: Trace): Finding =>
  every('the same octets', handedOn(trace), ({ content }) => content.equals(said(trace)))

const everyChunkAnswered = (trace: Trace): Finding =>
  every(
    '200',
    chunks(trace),
    (_, chunk) =>
      msrpResponsesTo(trace, chunk)
        .map(({ message }) => message.status)
        .join() === '200',
  )

export default defineCase({
  id: 'MSR-06',
  title: 'puts the chunks of a message together',
  group: 'msrp',
  class: 'mandatory',
  purpose:
    'IMPS knows no chunks: what a client sends in pieces must become one message again, whatever way it was cut, or ' +
    'bob gets scraps.',
  catches: ['message-per-chunk', 'chunks-in-order-of-arrival'],
  ladder: `
    alice ====== MSRP session ====== IWF            imps.example
      SEND 1-2048/60000   + --------->|
      SEND 2049-4096/60000 + -------->|
      …                               |
      <-------------------- 200 each -|
      SEND …-60000/60000  $ --------->|--- SendMessage, once, whole -->`,
  given: 'P2L',
  rows: cuttings,
  cast: make => ({ alice: make.simple({ name: 'alice' }), bob: make.imps({ name: 'bob' }) }),
  async script(script) {
    const { cast, call, quiet, row, text } = script
    const limit = answeredMedia(await call.accepted())?.maxSize
    const content = framedText(call, textToCut(row, text('pieces'), limit))
    const others = { ...content, body: Buffer.from(content.body).fill('x') }
    const line = call.line()
    const sent = row.pieces(content.body).map(({ part, range = {}, altered = false }) => {
      const flag = part[1] === content.body.length ? '$' : '+'
      const piece = {
        paths: line.paths,
        messageId: ID,
        content: altered ? others : content,
        part,
        range,
        flag,
      } as const
      return line.send(rawSend(piece))
    })
    await Promise.all(sent.map(chunk => chunk.answered()))
    await quiet('after it', { shows: probeText(script), probe: () => textInSession(script, call, cast.bob) })
  },
  checks: [
    check('R-32', 'what arrives is one message, once it is whole [RFC 4975 §7.3.1]', unlessArtificial(oneMessage)),
    check('R-15', 'with the octets that alice sent', unlessArtificial(unchanged)),
    check('R-32', 'each chunk is answered 200 [RFC 4975 §7.2]', unlessArtificial(everyChunkAnswered)),
    should('R-32', 'the same, whatever the order and the overlaps [RFC 4975 §7.3.1]', (trace, row: Cutting) => {
      if (!row.artificial) return irrelevant('the chunks come as they were cut')
      return allOf(oneMessage(trace), unchanged(trace), everyChunkAnswered(trace))
    }),
  ],
})
