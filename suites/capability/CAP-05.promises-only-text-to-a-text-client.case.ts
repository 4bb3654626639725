import { defineCase } from '../../engine/case.ts'
import { png } from '../../fixtures/content/png.ts'
import { offers } from '../../fixtures/offers.ts'
import { acceptanceOf } from '../../judge/readers/negotiation.ts'
import { msrpMark } from '../../judge/readers/msrp.ts'
import { clientsOf, excessivePromises, isWildcard, typesTaken } from '../../judge/readers/promise.ts'
import { refusedWith } from '../../judge/readers/refused-send.ts'
import { messageMedia, promises, takesBare } from '../../judge/readers/sdp.ts'
import { answersTo } from '../../judge/readers/ssp.ts'
import { impsAddressOf } from '../../judge/readers/users.ts'
import type { Trace } from '../../judge/trace.ts'
import { check, every, prefer, violated } from '../../judge/vocabulary/index.ts'
import { answerPromises } from '../answer-promises.ts'

/** What the answer promises beyond the client's list, as far as `counts` says. */
const modest = (trace: Trace, what: string, counts: (entry: string) => boolean) => {
  const bob = impsAddressOf(trace, 'bob')
  const taken = typesTaken(answersTo(trace, 'capability').flatMap(answer => clientsOf(answer, bob)))
  return every(what, [acceptanceOf(trace)], (_, answer) => {
    const media = messageMedia(answer)
    return media !== undefined && !excessivePromises(trace, media, taken).some(counts)
  })
}

/** The picture that a wildcard invites is refused as what the client does not take; tolerated (RFC 4975 §8.6). */
const pictureRefused = (trace: Trace) => {
  const picture = msrpMark(trace, 'picture')
  return picture
    ? refusedWith(trace, [415], picture, trace.bounds.msrpResponse)
    : violated('the answer lets no picture in, so that none was refused either')
}

export default defineCase({
  id: 'CAP-05',
  title: 'promises only text when the IMPS client takes only text',
  group: 'capability',
  class: 'mandatory',
  purpose:
    'The answer of the IWF tells the SIMPLE client what it may send. It must be the truth about the IMPS client at the ' +
    'far end, or pictures and rich text will be sent into the void.',
  when: [['ICS-01']],
  ambiguities: ['AMB-04', 'AMB-34'],
  catches: ['promises-missing-types'],
  ladder: `
    alice                            IWF            imps.example
      INVITE text, html, png, * ----->|--- capability query --->|
                                      |<-- text/plain ----------|
      <----- 200 cpim, text/plain     |`,
  given: 'P1',
  cast: make => ({ alice: make.simple({ name: 'alice' }), bob: make.imps({ name: 'bob' }) }),
  async script({ cast: { alice, bob }, text, mark }) {
    const call = mark('invite', alice.invite(bob, { offer: offers.everythingButText1000 }))
    const answer = await call.accepted()
    if (!answerPromises(answer, 'image/png')) return
    await call.bind()
    const octets = png(700, text('picture'))
    const picture = mark('picture', call.sendContent({ type: 'image/png', octets }))
    // After a 200 the refusal can only be a REPORT.
    if ((await picture.answered()) === 200) await picture.reported()
  },
  checks: [
    check('R-08', 'promises text/plain', trace =>
      every('text/plain promised', [acceptanceOf(trace)], (_, answer) => {
        const media = messageMedia(answer)
        return media !== undefined && media.acceptTypes.length > 0 && promises(media, 'text/plain')
      }),
    ),
    check('R-08', 'promises no type that the client does not take', trace =>
      modest(trace, 'no such type', entry => !isWildcard(entry)),
    ),
    check('R-08', 'has no wildcard, since the client does not take everything', trace =>
      prefer(
        modest(trace, 'no wildcard', isWildcard),
        pictureRefused(trace),
        'a wildcard in the answer, but what it would let in is refused with 415',
      ),
    ),
    check('R-33', 'puts message/cpim first in accept-types [RFC 4975 §13]', trace =>
      prefer(
        every('message/cpim first', [acceptanceOf(trace)], (_, answer) =>
          /^message\/cpim(;|$)/i.test(messageMedia(answer)?.acceptTypes[0] ?? ''),
        ),
        every('message/cpim promised', [acceptanceOf(trace)], (_, answer) => {
          const media = messageMedia(answer)
          return media !== undefined && takesBare(media, 'message/cpim')
        }),
        'message/cpim is not the first of accept-types (AMB-34)',
      ),
    ),
  ],
})
