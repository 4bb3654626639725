import { defineCase } from '../../engine/case.ts'
import { acceptancesOf, acceptedBy, inviteOf, lastAnswer } from '../../judge/readers/negotiation.ts'
import { answersOf, asks } from '../../judge/readers/ssp.ts'
import { about, impsAddressOf } from '../../judge/readers/users.ts'
import { allOf, check, every, need, noneBefore, some } from '../../judge/vocabulary/index.ts'
import type { Trace } from '../../judge/trace.ts'
import { textArrives } from '../text-arrives.ts'

const queries = (trace: Trace) => about(asks(trace, 'capability'), impsAddressOf(trace, 'bob'))

export default defineCase({
  id: 'CAP-01',
  title: 'asks for the capabilities of the IMPS client when it receives an INVITE',
  group: 'capability',
  class: 'mandatory',
  purpose:
    'IMPS knows no sessions, so nobody there has agreed to one. Before the IWF agrees in the name of the IMPS user it ' +
    'has to ask the IMPS server who that user is and what his client can do.',
  when: [['ICS-01']],
  ambiguities: ['AMB-02'],
  catches: ['never-asks-capability'],
  ladder: `
    alice              IWF            imps.example
      INVITE --------->|--- capability query --->|
                       |<-- capability answer ---|
      <--------- 200   |                         |
      SEND "Hello" --->|--- SendMessage -------->|`,
  given: 'P1',
  cast: make => ({ alice: make.simple({ name: 'alice' }), bob: make.imps({ name: 'bob' }) }),
  async script({ cast: { alice, bob }, imps, text, mark }) {
    const call = mark('invite', alice.invite(bob))
    await call.accepted()
    await call.bind()
    mark('hello', call.send(text('Hello Bob')))
    await imps.asked('message', bob)
  },
  checks: [
    check('R-01', 'no 2xx before a capability query about the IMPS user', trace =>
      noneBefore('2xx', acceptancesOf(trace, inviteOf(trace)), queries(trace)[0], 'capability query'),
    ),
    check('R-04', 'the INVITE, which offers a messaging session, causes a query', trace =>
      some(trace, 'capability query', queries(trace), {
        after: inviteOf(trace),
        within: trace.bounds.queryAfterInvite,
      }),
    ),
    check('R-21', 'the query is answered in its own transaction, and the 2xx follows', trace => {
      const query = need(queries(trace)[0], 'capability query')
      const after = need(lastAnswer(trace), 'answer to it')
      return allOf(
        every('status 200 in the transaction of the query', answersOf(trace, query), answer => answer.status === 200),
        acceptedBy(trace, inviteOf(trace), { after, within: trace.bounds.acceptanceAfterAnswer }),
      )
    }),
    check('R-15', 'the session can be used: its text reaches the IMPS user', trace =>
      textArrives(trace, trace.text('Hello Bob'), 'hello'),
    ),
  ],
})
