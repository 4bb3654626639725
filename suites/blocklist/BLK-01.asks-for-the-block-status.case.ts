import { defineCase } from '../../engine/case.ts'
import { acceptancesOf, acceptedBy, inviteOf, lastAnswer } from '../../judge/readers/negotiation.ts'
import { answersOf, asksBlockStatus } from '../../judge/readers/ssp.ts'
import { about, impsAddressOf } from '../../judge/readers/users.ts'
import type { Trace } from '../../judge/trace.ts'
import { allOf, check, every, irrelevant, need, noneBefore, should } from '../../judge/vocabulary/index.ts'

const queries = (trace: Trace) => about(asksBlockStatus(trace), impsAddressOf(trace, 'bob'))

const askedBeforeAccepting = (trace: Trace) =>
  noneBefore('2xx', acceptancesOf(trace, inviteOf(trace)), queries(trace)[0], 'block status query')

/** CR6.2b1 is a SHOULD; an IWF that claims either form of the query (ICS-03, ICS-04) is held to its word. */
export default defineCase({
  id: 'BLK-01',
  title: 'asks whether the IMPS user blocks the sender',
  group: 'blocklist',
  class: 'mandatory',
  purpose:
    'IMPS users keep lists of people whom they do not want to hear from, or of the only ones whom they do. An IWF that ' +
    'asks before it accepts can tell the caller at once, instead of letting every message fail.',
  when: [['ICS-01']],
  ambiguities: ['AMB-10'],
  catches: ['never-asks-block-status'],
  ladder: `
    alice              IWF            imps.example
      INVITE --------->|--- capability query --->|  asking for the block status too,
                       |--- block status? ------>|  or in a query of its own
                       |<-- not blocked ---------|
      <--------- 200   |                         |`,
  given: 'P1',
  cast: make => ({ alice: make.simple({ name: 'alice' }), bob: make.imps({ name: 'bob' }) }),
  async script({ cast: { alice, bob }, mark }) {
    await mark('invite', alice.invite(bob)).accepted()
  },
  checks: [
    should('R-05', 'asks for the block status before it accepts', askedBeforeAccepting),
    check('R-05', 'asks for it where it claims to', trace =>
      trace.claims('ICS-03') || trace.claims('ICS-04')
        ? askedBeforeAccepting(trace)
        : irrelevant('the IWF claims neither form of the query'),
    ),
    check('R-06', 'asks in a form that it claims', trace => {
      const combined = trace.claims('ICS-03')
      const separate = trace.claims('ICS-04')
      if (combined === separate) return irrelevant('the IWF claims both forms, or none')
      return every(combined ? 'inside the capability query' : 'in a query of its own', queries(trace), message =>
        combined ? message.asksBlockStatus : message.primitive === 'block',
      )
    }),
    check('R-23', 'asks about one recipient and one sender, so that it gets an answer', trace => {
      const [query] = queries(trace)
      if (!query) return irrelevant('the IWF did not ask')
      return allOf(
        every(
          'one recipient, and a sender',
          queries(trace),
          ({ targets, sender, requester }) => targets.length === 1 && (sender !== '' || requester !== ''),
        ),
        every('status 200', answersOf(trace, query), answer => answer.status === 200),
      )
    }),
    check('R-27', 'accepts once everything that it asked is answered', trace =>
      acceptedBy(trace, inviteOf(trace), {
        after: need(lastAnswer(trace), 'answer about the IMPS user'),
        within: trace.bounds.acceptanceAfterAnswer,
      }),
    ),
  ],
})
