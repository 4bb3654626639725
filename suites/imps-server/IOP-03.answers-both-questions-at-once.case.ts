import { defineServerCase } from '../../engine/server-case.ts'
import { accessVectors, type AccessVector } from '../../fixtures/access-rule.ts'
import { sameUser } from '../../judge/readers/ssp.ts'
import { check, cite, need, satisfied, should, violated } from '../../judge/vocabulary/index.ts'
import { answersOnce, serverAnswer } from './server-answer.ts'

/** Nobody on any list; blocked; missing on the grant list. */
const asked = ['0000', '1100', '0010']

export default defineServerCase({
  id: 'IOP-03',
  title: 'answers a combined capability and block query',
  class: 'mandatory',
  purpose:
    'The block status may be part of the capability query. A server that leaves the block part out is asked again by a ' +
    'separate query, so that is a warning; a wrong answer is not.',
  when: [['SICS-04', 'SICS-05']],
  ambiguities: ['AMB-09', 'AMB-25'],
  catches: ['server-without-queries', 'server-ignores-lists'],
  ladder: `
    IWF (harness)                       IMPS server
      capability query, with block status  ->|
      <-------------------------  Response   |   capabilities, BlockStatus`,
  rows: Object.fromEntries(accessVectors.filter(({ id }) => asked.includes(id)).map(vector => [vector.id, vector])),
  cast: (make, { id }) => ({ sender: make.listedSender(), recipient: make.vector(id) }),
  async script({ cast: { sender, recipient }, gateway, mark }) {
    await mark('query', gateway.asks('both', { requester: sender, targets: [recipient.uri] })).answered()
  },
  checks: [
    check('R-06', 'one answer in the transaction of the query', trace => answersOnce(trace, 'query')),
    check<AccessVector>(
      'R-23',
      'it is no answer that lets a refused sender in, or keeps an accepted one out',
      (trace, vector) => {
        const answer = serverAnswer(trace, 'query')
        const recipient = trace.cast['recipient'] ?? ''
        const told = answer.message.answer?.blocks.find(({ userId }) => sameUser(userId, recipient))
        const withheld = answer.message.result?.details.some(({ code }) => code === 532 || code === 534) ?? false
        const accepted = told ? !told.blocked && told.granted : !withheld
        // Without a block part nothing is said about the lists, which the next check is about.
        if (!told && !withheld)
          return answer.message.status === 200
            ? satisfied(...cite('effect', answer))
            : violated(`${answer.message.status} answers neither question`, ...cite('offends', answer))
        return accepted === !vector.denies
          ? satisfied(...cite('effect', answer))
          : violated(`the lists ${vector.denies ? 'refuse' : 'accept'} the sender`, ...cite('offends', answer))
      },
    ),
    should('R-06', 'it says whether the sender is blocked', trace => {
      const answer = serverAnswer(trace, 'query')
      const recipient = trace.cast['recipient'] ?? ''
      const said =
        answer.message.answer?.blocks.some(({ userId }) => sameUser(userId, recipient)) === true ||
        answer.message.result?.details.some(({ code }) => code === 532 || code === 534) === true
      return said
        ? satisfied(...cite('effect', need(answer, 'answer')))
        : violated('no block part', ...cite('offends', answer))
    }),
  ],
})
