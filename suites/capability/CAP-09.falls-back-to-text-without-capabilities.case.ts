import { defineCase } from '../../engine/case.ts'
import { capabilities } from '../../fixtures/capabilities.ts'
import { png } from '../../fixtures/content/png.ts'
import { set } from '../../fixtures/expectations/expectation-set.ts'
import { offers } from '../../fixtures/offers.ts'
import { msrpMark } from '../../judge/readers/msrp.ts'
import { acceptanceOf, acceptancesOf, inviteOf, negotiationWith } from '../../judge/readers/negotiation.ts'
import { excessivePromises, isWildcard } from '../../judge/readers/promise.ts'
import { refusedWith } from '../../judge/readers/refused-send.ts'
import { messageMedia, promises } from '../../judge/readers/sdp.ts'
import { answerTo, delivered } from '../../judge/readers/ssp.ts'
import type { Trace } from '../../judge/trace.ts'
import {
  check,
  every,
  exactly,
  finalIn,
  irrelevant,
  need,
  prefer,
  violated,
  type Finding,
} from '../../judge/vocabulary/index.ts'
import { answerPromises } from '../answer-promises.ts'

/** AMB-23: a text profile is what suits best; to refuse is tolerated, to fail is not. */
const TEXT_PROFILE = set('an empty list', [200], [200], [480, 488])

const whereAccepted = (finding: (trace: Trace) => Finding) => (trace: Trace) =>
  acceptancesOf(trace, inviteOf(trace)).length > 0 ? finding(trace) : irrelevant('the session was not accepted')

/** Promises beyond text, as far as `counts` says. */
const onlyText = (trace: Trace, what: string, counts: (entry: string) => boolean) =>
  every(what, [acceptanceOf(trace)], (_, answer) => {
    const media = messageMedia(answer)
    return media !== undefined && !excessivePromises(trace, media, ['text/plain']).some(counts)
  })

const pictureRefused = (trace: Trace) => {
  const picture = msrpMark(trace, 'picture')
  return picture
    ? refusedWith(trace, [415], picture, trace.bounds.msrpResponse)
    : violated('the answer lets no picture in, so that none was refused either')
}

export default defineCase({
  id: 'CAP-09',
  title: 'falls back to text when the capability list is empty',
  group: 'capability',
  class: 'mandatory',
  purpose:
    'The server says that the user is there, and nothing about his client. Text is what every IMPS client takes, so a ' +
    'session for text is the best that can be made of it; a server error is the worst.',
  when: [['ICS-01']],
  ambiguities: ['AMB-23'],
  catches: ['empty-list-means-anything', 'empty-list-refused'],
  ladder: `
    alice              IWF            imps.example
      INVITE --------->|--- capability query --->|
                       |<-- online, empty list --|
      <-- 200 text     |                         |
      SEND text ------>|--- SendMessage text --->|`,
  given: 'P1',
  cast: make => ({
    alice: make.simple({ name: 'alice' }),
    bob: make.imps({ name: 'bob', clients: [capabilities.empty] }),
  }),
  async script({ cast: { alice, bob }, imps, text, mark }) {
    const call = mark('invite', alice.invite(bob, { offer: offers.everythingButText1000 }))
    const final = await call.final()
    if (final.status >= 300) return
    await call.bind()
    mark('text', call.send(text('Hello Bob')))
    await imps.asked('message', bob, { text: text('Hello Bob') })
    if (!answerPromises(final, 'image/png')) return
    const picture = mark('picture', call.sendContent({ type: 'image/png', octets: png(700, text('picture')) }))
    // After a 200 the refusal can only be a REPORT.
    if ((await picture.answered()) === 200) await picture.reported()
  },
  checks: [
    check('R-28', 'accepts, or refuses as what it is', trace =>
      finalIn(
        trace,
        negotiationWith(trace, 'bob'),
        TEXT_PROFILE,
        answerTo(trace, 'capability'),
        trace.bounds.finalAfterInvite,
      ),
    ),
    check(
      'R-08',
      'promises text/plain',
      whereAccepted(trace =>
        every('text/plain promised', [acceptanceOf(trace)], (_, answer) => {
          const media = messageMedia(answer)
          return media !== undefined && promises(media, 'text/plain')
        }),
      ),
    ),
    check(
      'R-08',
      'promises nothing but text',
      whereAccepted(trace => onlyText(trace, 'no other type', entry => !isWildcard(entry))),
    ),
    check(
      'R-08',
      'has no wildcard that nobody enforces',
      whereAccepted(trace =>
        prefer(
          onlyText(trace, 'no wildcard', isWildcard),
          pictureRefused(trace),
          'a wildcard in the answer, but what it would let in is refused with 415',
        ),
      ),
    ),
    check(
      'R-15',
      'text reaches the IMPS user',
      whereAccepted(trace =>
        exactly(trace, 1, 'SendMessageRequest', delivered(trace, trace.text('Hello Bob')), {
          after: need(trace.mark('text'), 'SEND "Hello Bob"'),
          within: trace.bounds.messageAfterSend,
        }),
      ),
    ),
  ],
})
