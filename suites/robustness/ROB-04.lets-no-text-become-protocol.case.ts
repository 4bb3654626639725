import { defineCase } from '../../engine/case.ts'
import { normalisedText } from '../../fixtures/content/texts.ts'
import { deliveredBySend, msrpMark, msrpResponsesTo, reportsOn } from '../../judge/readers/msrp.ts'
import { textOf } from '../../judge/readers/pager.ts'
import { finalTo, requests, sipMark } from '../../judge/readers/sip.ts'
import { answersOf, asks, sspMark } from '../../judge/readers/ssp.ts'
import { about, impsAddressOf } from '../../judge/readers/users.ts'
import type { Trace } from '../../judge/trace.ts'
import {
  check,
  every,
  irrelevant,
  need,
  none,
  satisfied,
  unobservable,
  violated,
  cite,
} from '../../judge/vocabulary/index.ts'
import { writes } from '../../simulators/imps/answer-behaviour.ts'
import { probeText, textFromImps } from '../liveness.ts'
import { documentOf } from '../ssp/hand-written.ts'
import { injected } from './injection.ts'
import { type Placed, placedInjections } from './placed-injections.ts'

/** As a quoted string: what would end it is escaped, as a proper client does (RFC 3261 §25.1). */
const quoted = (text: string): string => `"${text.replace(/[\\"]/g, '\\$&')}"`

/** Carried to the IMPS side by the session where there are sessions, by MESSAGE otherwise. */
const stimulus = (trace: Trace) => need(trace.mark('text'), 'the text')

/** The text arrives as it was, or its sender is told that it does not. */
function preserved(trace: Trace, { place, injection }: Placed) {
  const wanted = normalisedText(trace.text(injection.text))
  const cause = stimulus(trace)
  if (place === 'text-to-imps') {
    const arrived = about(asks(trace, 'message'), impsAddressOf(trace, 'bob'))
    const same = arrived.find(({ message }) => normalisedText(message.content.toString('utf8')) === wanted)
    if (same) return satisfied(...cite('cause', cause), ...cite('effect', same))
    const send = msrpMark(trace, 'text')
    const message = sipMark(trace, 'text')
    const final = message ? finalTo(trace, message) : undefined
    const told = [
      ...(send ? [...msrpResponsesTo(trace, send), ...reportsOn(trace, send)] : []),
      ...(final ? [final] : []),
    ].filter(({ message: { status } }) => status >= 300)
    if (told.length > 0) return satisfied(...cite('cause', cause), ...cite('effect', ...told))
    return violated('neither preserved nor refused', ...cite('cause', cause), ...cite('offends', ...arrived))
  }
  const messages = requests(trace, 'MESSAGE').filter(one => normalisedText(textOf(one)) === wanted)
  const sends = deliveredBySend(trace).filter(({ text }) => normalisedText(text) === wanted)
  if (messages.length + sends.length > 0) return satisfied(...cite('cause', cause), ...cite('effect', ...messages))
  const answers = answersOf(trace, need(sspMark(trace, 'text'), 'message of bob'))
  if (answers.length === 0) return unobservable('neither delivered nor answered', ...cite('cause', cause))
  return every('refused', answers, ({ status }) => status >= 400)
}

export default defineCase({
  id: 'ROB-04',
  title: 'lets no text become protocol on the other side',
  group: 'robustness',
  class: 'mandatory',
  purpose:
    'What users write passes from headers into XML and from XML into headers. A line end is a letter in the one and the ' +
    'end of a header field in the other; an IWF that copies it lets anybody write headers and elements of his own.',
  catches: ['header-injection'],
  ladder: `
    alice              IWF            imps.example
      SEND ']]><Evil/>' ->|--- SendMessage, escaped -->|
      <-- MESSAGE, text --|<-- SendMessage "OK CRLF Evil: 1" --|
      INVITE ------------>|--- capability query ------>|
      <-- 4xx, no Evil: --|<-- Status, "OK CRLF Evil: 1" --|`,
  given: 'P1',
  rows: placedInjections,
  rowNeeds: Object.fromEntries(
    Object.entries(placedInjections).flatMap(([id, { place }]) =>
      place.startsWith('text') || place === 'content-type' ? [] : [[id, ['ICS-01'] as const]],
    ),
  ),
  cast: make => ({
    alice: make.simple({ name: 'alice' }),
    bob: make.imps({ name: 'bob' }),
    carol: make.imps({ name: 'carol' }),
  }),
  async script(script) {
    const { cast, ics, imps, mark, quiet, row, text } = script
    const { alice, bob, carol } = cast
    const words = text(row.injection.text)
    switch (row.place) {
      case 'display-name':
        await mark('text', alice.invite(bob, { displayName: quoted(words) })).final()
        break
      case 'subject':
        await mark('text', alice.invite(bob, { headers: [['Subject', words]] })).final()
        break
      case 'text-to-imps':
        if (ics['ICS-01']) {
          const call = alice.invite(bob)
          await call.accepted()
          await call.bind()
          await mark('text', call.send(words)).answered()
        } else await mark('text', alice.message(bob, words)).answered()
        break
      case 'text-to-simple':
        await mark('text', imps.deliver({ from: bob, to: alice, text: words })).answered()
        break
      case 'content-type': {
        const content = { type: `text/plain${row.injection.text}`, octets: Buffer.from(text('typed')) }
        await mark('text', imps.deliver({ from: bob, to: alice, content })).answered()
        break
      }
      case 'status-description': {
        const refused = { code: 503, description: words, details: [] }
        bob.on(
          'capability',
          writes('a description', place => documentOf('Response', place, { name: 'Status', status: refused })),
        )
        await mark('text', alice.invite(bob)).final()
      }
    }
    await quiet('after it', { shows: probeText(script), probe: () => textFromImps(script, carol, alice) })
  },
  checks: [
    check('R-36', 'no header field, element or message of the injector’s comes out', trace =>
      none(trace, 'injected part', injected, stimulus(trace), 'after it'),
    ),
    check<Placed>('R-40', 'the text is preserved, or refused', (trace, row) =>
      row.place === 'text-to-imps' || row.place === 'text-to-simple'
        ? preserved(trace, row)
        : irrelevant('it need not be carried over'),
    ),
  ],
})
