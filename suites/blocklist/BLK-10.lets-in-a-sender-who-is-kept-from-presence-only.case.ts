import { defineCase } from '../../engine/case.ts'
import { set } from '../../fixtures/expectations/expectation-set.ts'
import { readsPresence } from '../../judge/readers/capability-source.ts'
import { negotiationWith } from '../../judge/readers/negotiation.ts'
import { answerTo, answersTo } from '../../judge/readers/ssp.ts'
import { check, every, finalIn, irrelevant } from '../../judge/vocabulary/index.ts'

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
    check('R-07', 'is told that the sender is not blocked for messages', trace => {
      const blocks = [...answersTo(trace, 'block'), ...answersTo(trace, 'capability')].filter(
        ({ message }) => (message.answer?.blocks.length ?? 0) > 0,
      )
      // Whoever refuses on the first answer does not wait for this one.
      const call = negotiationWith(trace, 'bob')
      if (blocks.length === 0 && call.final) return irrelevant('decided before the block status was told')
      return every('not blocked, and granted', blocks, ({ answer }) =>
        (answer?.blocks ?? []).every(({ blocked, granted }) => !blocked && granted),
      )
    }),
    check('R-07', 'lets the sender in', trace => {
      const expected = readsPresence(trace, 'bob') ? OR_UNAVAILABLE : LET_IN
      const within = trace.bounds.finalAfterInvite
      return finalIn(trace, negotiationWith(trace, 'bob'), expected, answerTo(trace, 'capability'), within)
    }),
  ],
})
