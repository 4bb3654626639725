import { defineCase } from '../../engine/case.ts'
import { phoneAndComputer } from '../../fixtures/capabilities.ts'
import { offers } from '../../fixtures/offers.ts'
import { acceptanceOf, inviteOf, lastAnswer, negotiationWith } from '../../judge/readers/negotiation.ts'
import { clientsOf, excessivePromises, typesTaken } from '../../judge/readers/promise.ts'
import { maxSize, messageMedia, promises } from '../../judge/readers/sdp.ts'
import { answersTo, delivered } from '../../judge/readers/ssp.ts'
import { impsAddressOf } from '../../judge/readers/users.ts'
import type { Trace } from '../../judge/trace.ts'
import { acceptance, check, every, exactly, need, prefer } from '../../judge/vocabulary/index.ts'

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
    check('R-08', 'accepts the session', trace => {
      const after = need(lastAnswer(trace), 'answer about the user')
      const within = trace.bounds.acceptanceAfterAnswer
      return acceptance(trace, inviteOf(trace), { after, within }, negotiationWith(trace, 'bob').spoiledBy)
    }),
    check('R-08', 'promises text/plain, which both clients take', trace =>
      every('text/plain promised', [acceptanceOf(trace)], (_, answer) => {
        const media = messageMedia(answer)
        return media !== undefined && promises(media, 'text/plain')
      }),
    ),
    check('R-08', 'promises nothing that neither client takes', trace => {
      const taken = typesTaken(clients(trace))
      return every('no such type', [acceptanceOf(trace)], (_, answer) => {
        const media = messageMedia(answer)
        return media !== undefined && excessivePromises(trace, media, taken).length === 0
      })
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
    check('R-15', 'text reaches the IMPS user', trace =>
      exactly(trace, 1, 'SendMessageRequest', delivered(trace, trace.text('Hello Bob')), {
        after: need(trace.mark('text'), 'SEND "Hello Bob"'),
        within: trace.bounds.messageAfterSend,
      }),
    ),
  ],
})
