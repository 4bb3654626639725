import { defineCase } from '../../engine/case.ts'
import { sizedText } from '../../fixtures/content/texts.ts'
import { msrpMark, msrpResponsesTo, reportsOn } from '../../judge/readers/msrp.ts'
import { dividesTexts } from '../../judge/readers/promise.ts'
import { asks, delivered, type SspMessages, type WithSsp } from '../../judge/readers/ssp.ts'
import type { Trace } from '../../judge/trace.ts'
import { allOf, check, either, every, exactly, irrelevant, need, none, some } from '../../judge/vocabulary/index.ts'
import { firstOf } from '../first-of.ts'
import { probeText } from '../liveness.ts'

interface TooMuch {
  readonly type: string
  readonly wrap?: 'bare' | 'cpim'
  /** Octets of the content; a few words when absent. */
  readonly size?: number
  readonly refusal: 413 | 415
  /** Whether 200 and a failure REPORT will do as well as the refusal itself; a relay does no other (RFC 4976 §6.4.1). */
  readonly later: boolean
}

const rows: Readonly<Record<string, TooMuch>> = {
  'type-bare': { type: 'application/pdf', wrap: 'bare', refusal: 415, later: false },
  // RFC 4975 §7.3.1 has the Content-Type of the SEND itself answered 415; what is inside may be seen later.
  'type-in-cpim': { type: 'application/pdf', wrap: 'cpim', refusal: 415, later: true },
  size: { type: 'text/plain;charset=UTF-8', size: 3000, refusal: 413, later: true },
}

/** What the IMPS side is given of it. */
const handedOn = (trace: Trace, seen: WithSsp = trace): SspMessages =>
  asks(seen, 'message').filter(({ message }) => message.text !== probeText(trace))

/** What is too long may be divided where that is declared; what is of a wrong type never is. */
const mayBeDivided = (by: Parameters<typeof dividesTexts>[0], { refusal }: TooMuch): boolean =>
  refusal === 413 && dividesTexts(by)
const isDivided = (trace: Trace, row: TooMuch): boolean => mayBeDivided(trace, row) && handedOn(trace).length > 0

export default defineCase({
  id: 'SES-06',
  title: 'refuses content beyond what the IMPS client takes',
  group: 'session',
  class: 'mandatory',
  purpose:
    'The answer promises types and a size, but a client may send something else all the same. The IWF must say no, ' +
    'since the IMPS client cannot, and the conversation must go on afterwards.',
  catches: ['size-not-enforced', 'type-not-enforced'],
  ladder: `
    alice ====== MSRP session ====== IWF            imps.example
      SEND application/pdf ---------->|
      <------------------------- 415 -|                     (no SendMessage)
      SEND 3000 octets of text ------>|
      <------------------------- 413 -|                     (no SendMessage)
      SEND "Is anybody there?" ------>|--- SendMessage ---->`,
  given: 'P2',
  rows,
  cast: make => ({ alice: make.simple({ name: 'alice' }), bob: make.imps({ name: 'bob' }) }),
  async script(script) {
    const { cast, call, imps, mark, quiet, row, text } = script
    const words = row.size === undefined ? `%PDF-1.4 ${text('pdf')}` : sizedText(row.size, text('long'))
    const content = { type: row.type, octets: Buffer.from(words) }
    const options = row.wrap === undefined ? {} : { wrap: row.wrap }
    const tooMuch = mark('too much', call.sendContent(content, options))
    const taken = (await tooMuch.answered()) === 200
    if (taken && mayBeDivided(script, row)) await firstOf(imps.asked('message', cast.bob), tooMuch.reported())
    else if (taken && row.later) await tooMuch.reported()
    const shows = probeText(script)
    const probe = async () => {
      mark('next', call.send(shows))
      await imps.asked('message', cast.bob, { text: shows })
    }
    await quiet('after too much', { shows, probe })
  },
  checks: [
    check<TooMuch>('R-42', 'refuses it with 415 or 413, at once or by a failure report', (trace, row) => {
      if (isDivided(trace, row)) return irrelevant('the IWF divides long texts, as it declares (ICS-16)')
      const send = need(msrpMark(trace, 'too much'), 'SEND')
      const responses = msrpResponsesTo(trace, send)
      const reports = reportsOn(trace, send)
      const answered = exactly(trace, 1, 'response', responses, { after: send, within: trace.bounds.msrpResponse })
      const refused = every(`${row.refusal}`, responses, ({ status }) => status === row.refusal)
      if (!row.later && !trace.claims('ICS-19')) return allOf(answered, refused)
      const reported = allOf(
        every('200', responses, ({ status }) => status === 200),
        some(trace, 'failure REPORT', reports, { after: send, within: trace.bounds.failureReport }),
        every(`REPORT ${row.refusal}`, reports, ({ status }) => status === row.refusal),
      )
      return allOf(answered, either(refused, reported))
    }),
    check<TooMuch>('R-42', 'hands nothing of it to the IMPS side', (trace, row) =>
      isDivided(trace, row)
        ? irrelevant('the IWF divides long texts, as it declares (ICS-16); CAP-07 looks at the pieces')
        : none(
            trace,
            'SendMessageRequest',
            seen => handedOn(trace, seen),
            need(trace.mark('too much'), 'SEND'),
            'after too much',
          ),
    ),
    check<TooMuch>('R-42', 'the next text is delivered as before', trace =>
      exactly(trace, 1, 'SendMessageRequest', delivered(trace, probeText(trace)), {
        after: need(trace.mark('next'), 'next SEND'),
        within: trace.bounds.messageAfterSend,
      }),
    ),
  ],
})
