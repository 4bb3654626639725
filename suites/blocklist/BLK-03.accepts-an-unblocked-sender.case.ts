import { defineCase } from '../../engine/case.ts'
import { E } from '../../fixtures/expectations/sets.ts'
import { inviteOf, negotiationWith } from '../../judge/readers/negotiation.ts'
import { acceptance, check } from '../../judge/vocabulary/index.ts'
import { refusedByLists } from '../refused-by-lists.ts'

export default defineCase({
  id: 'BLK-03',
  title: 'accepts the same sender for a user who does not block',
  group: 'blocklist',
  class: 'mandatory',
  purpose:
    'The control for BLK-02: directly after a refusal by a user who blocks, the same sender gets through to one who ' +
    'does not. Without it, an IWF that refuses everybody would look as if it obeyed block lists; and one that accepts ' +
    'everybody is no control either.',
  when: [
    ['ICS-01', 'ICS-03'],
    ['ICS-01', 'ICS-04'],
  ],
  catches: ['refuses-everybody'],
  ladder: `
    alice              IWF            imps.example
      INVITE carol --->|--- block status? ------>|
      <--------- 403   |<-- blocked -------------|
      INVITE bob ----->|--- block status? ------>|
      <--------- 200   |<-- not blocked ---------|`,
  given: 'P1',
  cast: make => ({
    alice: make.simple({ name: 'alice' }),
    carol: make.imps({
      name: 'carol',
      lists: { blockInUse: true, blocked: true, grantInUse: false, granted: false },
    }),
    bob: make.imps({ name: 'bob' }),
  }),
  async script({ cast: { alice, carol, bob }, mark }) {
    await mark('blocked', alice.invite(carol)).final()
    await mark('invite', alice.invite(bob)).accepted()
  },
  checks: [
    check('R-12', 'has just refused the same sender because he is blocked', trace =>
      refusedByLists(trace, 'carol', E.BLOCKED.invite, 'blocked'),
    ),
    check('R-12', 'accepts the session', trace => {
      const after = inviteOf(trace)
      const { spoiledBy } = negotiationWith(trace, 'bob')
      return acceptance(trace, after, { after, within: trace.bounds.finalAfterInvite }, spoiledBy)
    }),
  ],
})
