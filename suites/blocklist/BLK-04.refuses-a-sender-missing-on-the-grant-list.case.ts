import { defineCase } from '../../engine/case.ts'
import { E } from '../../fixtures/expectations/sets.ts'
import { check } from '../../judge/vocabulary/index.ts'
import { newSession, probeText } from '../liveness.ts'
import { nothingForwarded, refusalWithoutSdp, refusedByLists } from '../refused-by-lists.ts'

export default defineCase({
  id: 'BLK-04',
  title: 'refuses a sender who is missing on a grant list in use',
  group: 'blocklist',
  class: 'mandatory',
  purpose:
    'A user with a grant list wants to hear from the people on it and from nobody else. Such a sender is not blocked, ' +
    'so an IWF that looks at blocked only lets him in.',
  when: [
    ['ICS-01', 'ICS-03'],
    ['ICS-01', 'ICS-04'],
  ],
  ambiguities: ['AMB-08'],
  catches: ['ignores-grant-list'],
  ladder: `
    alice              IWF            imps.example
      INVITE dave ---->|--- block status? -------->|
                       |<-- blocked=No granted=No -|
      <--------- 403   |                           |  no message
      INVITE probe --->|--- message probe -------->|`,
  given: 'P1',
  cast: make => ({
    alice: make.simple({ name: 'alice' }),
    dave: make.imps({
      name: 'dave',
      lists: { blockInUse: false, blocked: false, grantInUse: true, granted: false },
    }),
    probe: make.imps({ name: 'probe' }),
  }),
  async script({ cast: { alice, dave, probe }, mark, quiet, ...script }) {
    await mark('invite', alice.invite(dave)).final()
    await quiet('after the refusal', { shows: probeText(script), probe: () => newSession(script, alice, probe) })
  },
  checks: [
    check('R-13', 'refuses because the sender is not granted', trace =>
      refusedByLists(trace, 'dave', E.NOGRANT.invite),
    ),
    check('R-13', 'no message goes to the user', trace => nothingForwarded(trace, 'dave', 'after the refusal')),
    check('R-13', 'the refusal shows no SDP', refusalWithoutSdp),
  ],
})
