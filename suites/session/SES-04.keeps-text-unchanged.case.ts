import { defineCase } from '../../engine/case.ts'
import { fidelityTexts, normalisedText, withToken } from '../../fixtures/content/texts.ts'
import { deliveredBySend, msrpMark, msrpResponsesTo } from '../../judge/readers/msrp.ts'
import { answersOf, asks, sspMark } from '../../judge/readers/ssp.ts'
import type { AnyObserved, Trace } from '../../judge/trace.ts'
import {
  all,
  allOf,
  check,
  cite,
  every,
  exactly,
  need,
  prefer,
  satisfied,
  violated,
} from '../../judge/vocabulary/index.ts'
import { textFromImps, textInSession } from '../liveness.ts'

interface Way {
  readonly from: 'alice' | 'bob'
  /** How the IMPS side writes ContentData. */
  readonly encoding?: 'base64' | 'escaped' | 'cdata'
}

/** Content as it came out of the IWF, and whether it stood there as literal XML text. */
interface Arrived {
  readonly octets: Buffer
  readonly literal: boolean
  readonly by: AnyObserved
}

const arrivals = (trace: Trace, { from, encoding }: Way): readonly Arrived[] =>
  from === 'bob'
    ? deliveredBySend(trace).map(({ octets, chunks: [by] }) => ({ octets, literal: encoding !== 'base64', by }))
    : asks(trace, 'message').map(by => {
        const { model, content } = by.message
        const written = model.name === 'SendMessageRequest' ? model.content?.encoding : undefined
        return { octets: content, literal: written !== 'base64', by }
      })

const rows: Readonly<Record<string, Way>> = {
  'to-imps': { from: 'alice' },
  'from-imps-base64': { from: 'bob', encoding: 'base64' },
  'from-imps-escaped': { from: 'bob', encoding: 'escaped' },
  'from-imps-cdata': { from: 'bob', encoding: 'cdata' },
}

export default defineCase({
  id: 'SES-04',
  title: 'keeps every character of a text',
  group: 'session',
  class: 'mandatory',
  purpose:
    'Text crosses three encodings on its way: MSRP, CPIM and XML. Each escapes other characters, and a gateway that ' +
    'unescapes once too often, or not often enough, or takes UTF-8 for Latin-1, spoils what people write.',
  catches: ['double-escape', 'mojibake', 'base64-as-text'],
  ladder: `
    alice ====== MSRP session ====== IWF            imps.example
      SEND "<b>&amp; ..." ----------->|--- SendMessage, same characters -->
   or
      <----- SEND, same characters ---|<-- SendMessage, escaped, CDATA, base64`,
  given: 'P2',
  rows,
  cast: make => ({ alice: make.simple({ name: 'alice' }), bob: make.imps({ name: 'bob' }) }),
  async script(script) {
    const { cast, call, imps, mark, row, text } = script
    const { alice, bob } = cast
    const content = (words: string) => ({ type: 'text/plain;charset=UTF-8', octets: Buffer.from(words, 'utf8') })
    const send = (label: string, words: string) =>
      row.from === 'alice'
        ? mark(label, call.sendContent(content(words))).answered()
        : mark(
            label,
            imps.deliver({ from: bob, to: alice, content: content(words), encoding: row.encoding ?? 'base64' }),
          ).answered()
    for (const { id, text: words } of fidelityTexts) await send(id, withToken(words, text(id)))
    await send('empty', '')
    await (row.from === 'alice' ? textInSession(script, call, bob) : textFromImps(script, bob, alice))
  },
  checks: [
    ...fidelityTexts.map(({ id, text, literal: fidelity }) =>
      check<Way>('R-41', `keeps the text of ${id}`, (trace, row) => {
        const sent = need(trace.mark(id), `message of ${id}`)
        const words = withToken(text, trace.text(id))
        const came = arrivals(trace, row).filter(({ octets }) => octets.includes(trace.text(id)))
        const messages = came.map(({ by }) => by)
        const once = exactly(trace, 1, 'message with the text', messages, {
          after: sent,
          within: row.from === 'alice' ? trace.bounds.messageAfterSend : trace.bounds.sendAfterDelivery,
        })
        const same = all('the same characters', messages, () =>
          came.every(({ octets }) => octets.equals(Buffer.from(words))),
        )
        if (fidelity === 'exact' || came.some(({ literal }) => !literal)) return allOf(once, same)
        const alike = all('the same but for line ends and margins', messages, () =>
          came.every(({ octets }) => normalisedText(octets.toString('utf8')) === normalisedText(words)),
        )
        return allOf(once, prefer(same, alike, 'line ends or margins changed in literal XML text'))
      }),
    ),
    check<Way>('R-41', 'passes an empty text on once, or swallows it, and answers 200', (trace, row) => {
      const sent = need(trace.mark('empty'), 'empty message')
      const empty = arrivals(trace, row).filter(({ octets }) => octets.length === 0)
      const send = msrpMark(trace, 'empty')
      const delivery = sspMark(trace, 'empty')
      const answered = send
        ? every('200', msrpResponsesTo(trace, send), ({ status }) => status === 200)
        : every('Status 200', answersOf(trace, need(delivery, 'empty message')), ({ status }) => status === 200)
      const atMostOnce =
        empty.length > 1
          ? violated(
              `${empty.length} empty messages`,
              ...cite('cause', sent),
              ...cite('offends', ...empty.map(({ by }) => by)),
            )
          : satisfied(...cite('cause', sent), ...cite('effect', ...empty.map(({ by }) => by)))
      return allOf(answered, atMostOnce)
    }),
  ],
})
