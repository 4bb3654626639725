import { defineCase } from '../../engine/case.ts'
import { isComposing } from '../../fixtures/content/documents.ts'
import { msrpMark, msrpResponsesTo, reportsOn } from '../../judge/readers/msrp.ts'
import { acceptanceOf } from '../../judge/readers/negotiation.ts'
import { isWildcard } from '../../judge/readers/promise.ts'
import { messageMedia, promisedTypes, promises, takesBare } from '../../judge/readers/sdp.ts'
import type { Trace } from '../../judge/trace.ts'
import { allOf, check, either, every, exactly, need, prefer, some } from '../../judge/vocabulary/index.ts'
import { isComposingMediaType } from '../../protocols/is-composing/document.ts'
import { nothingHandedOn } from '../handed-on.ts'
import { probeText, textInSession } from '../liveness.ts'

interface Indication {
  readonly wrap: 'bare' | 'cpim'
}

/** What the answer says of composing indications; `wildcard` may still be followed by 415 (RFC 4975 §8.6). */
function promise(trace: Trace, { wrap }: Indication): 'by-name' | 'wildcard' | 'none' {
  const media = need(messageMedia(acceptanceOf(trace, 'P2.invite')), 'MSRP line in the answer')
  const promised = wrap === 'bare' ? takesBare(media, isComposingMediaType) : promises(media, isComposingMediaType)
  if (!promised) return 'none'
  const named = promisedTypes(media).some(entry => !isWildcard(entry) && entry.toLowerCase() === isComposingMediaType)
  return named ? 'by-name' : 'wildcard'
}

const rows: Readonly<Record<string, Indication>> = { bare: { wrap: 'bare' }, 'in-cpim': { wrap: 'cpim' } }

export default defineCase({
  id: 'SES-12',
  title: 'keeps composing indications from the IMPS user',
  group: 'session',
  class: 'mandatory',
  purpose:
    'Clients tell each other that somebody is typing. IMPS has no such thing: an IWF that hands the indication on makes ' +
    'its user read a piece of XML for every line that the other one writes.',
  catches: ['typing-as-text'],
  ladder: `
    alice ====== MSRP session ====== IWF            imps.example
      SEND application/im-iscomposing+xml ->|
      <-------- 200 if promised, else 415 --|       (no SendMessage)`,
  given: 'P2',
  rows,
  cast: make => ({ alice: make.simple({ name: 'alice' }), bob: make.imps({ name: 'bob' }) }),
  async script(script) {
    const { cast, call, mark, quiet, row } = script
    const content = { type: isComposingMediaType, octets: Buffer.from(isComposing('active')) }
    const indication = mark('indication', call.sendContent(content, { wrap: row.wrap }))
    await indication.answered()
    await quiet('after indication', { shows: probeText(script), probe: () => textInSession(script, call, cast.bob) })
  },
  checks: [
    check<Indication>('R-33', 'taken where it was promised, else refused with 415', (trace, row) => {
      const send = need(msrpMark(trace, 'indication'), 'SEND')
      const responses = msrpResponsesTo(trace, send)
      const reports = reportsOn(trace, send)
      const answered = exactly(trace, 1, 'response', responses, { after: send, within: trace.bounds.msrpResponse })
      const taken = every('200', responses, ({ status }) => status === 200)
      const refused = every('415', responses, ({ status }) => status === 415)
      const reported = allOf(
        taken,
        some(trace, 'failure REPORT', reports, { after: send, within: trace.bounds.failureReport }),
        every('REPORT 415', reports, ({ status }) => status === 415),
      )
      switch (promise(trace, row)) {
        case 'by-name':
          return allOf(answered, taken)
        case 'wildcard':
          return allOf(answered, prefer(taken, refused, 'promised by a wildcard only, and refused'))
        case 'none':
          // What is inside a wrapper may be seen only after the SEND itself was answered (RFC 4975 §7.3.1).
          return allOf(answered, row.wrap === 'cpim' ? either(refused, reported) : refused)
      }
    }),
    check<Indication>('R-33', 'the IMPS user gets nothing of it', trace =>
      nothingHandedOn(trace, need(trace.mark('indication'), 'SEND'), 'after indication'),
    ),
  ],
})
