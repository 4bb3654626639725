import { defineCase } from '../../engine/case.ts'
import { phoneAndComputer } from '../../fixtures/capabilities.ts'
import { offers } from '../../fixtures/offers.ts'
import { acceptanceOf } from '../../judge/readers/negotiation.ts'
import { clientsOf, typesTaken } from '../../judge/readers/promise.ts'
import { maxSize } from '../../judge/readers/sdp.ts'
import { answersTo } from '../../judge/readers/ssp.ts'
import { impsAddressOf } from '../../judge/readers/users.ts'
import type { Trace } from '../../judge/trace.ts'
import { check, every, need, prefer } from '../../judge/vocabulary/index.ts'
import { acceptedAfterAnswer } from '../accepted-after-answer.ts'
import { promisesNothingBeyond, promisesText } from '../promise-of-answer.ts'
import { textArrives } from '../text-arrives.ts'

/** The lists that the IMPS side gave, one per client. */
const clients = (trace: Trace) => {
  const lists = answersTo(trace, 'capability').flatMap(answer => clientsOf(answer, impsAddressOf(trace, 'bob')))
  need(lists[1], 'capabilities of two clients')
  return lists
}

const sizeStated = (trace: Trace, what: string, holds: (size: number | undefined) => boolean) =>
  every(what, [acceptanceOf(trace)], (_, answer) => holds(maxSize(answer)))

export default defineCase({
  id: 'CAP-12',
  title: 'accepts a user who is logged in with several clients',
  group: 'capability',
  class: 'mandatory',
  purpose:
    'A telephone and a computer of the same user take different things, and the capability answer lists both. Which of ' +
    'them will get a message is for the server to say, but what neither takes may not be promised.',
  when: [['ICS-01']],
  ambiguities: ['AMB-21'],
  catches: ['first-client-only-refusal', 'promises-missing-types'],
  ladder: `
    alice              IWF            imps.example
      INVITE text, html, png, * --->|--- capability query --->|
                       |<-- text 1000; text, png 256000 ------|
      <-- 200 text (png)            |                         |
      SEND text ------>|--- SendMessage text ---------------->|`,
  given: 'P1',
  cast: make => ({
    alice: make.simple({ name: 'alice' }),
    bob: make.imps({ name: 'bob', clients: phoneAndComputer }),
  }),
  async script({ cast: { alice, bob }, imps, text, mark }) {
    const call = mark('invite', alice.invite(bob, { offer: offers.beyondUnion }))
    await call.accepted()
    await call.bind()
    mark('text', call.send(text('Hello Bob')))
    await imps.asked('message', bob, { text: text('Hello Bob') })
  },
  checks: [
    check('R-08', 'accepts the session', trace => acceptedAfterAnswer(trace)),
    check('R-08', 'promises text/plain, which both clients take', trace => promisesText(trace)),
    check('R-08', 'promises nothing that neither client takes', trace => {
      return promisesNothingBeyond(trace, typesTaken(clients(trace)))
    }),
    check('R-08', 'states no size above that of the larger client', trace => {
      const lengths = clients(trace).flatMap(({ textLength, pushLength, contentTypes }) => [
        textLength ?? 0,
        pushLength ?? 0,
        ...contentTypes.map(({ richLength }) => richLength ?? 0),
      ])
      const most = Math.max(...lengths) + trace.pixit.ENVELOPE
      return prefer(
        sizeStated(trace, `max-size at most ${most}`, size => size !== undefined && size <= most),
        sizeStated(trace, 'no max-size', size => size === undefined),
        'no max-size in the answer; whether limits are kept is the matter of CAP-07',
      )
    }),
    check('R-15', 'text reaches the IMPS user', trace => textArrives(trace, trace.text('Hello Bob'), 'text')),
  ],
})
