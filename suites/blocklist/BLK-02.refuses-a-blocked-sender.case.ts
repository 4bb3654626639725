import { defineCase } from '../../engine/case.ts'
import { E } from '../../fixtures/expectations/sets.ts'
import { check } from '../../judge/vocabulary/index.ts'
import type { ImpsUserData } from '../../simulators/imps/interface.ts'
import { newSession, probeText } from '../liveness.ts'
import { nothingForwarded, refusalWithoutSdp, refusedByLists } from '../refused-by-lists.ts'

/** How the IMPS server tells of the block: as the block status asked for, or by 532 in the place of capabilities. */
const rows: Readonly<Record<string, Required<Pick<ImpsUserData, 'refusalForm'>>>> = {
  'as-block-status': { refusalForm: 'status' },
  'capabilities-withheld': { refusalForm: 'withheld' },
}

export default defineCase({
  id: 'BLK-02',
  title: 'refuses a sender whom the IMPS user blocks',
  group: 'blocklist',
  class: 'mandatory',
  purpose:
    'Somebody who is blocked must not get a session, and nothing of his may reach the user who blocks him. ' +
    'BLK-03 is the control: it shows that this IWF does not simply refuse everybody.',
  when: [
    ['ICS-01', 'ICS-03'],
    ['ICS-01', 'ICS-04'],
  ],
  ambiguities: ['AMB-07'],
  catches: ['ignores-block-answer', 'grant-beats-block'],
  ladder: `
    alice              IWF            imps.example
      INVITE carol --->|--- block status? ------>|
                       |<-- blocked -------------|
      <--------- 403   |                         |  no message
      INVITE probe --->|--- message probe ------>|`,
  given: 'P1',
  rows,
  cast: (make, { refusalForm }) => ({
    alice: make.simple({ name: 'alice' }),
    carol: make.imps({
      name: 'carol',
      lists: { blockInUse: true, blocked: true, grantInUse: false, granted: false },
      refusalForm,
    }),
    probe: make.imps({ name: 'probe' }),
  }),
  async script({ cast: { alice, carol, probe }, mark, quiet, ...script }) {
    await mark('invite', alice.invite(carol)).final()
    await quiet('after the refusal', { shows: probeText(script), probe: () => newSession(script, alice, probe) })
  },
  checks: [
    check('R-12', 'refuses because the sender is blocked', trace => refusedByLists(trace, 'carol', E.BLOCKED.invite)),
    check('R-12', 'no message goes to the user who blocks', trace =>
      nothingForwarded(trace, 'carol', 'after the refusal'),
    ),
    check('R-12', 'the refusal shows no SDP', refusalWithoutSdp),
  ],
})
