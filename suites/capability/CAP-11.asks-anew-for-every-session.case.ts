import { defineCase } from '../../engine/case.ts'
import { capabilities } from '../../fixtures/capabilities.ts'
import { offers } from '../../fixtures/offers.ts'
import { acceptanceOf, inviteOf } from '../../judge/readers/negotiation.ts'
import { promises } from '../../judge/readers/sdp.ts'
import { since } from '../../judge/readers/sip.ts'
import { asks } from '../../judge/readers/ssp.ts'
import { about, impsAddressOf } from '../../judge/readers/users.ts'
import type { Trace } from '../../judge/trace.ts'
import { check, cite, irrelevant, prefer, satisfied, some, type Finding } from '../../judge/vocabulary/index.ts'
import { promised } from '../promise-of-answer.ts'

const pngPromised = (trace: Trace, label: string) =>
  promised(trace, `image/png promised in answer to the ${label} INVITE`, media => promises(media, 'image/png'), label)

/** Within the declared lifetime of a cache the earlier answer may be used (AMB-02); the sessions follow at once. */
const unlessCached = (trace: Trace, wanted: Finding) =>
  prefer(
    wanted,
    trace.claims('ICS-07')
      ? satisfied(...cite('effect', acceptanceOf(trace, 'second')))
      : irrelevant('no cache is declared (ICS-07)'),
    'answered from the declared cache (ICS-07)',
  )

export default defineCase({
  id: 'CAP-11',
  title: 'asks anew for every session',
  group: 'capability',
  class: 'mandatory',
  purpose:
    'People change their telephones, and log in from other ones. What was true of the client in the last session may ' +
    'be false in the next, so an IWF may not answer from memory unless it says that it does.',
  when: [['ICS-01']],
  ambiguities: ['AMB-02'],
  catches: ['stale-capabilities', 'promises-missing-types'],
  ladder: `
    alice              IWF            imps.example
      INVITE --------->|--- capability query --->|
      <-- 200 text     |<-- text ----------------|
      BYE ------------>|                         |
      INVITE --------->|--- capability query --->|
      <-- 200 text, image/png  <-- text, png ----|`,
  given: 'P1',
  cast: make => ({ alice: make.simple({ name: 'alice' }), bob: make.imps({ name: 'bob' }) }),
  async script({ cast: { alice, bob }, mark }) {
    const first = mark('first', alice.invite(bob, { offer: offers.textAndPng }))
    await first.accepted()
    await first.bye().answered()
    bob.update({ ...bob.data, clients: [capabilities.textAndPng] })
    await mark('second', alice.invite(bob, { offer: offers.textAndPng })).accepted()
  },
  checks: [
    check('R-08', 'the first answer promises no picture, which the first client does not take', trace =>
      promised(trace, 'image/png not promised', media => !promises(media, 'image/png'), 'first'),
    ),
    check('R-01', 'a capability query for the second INVITE', trace => {
      const after = inviteOf(trace, 'second')
      const queries = since(about(asks(trace, 'capability'), impsAddressOf(trace, 'bob')), after)
      const query = some(trace, 'capability query', queries, { after, within: trace.bounds.queryAfterInvite })
      return unlessCached(trace, query)
    }),
    check('R-08', 'the second answer promises pictures, which the second client takes', trace =>
      unlessCached(trace, pngPromised(trace, 'second')),
    ),
  ],
})
