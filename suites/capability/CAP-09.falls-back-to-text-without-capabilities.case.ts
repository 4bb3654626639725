import { defineCase } from '../../engine/case.ts'
import { capabilities } from '../../fixtures/capabilities.ts'
import { offers } from '../../fixtures/offers.ts'
import { acceptancesOf, inviteOf, negotiationWith } from '../../judge/readers/negotiation.ts'
import { answerTo } from '../../judge/readers/ssp.ts'
import type { Trace } from '../../judge/trace.ts'
import { check, finalIn, irrelevant, type Finding } from '../../judge/vocabulary/index.ts'
import { EMPTY_LIST } from '../empty-capability-list.ts'
import { sendsPictureIfPromised } from '../picture-by-wildcard.ts'
import { promisesNoOpenWildcard, promisesNoOtherType, promisesText } from '../promise-of-answer.ts'
import { textArrives } from '../text-arrives.ts'

const whereAccepted = (finding: (trace: Trace) => Finding) => (trace: Trace) =>
  acceptancesOf(trace, inviteOf(trace)).length > 0 ? finding(trace) : irrelevant('the session was not accepted')

/** All that may be promised of a client of whom nothing is known. */
const TEXT = ['text/plain']

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
  async script(script) {
    const { cast, imps, text, mark } = script
    const { alice, bob } = cast
    const call = mark('invite', alice.invite(bob, { offer: offers.everythingButText1000 }))
    const final = await call.final()
    if (final.status >= 300) return
    await call.bind()
    mark('text', call.send(text('Hello Bob')))
    await imps.asked('message', bob, { text: text('Hello Bob') })
    await sendsPictureIfPromised(script, call, final)
  },
  checks: [
    check('R-28', 'accepts, or refuses as what it is', trace =>
      finalIn(
        trace,
        negotiationWith(trace, 'bob'),
        EMPTY_LIST,
        answerTo(trace, 'capability'),
        trace.bounds.finalAfterInvite,
      ),
    ),
    check('R-08', 'promises text/plain', whereAccepted(promisesText)),
    check(
      'R-08',
      'promises nothing but text',
      whereAccepted(trace => promisesNoOtherType(trace, TEXT)),
    ),
    check(
      'R-08',
      'has no wildcard that nobody enforces',
      whereAccepted(trace => promisesNoOpenWildcard(trace, TEXT)),
    ),
    check(
      'R-15',
      'text reaches the IMPS user',
      whereAccepted(trace => textArrives(trace, trace.text('Hello Bob'), 'text')),
    ),
  ],
})
