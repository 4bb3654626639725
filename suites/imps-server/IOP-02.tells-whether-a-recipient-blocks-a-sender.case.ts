import { defineServerCase } from '../../engine/server-case.ts'
import { accessVectors, blockStatus, type AccessVector } from '../../fixtures/access-rule.ts'
import { set } from '../../fixtures/expectations/expectation-set.ts'
import { sameUser } from '../../judge/readers/ssp.ts'
import { check, cite, exactly, need, satisfied, violated } from '../../judge/vocabulary/index.ts'
import { answersOnce, answersWith, serverAnswer } from './server-answer.ts'

const accepts = ({ blocked, granted }: { readonly blocked: boolean; readonly granted: boolean }) => !blocked && granted

export default defineServerCase({
  id: 'IOP-02',
  title: 'tells a gateway whether a recipient has blocked a sender',
  class: 'mandatory',
  purpose:
    'The normative sentence that binds IMPS servers: a query and response that tell whether a recipient has blocked a ' +
    'sender. All combinations of block and grant list are asked about, and nothing but the answer to the question may ' +
    'come back.',
  when: [['SICS-04', 'SICS-05']],
  ambiguities: ['AMB-08', 'AMB-27'],
  catches: ['server-without-queries', 'server-ignores-lists', 'server-leaks-lists'],
  ladder: `
    IWF (harness)                IMPS server
      block query  --------------->|   has this recipient blocked alice?
      <----------  Response 200    |   blocked, granted`,
  // Named so that the rows stand in the order of the table: keys like array indices would come first.
  rows: Object.fromEntries(accessVectors.map(vector => [`lists-${vector.id}`, vector])),
  cast: (make, { id }) => ({ sender: make.listedSender(), recipient: make.vector(id) }),
  async script({ cast: { sender, recipient }, gateway, mark }) {
    await mark('query', gateway.asks('block', { requester: sender, targets: [recipient.uri] })).answered()
  },
  checks: [
    check('R-23', 'one answer in the transaction of the query', trace => answersOnce(trace, 'query')),
    check('R-23', 'the question is answered, whatever the answer', trace =>
      answersWith(trace, 'query', trace.cast['recipient'] ?? '', set('answered', [200], [200])),
    ),
    check<AccessVector>('R-23', 'the answer lets the sender in exactly when the lists do', (trace, vector) => {
      const answer = serverAnswer(trace, 'query')
      const recipient = trace.cast['recipient'] ?? ''
      const told = need(
        answer.message.answer?.blocks.find(({ userId }) => sameUser(userId, recipient)),
        'block status of the recipient',
      )
      const due = blockStatus(vector)
      return accepts(told) === accepts(due)
        ? satisfied(...cite('effect', answer))
        : violated(
            `blocked ${told.blocked ? 'Yes' : 'No'}, granted ${told.granted ? 'Yes' : 'No'}, but the lists ${vector.denies ? 'refuse' : 'accept'} the sender`,
            ...cite('offends', answer),
          )
    }),
    check('R-24', 'it names the recipient and nobody else', trace => {
      const answer = serverAnswer(trace, 'query')
      const recipient = trace.cast['recipient'] ?? ''
      const others = (answer.message.answer?.blocks ?? []).filter(({ userId }) => !sameUser(userId, recipient))
      return exactly(trace, 0, 'other user in the answer', others.length > 0 ? [answer] : [], {
        after: need(trace.mark('query'), 'query'),
        within: trace.bounds.sspAnswer,
      })
    }),
  ],
})
