import { defineCase } from '../../engine/case.ts'
import { inviteOf } from '../../judge/readers/negotiation.ts'
import { asksBlockStatus, sameUser } from '../../judge/readers/ssp.ts'
import { impsAddressOf } from '../../judge/readers/users.ts'
import { acceptance, check, every } from '../../judge/vocabulary/index.ts'

/**
 * The swapped question, whether alice has blocked bob, is answered 531 by the IMPS server: alice is not its user. So an
 * IWF that swaps the pair shows in its query, and in a session that it refuses for no reason.
 */
export default defineCase({
  id: 'BLK-06',
  title: 'asks whether the recipient blocks the sender, and not the reverse',
  group: 'blocklist',
  class: 'mandatory',
  purpose:
    'Blocking has a direction. That bob does not mind alice says nothing about whether alice minds bob, and an IWF ' +
    'that asks about the wrong one lets blocked people in and keeps others out.',
  when: [
    ['ICS-01', 'ICS-03'],
    ['ICS-01', 'ICS-04'],
  ],
  catches: ['swapped-pair'],
  ladder: `
    alice              IWF            imps.example
      INVITE bob ----->|--- has bob blocked alice? -->|
                       |<-- no -----------------------|
      <--------- 200   |                              |`,
  given: 'P1',
  cast: make => ({ alice: make.simple({ name: 'alice' }), bob: make.imps({ name: 'bob' }) }),
  async script({ cast: { alice, bob }, mark }) {
    await mark('invite', alice.invite(bob)).final()
  },
  checks: [
    check('R-05', 'the recipient asked about is the IMPS user', trace => {
      const bob = impsAddressOf(trace, 'bob')
      return every(
        `recipient ${bob}`,
        asksBlockStatus(trace),
        ({ targets }) => targets.length > 0 && targets.every(target => sameUser(target, bob)),
      )
    }),
    check('R-02', 'the sender asked about is the SIMPLE user', trace => {
      const alice = impsAddressOf(trace, 'alice')
      return every(`sender ${alice}`, asksBlockStatus(trace), ({ sender, requester }) =>
        sameUser(sender === '' ? requester : sender, alice),
      )
    }),
    check('R-05', 'the session is accepted', trace => {
      const after = inviteOf(trace)
      return acceptance(trace, after, { after, within: trace.bounds.finalAfterInvite })
    }),
  ],
})
