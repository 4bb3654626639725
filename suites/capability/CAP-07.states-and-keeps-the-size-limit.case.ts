import { defineCase } from '../../engine/case.ts'
import { sizedText } from '../../fixtures/content/texts.ts'
import { acceptanceOf } from '../../judge/readers/negotiation.ts'
import { msrpMark } from '../../judge/readers/msrp.ts'
import { clientsOf, dividesTexts } from '../../judge/readers/promise.ts'
import { refusedWith } from '../../judge/readers/refused-send.ts'
import { maxSize } from '../../judge/readers/sdp.ts'
import { answersTo, asks, type WithSsp } from '../../judge/readers/ssp.ts'
import { about, impsAddressOf } from '../../judge/readers/users.ts'
import type { Trace } from '../../judge/trace.ts'
import { allOf, check, every, irrelevant, need, none, prefer } from '../../judge/vocabulary/index.ts'
import { firstOf } from '../first-of.ts'
import { probeText, textInSession } from '../liveness.ts'
import { textArrives } from '../text-arrives.ts'

/** With a CPIM wrapper of some 150 octets, which max-size counts, still below the client's 1000. */
const short = (token: string) => sizedText(600, token)
const long = (token: string) => sizedText(3000, token)

const refused = (trace: Trace) =>
  refusedWith(trace, [413], need(msrpMark(trace, 'long'), 'SEND of 3000 octets'), trace.bounds.msrpResponse)

/** max-size as the answer states it, with the allowance for the envelope taken off. */
const stated = (trace: Trace, what: string, holds: (size: number | undefined) => boolean) =>
  every(what, [acceptanceOf(trace)], (_, answer) => {
    const size = maxSize(answer)
    return holds(size === undefined ? undefined : size - trace.pixit.ENVELOPE)
  })

/** Everything that goes to bob as a message and is neither the short text nor the probe. */
const piecesOfLong = (trace: Trace) => (seen: WithSsp) => {
  const expected = [short(trace.text('600')), probeText(trace)]
  return about(asks(seen, 'message'), impsAddressOf(trace, 'bob')).filter(
    ({ message }) => !expected.includes(message.text),
  )
}

const isDivided = (trace: Trace) => dividesTexts(trace) && piecesOfLong(trace)(trace).length > 0

export default defineCase({
  id: 'CAP-07',
  title: 'states the size limit of the IMPS client and keeps it',
  group: 'capability',
  class: 'mandatory',
  purpose:
    'A telephone that takes 1000 octets cannot be sent 3000. The IWF says so in its answer, and refuses what is longer ' +
    'all the same, because max-size is only a hint to the sender.',
  when: [['ICS-01']],
  ambiguities: ['AMB-04'],
  catches: ['max-size-above-limit', 'size-not-enforced'],
  ladder: `
    alice              IWF            imps.example
      INVITE --------->|--- capability query --->|
                       |<-- text, 1000 octets ---|
      <-- 200 max-size:1000                      |
      SEND 600 ------->|--- SendMessage -------->|
      SEND 3000 ------>|                         |  nothing
      <--------- 413   |                         |
      SEND probe ----->|--- SendMessage -------->|`,
  given: 'P1',
  cast: make => ({ alice: make.simple({ name: 'alice' }), bob: make.imps({ name: 'bob' }) }),
  async script({ cast: { alice, bob }, mark, quiet, ...script }) {
    const { imps, text } = script
    const call = mark('invite', alice.invite(bob))
    await call.accepted()
    await call.bind()
    mark('short', call.send(short(text('600'))))
    await imps.asked('message', bob, { text: short(text('600')) })
    const longSend = mark('long', call.send(long(text('3000'))))
    const taken = (await longSend.answered()) === 200
    // Division of long texts is allowed where it is declared, and nowhere demanded: a failure report will do as well.
    if (taken && dividesTexts(script)) await firstOf(imps.asked('message', bob), longSend.reported())
    else if (taken) await longSend.reported()
    await quiet('after the long text', {
      shows: probeText(script),
      probe: () => textInSession(script, call, bob),
    })
  },
  checks: [
    check('R-08', 'max-size is not above the text limit of the client', trace => {
      const bob = impsAddressOf(trace, 'bob')
      const clients = answersTo(trace, 'capability').flatMap(answer => clientsOf(answer, bob))
      need(clients[0], 'capabilities of bob')
      const text = Math.max(...clients.map(({ textLength }) => textLength ?? 0))
      const any = Math.max(text, ...clients.map(({ pushLength }) => pushLength ?? 0))
      const bounded = stated(trace, `no max-size, or at most ${any}`, size => size === undefined || size <= any)
      // A promise above every limit of the client is wrong, whatever becomes of the texts.
      if (bounded.outcome === 'violated') return bounded
      return prefer(
        stated(trace, `max-size at most ${text}`, size => size !== undefined && size <= text),
        allOf(bounded, refused(trace)),
        'max-size is absent or above the text limit, but the text limit is enforced',
      )
    }),
    check('R-42', 'a text below the limit is delivered', trace =>
      textArrives(trace, short(trace.text('600')), 'short'),
    ),
    check('R-42', 'a text above the limit is refused with 413', trace =>
      isDivided(trace) ? irrelevant('the IWF divides long texts, as it declares (ICS-16)') : refused(trace),
    ),
    check('R-42', 'nothing of a text above the limit is delivered', trace => {
      const after = need(trace.mark('long'), 'SEND of 3000 octets')
      if (!isDivided(trace)) return none(trace, 'SendMessageRequest', piecesOfLong(trace), after, 'after the long text')
      const pieces = piecesOfLong(trace)(trace)
      const whole = Buffer.concat(pieces.map(({ message }) => message.content))
      const bob = impsAddressOf(trace, 'bob')
      const clients = answersTo(trace, 'capability').flatMap(answer => clientsOf(answer, bob))
      const limit = Math.max(...clients.map(({ textLength }) => textLength ?? 0))
      return allOf(
        every('pieces that make up the text', pieces, () => whole.toString() === long(trace.text('3000'))),
        every(`pieces of at most ${limit} octets`, pieces, ({ content }) => content.length <= limit),
      )
    }),
  ],
})
