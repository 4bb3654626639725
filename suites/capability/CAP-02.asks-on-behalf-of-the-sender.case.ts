import { defineCase } from '../../engine/case.ts'
import { inPlaceOf } from '../../fixtures/mappings/addresses-in-run.ts'
import { rawSpecials, sameWv, toWvVectors, type ToWvVector } from '../../fixtures/mappings/addresses.ts'
import { inviteOf } from '../../judge/readers/negotiation.ts'
import { asks, requesterOf, sspFromIwf } from '../../judge/readers/ssp.ts'
import { impsAddressOf } from '../../judge/readers/users.ts'
import type { Trace } from '../../judge/trace.ts'
import { check, every, irrelevant, need, type Finding } from '../../judge/vocabulary/index.ts'

const own: ToWvVector = { sip: 'sip:alice@sip.example', wv: ['wv:alice@sip.example'], refusals: [], note: 'identity' }

/** Every address of a SIMPLE user that can be mapped (`simple-iwf` §8.4); those of IMPS users are for USR-08. */
const senders = [own, ...toWvVectors.filter(({ sip, wv }) => wv.length > 0 && !/@imps\.example/i.test(sip))]

const rows: Readonly<Record<string, ToWvVector>> = Object.fromEntries(
  senders.map((vector, index) => [index === 0 ? 'plain' : `${index}-${vector.note.replaceAll(/\W+/g, '-')}`, vector]),
)

const queries = (trace: Trace) => asks(trace, 'capability')

/** What stands raw beyond ASCII is tolerated in XML. */
const escaped = (trace: Trace): Finding => {
  const finding = every('escaped as an IMPS address', queries(trace), (_, query) => {
    const requester = requesterOf(query)
    return requester !== '' && !/^sips?:/i.test(requester) && rawSpecials(requester).forbidden === ''
  })
  const raw = queries(trace).some(query => rawSpecials(requesterOf(query)).tolerated !== '')
  return finding.outcome === 'satisfied' && raw
    ? { ...finding, matched: 'lenient', remark: 'characters beyond ASCII stand raw in the address' }
    : finding
}

/**
 * AMB-20: the identity that counts is the asserted one where the vendor lets the harness be a trusted hop (PIXIT
 * TRUSTED_HOPS), and From where he does not; the other of the two is somebody else.
 */
export default defineCase({
  id: 'CAP-02',
  title: 'asks on behalf of the SIMPLE user',
  group: 'capability',
  class: 'mandatory',
  purpose:
    'What an IMPS user shows of himself depends on who asks. So the query must name the SIMPLE user who wants to talk, ' +
    'by the identity that his network asserts, in the words of IMPS, and not the IWF or whatever stands in From.',
  when: [['ICS-01']],
  ambiguities: ['AMB-20'],
  catches: ['foreign-requester', 'raw-specials', 'forwards-password', 'decodes-twice'],
  ladder: `
    alice              IWF            imps.example
      INVITE --------->|--- capability query --->|
      P-Asserted-Identity: alice                 |  Requestor: wv:alice
      From: ali-alias                            |`,
  given: 'P1',
  rows,
  cast: make => ({
    alice: make.simple({ name: 'alice' }),
    alias: make.nobody({ name: 'ali-alias', side: 'simple' }),
    place: make.nobody({ name: 'place', side: 'simple' }),
    bob: make.imps({ name: 'bob' }),
  }),
  async script({ cast: { alice, alias, place, bob }, row, statements, mark }) {
    const sender = inPlaceOf(row.sip, place.uri)
    const trusted = statements.TRUSTED_HOPS !== 'NONE'
    const asserted = trusted ? sender : alias.uri
    const headers = [['P-Asserted-Identity', `<${asserted}>`]] as const
    await mark('invite', alice.invite(bob, { from: trusted ? alias.uri : sender, headers })).final()
  },
  checks: [
    check<ToWvVector>(
      'R-02',
      'the requester of the capability query is the SIMPLE user who counts',
      (trace, { wv }) => {
        const wanted = wv.map(address => inPlaceOf(address, impsAddressOf(trace, 'place')))
        const holds = (requester: string) => wanted.some(one => sameWv(requester, one))
        return every(`requester ${wanted.join(' or ')}`, queries(trace), (_, query) => holds(requesterOf(query)))
      },
    ),
    check('R-36', 'the requester is written as an IMPS address, with its specials escaped', escaped),
    check<ToWvVector>('R-36', 'what is secret in his SIP address stays on the SIP side', (trace, { secret }) => {
      if (secret === undefined) return irrelevant('nothing is secret in this address')
      const documents = sspFromIwf(trace).filter(({ at }) => at >= inviteOf(trace).at)
      need(documents[0], 'SSP document')
      return every('no word of it', documents, (_, { octets }) => !octets.includes(secret))
    }),
  ],
})
