import { defineCase } from '../../engine/case.ts'
import { rawSpecials } from '../../fixtures/mappings/addresses.ts'
import { asks, requesterOf, sameUser } from '../../judge/readers/ssp.ts'
import { impsAddressOf } from '../../judge/readers/users.ts'
import { check, every } from '../../judge/vocabulary/index.ts'

/** AMB-20: the asserted identity counts, because the peer of the harness is a trusted hop (PIXIT TRUSTED_HOPS). */
export default defineCase({
  id: 'CAP-02',
  title: 'asks on behalf of the SIMPLE user',
  group: 'capability',
  class: 'mandatory',
  purpose:
    'What an IMPS user shows of himself depends on who asks. So the query must name the SIMPLE user who wants to talk, ' +
    'by the identity that his network asserts, and not the IWF or whatever the sender wrote into From.',
  ambiguities: ['AMB-20'],
  catches: ['foreign-requester'],
  ladder: `
    alice              IWF            imps.example
      INVITE --------->|--- capability query --->|
      P-Asserted-Identity: alice                 |  Requestor: wv:alice
      From: ali-alias                            |`,
  given: 'P1',
  cast: make => ({
    alice: make.simple({ name: 'alice' }),
    alias: make.nobody({ name: 'ali-alias', side: 'simple' }),
    bob: make.imps({ name: 'bob' }),
  }),
  async script({ cast: { alice, alias, bob }, mark }) {
    await mark('invite', alice.invite(bob, { from: alias.uri })).final()
  },
  checks: [
    check('R-02', 'the requester of the capability query is the asserted SIMPLE user', trace => {
      const alice = impsAddressOf(trace, 'alice')
      return every(`requester ${alice}`, asks(trace, 'capability'), (_, query) => sameUser(requesterOf(query), alice))
    }),
    check('R-36', 'the requester is written as an IMPS address, not as a SIP URI', trace =>
      every('an IMPS address', asks(trace, 'capability'), (_, query) => {
        const requester = requesterOf(query)
        return requester !== '' && !/^sips?:/i.test(requester) && rawSpecials(requester).forbidden === ''
      }),
    ),
  ],
})
