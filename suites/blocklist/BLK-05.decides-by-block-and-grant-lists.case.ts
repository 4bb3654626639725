import { defineCase } from '../../engine/case.ts'
import { accessVectors, type AccessVector } from '../../fixtures/access-rule.ts'
import { E } from '../../fixtures/expectations/sets.ts'
import { check, irrelevant } from '../../judge/vocabulary/index.ts'
import { acceptedAfterAnswer } from '../accepted-after-answer.ts'
import { newSession, probeText } from '../liveness.ts'
import { nothingForwarded, refusedByLists } from '../refused-by-lists.ts'

/** Block list in use, sender on it, grant list in use, sender on it: `lists-0110`. 9 of the 16 are let in. */
const rows: Readonly<Record<string, AccessVector>> = Object.fromEntries(
  accessVectors.map(vector => [`lists-${vector.id}`, vector]),
)

export default defineCase({
  id: 'BLK-05',
  title: 'accepts and refuses as the block and grant lists say',
  group: 'blocklist',
  class: 'mandatory',
  purpose:
    'Block and grant list, each in use or not, each with the sender on it or not: sixteen combinations. The block list ' +
    'wins, a grant list in use lets in only those on it, and a list that is not in use says nothing.',
  when: [
    ['ICS-01', 'ICS-03'],
    ['ICS-01', 'ICS-04'],
  ],
  ambiguities: ['AMB-08'],
  catches: ['ignores-block-answer', 'ignores-grant-list', 'grant-beats-block', 'refuses-everybody'],
  ladder: `
    alice              IWF            imps.example
      INVITE --------->|--- block status? ------>|
                       |<-- blocked, granted ----|  as the row says
      <-- 2xx or 403   |                         |`,
  given: 'P1',
  rows,
  cast: (make, { blockInUse, blocked, grantInUse, granted }) => ({
    alice: make.simple({ name: 'alice' }),
    bob: make.imps({ name: 'bob', lists: { blockInUse, blocked, grantInUse, granted } }),
    probe: make.imps({ name: 'probe' }),
  }),
  async script({ cast: { alice, bob, probe }, row, mark, quiet, ...script }) {
    await mark('invite', alice.invite(bob)).final()
    if (!row.denies) return
    await quiet('after the refusal', { shows: probeText(script), probe: () => newSession(script, alice, probe) })
  },
  checks: [
    check<AccessVector>('R-12', 'lets a sender in whom the lists let in', (trace, row) => {
      if (row.denies) return irrelevant('the lists of this row keep the sender out')
      return acceptedAfterAnswer(trace)
    }),
    check<AccessVector>('R-12', 'refuses a sender whom the block list keeps out', (trace, row) =>
      row.blockInUse && row.blocked
        ? refusedByLists(trace, 'bob', E.BLOCKED.invite)
        : irrelevant('the block list of this row does not name the sender, or is not in use'),
    ),
    check<AccessVector>('R-13', 'refuses a sender whom only the grant list keeps out', (trace, row) =>
      row.denies && !(row.blockInUse && row.blocked)
        ? refusedByLists(trace, 'bob', E.NOGRANT.invite)
        : irrelevant('it is not the grant list that decides in this row'),
    ),
    check<AccessVector>('R-12', 'nothing is forwarded for a sender who is kept out', (trace, row) =>
      row.denies
        ? nothingForwarded(trace, 'bob', 'after the refusal')
        : irrelevant('the lists of this row let the sender in'),
    ),
  ],
})
