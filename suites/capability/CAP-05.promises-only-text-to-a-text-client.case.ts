import { defineCase } from '../../engine/case.ts'
import { offers } from '../../fixtures/offers.ts'
import { clientsOf, typesTaken } from '../../judge/readers/promise.ts'
import { takesBare } from '../../judge/readers/sdp.ts'
import { answersTo } from '../../judge/readers/ssp.ts'
import { impsAddressOf } from '../../judge/readers/users.ts'
import type { Trace } from '../../judge/trace.ts'
import { check, prefer } from '../../judge/vocabulary/index.ts'
import { essence } from '../../protocols/media-type.ts'
import { sendsPictureIfPromised } from '../picture-by-wildcard.ts'
import { promised, promisesNoOpenWildcard, promisesNoOtherType, promisesText } from '../promise-of-answer.ts'

/** What bob's client takes, as it was told. */
const taken = (trace: Trace) =>
  typesTaken(answersTo(trace, 'capability').flatMap(answer => clientsOf(answer, impsAddressOf(trace, 'bob'))))

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
  async script(script) {
    const { cast, mark } = script
    const { alice, bob } = cast
    const call = mark('invite', alice.invite(bob, { offer: offers.everythingButText1000 }))
    const answer = await call.accepted()
    await call.bind()
    await sendsPictureIfPromised(script, call, answer)
  },
  checks: [
    check('R-08', 'promises text/plain', promisesText),
    check('R-08', 'promises no type that the client does not take', trace => promisesNoOtherType(trace, taken(trace))),
    check('R-08', 'has no wildcard, since the client does not take everything', trace =>
      promisesNoOpenWildcard(trace, taken(trace)),
    ),
    check('R-33', 'puts message/cpim first in accept-types [RFC 4975 §13]', trace =>
      prefer(
        promised(trace, 'message/cpim first', ({ acceptTypes: [first = ''] }) => essence(first) === 'message/cpim'),
        promised(trace, 'message/cpim promised', media => takesBare(media, 'message/cpim')),
        'message/cpim is not the first of accept-types (AMB-34)',
      ),
    ),
  ],
})
