import { defineServerCase } from '../../engine/server-case.ts'
import { set, type ExpectationSet } from '../../fixtures/expectations/expectation-set.ts'
import { sameUser } from '../../judge/readers/ssp.ts'
import { check, cite, irrelevant, satisfied, violated } from '../../judge/vocabulary/index.ts'
import { answersOnce, answersWith, OFFLINE_USER, serverAnswer, UNKNOWN_USER } from './server-answer.ts'

interface Sort {
  readonly who: 'SICS-01' | 'SICS-02' | 'nobody'
  readonly expected: ExpectationSet
}

export default defineServerCase({
  id: 'IOP-01',
  title: 'tells a gateway the capabilities of its users',
  class: 'mandatory',
  purpose:
    'A gateway has to know what the client of an IMPS user can take before it promises anything to a SIMPLE user. The ' +
    'change request makes the exchange of this information a duty of the IMPS system as much as of the gateway.',
  catches: ['server-without-queries', 'server-knows-everybody'],
  ladder: `
    IWF (harness)                IMPS server
      capability query  ---------->|   on behalf of alice
      <----------  Response        |   list, 533 or 531`,
  rows: {
    online: { who: 'SICS-01', expected: set('answered', [200], [200]) },
    // The list may be that of the last session, marked as not online (imps-ssp §14.2).
    offline: { who: 'SICS-02', expected: set('offline', [533], [...OFFLINE_USER.strict, 200], OFFLINE_USER.lenient) },
    unknown: { who: 'nobody', expected: UNKNOWN_USER },
  } satisfies Readonly<Record<string, Sort>>,
  rowNeeds: { offline: ['SICS-02'] },
  cast: (make, { who }) => ({
    alice: make.requester(),
    target: who === 'nobody' ? make.nobody() : make.provisioned(who),
  }),
  async script({ cast: { alice, target }, gateway, mark }) {
    await mark('query', gateway.asks('capability', { requester: alice, targets: [target.uri] })).answered()
  },
  checks: [
    check('R-21', 'one answer in the transaction of the query', trace => answersOnce(trace, 'query')),
    check<Sort>('R-21', 'its code is that of the user’s state', (trace, { expected }) =>
      answersWith(trace, 'query', trace.cast['target'] ?? '', expected),
    ),
    check<Sort>('R-21', 'of a user who is online it holds a capability list', (trace, { who }) => {
      if (who !== 'SICS-01') return irrelevant('the user is not online')
      const answer = serverAnswer(trace, 'query')
      const target = trace.cast['target'] ?? ''
      const clients = (answer.message.answer?.clients ?? []).filter(({ userId }) => sameUser(userId, target))
      return clients.some(({ capabilities }) => capabilities !== undefined)
        ? satisfied(...cite('effect', answer))
        : violated('no capability list of the user', ...cite('offends', answer))
    }),
  ],
})
