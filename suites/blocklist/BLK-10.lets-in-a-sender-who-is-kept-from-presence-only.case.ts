import { defineCase } from '../../engine/case.ts'
import { set } from '../../fixtures/expectations/expectation-set.ts'
import { readsPresence } from '../../judge/readers/capability-source.ts'
import { negotiationWith } from '../../judge/readers/negotiation.ts'
import { answerTo } from '../../judge/readers/ssp.ts'
import { check, finalIn } from '../../judge/vocabulary/index.ts'

const LET_IN = set('lets in', [200], [200])
const OR_UNAVAILABLE = set('lets in, or unavailable where only presence tells', [200], [200], [480])

export default defineCase({
  id: 'BLK-10',
  title: 'lets in a sender who is kept from presence only',
  group: 'blocklist',
  class: 'mandatory',
  purpose:
    'A user may hide from somebody whether he is there, and take his messages all the same. Only what he decides about ' +
    'messages may keep a session from beginning; where presence is all that the IWF reads, text is what it can offer.',
  when: [
    ['ICS-01', 'ICS-03'],
    ['ICS-01', 'ICS-04'],
  ],
  catches: ['presence-block-refuses'],
  ladder: `
    alice              IWF            imps.example
      INVITE bob ----->|--- capability query --->|
                       |<-- (presence withheld) -|
                       |--- block status? ------>|
                       |<-- blocked=No ----------|  for messages
      <--------- 200   |                         |`,
  given: 'P1',
  cast: make => ({ alice: make.simple({ name: 'alice' }), bob: make.imps({ name: 'bob', presence: 'withheld' }) }),
  async script({ cast: { alice, bob }, mark }) {
    await mark('invite', alice.invite(bob)).final()
  },
  checks: [
    check('R-07', 'lets the sender in, whom nothing blocks for messages', trace => {
      const expected = readsPresence(trace, 'bob') ? OR_UNAVAILABLE : LET_IN
      const within = trace.bounds.finalAfterInvite
      return finalIn(trace, negotiationWith(trace, 'bob'), expected, answerTo(trace, 'capability'), within)
    }),
  ],
})
