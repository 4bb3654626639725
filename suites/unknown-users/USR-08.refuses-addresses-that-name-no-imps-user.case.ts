import { defineCase } from '../../engine/case.ts'
import { set } from '../../fixtures/expectations/expectation-set.ts'
import {
  namelessVectors,
  rawSpecials,
  sameWv,
  toWvVectors,
  type ToWvVector,
} from '../../fixtures/mappings/addresses.ts'
import { inPlaceOf } from '../../fixtures/mappings/addresses-in-run.ts'
import { inviteOf } from '../../judge/readers/negotiation.ts'
import { finalTo } from '../../judge/readers/sip.ts'
import { asks, targetOf, type WithSsp } from '../../judge/readers/ssp.ts'
import { impsAddressOf } from '../../judge/readers/users.ts'
import type { Trace } from '../../judge/trace.ts'
import { check, every, finalIn, irrelevant, none, violated } from '../../judge/vocabulary/index.ts'
import { newSession, probeText } from '../liveness.ts'

/** Addresses of nobody, and as a control those of the same domain that can be mapped: the server knows none of them. */
const addressed = [
  ...toWvVectors.filter(({ sip, wv }) => wv.length === 0 || /@imps\.example/i.test(sip)),
  ...namelessVectors,
]

const rows: Readonly<Record<string, ToWvVector>> = Object.fromEntries(
  addressed.map((vector, index) => [`${index + 1}-${vector.wv.length === 0 ? 'nobody' : 'mapped'}`, vector]),
)

/** What nobody has is refused in one of many ways, none of which is a fault of the server. */
const REFUSED = set(
  'names no IMPS user',
  [404],
  [400, 404, 414, 416, 484, 604],
  [],
  [{ when: 'ICS-08', add: [403, 480, 603] }],
)

/** Users whom the IMPS side was asked about. */
const targets = (seen: WithSsp) => [...asks(seen, 'capability'), ...asks(seen, 'block'), ...asks(seen, 'message')]

const isMalformed = (address: string): boolean =>
  address === '' || rawSpecials(address).forbidden !== '' || /^(wv:)?@/i.test(address)

const ofProbe = (trace: Trace, address: string): boolean => sameWv(address, impsAddressOf(trace, 'probe'))

/** To ask the IMPS side about a SIMPLE user is a fault that BLK-06 is for. */
const ofSimpleUser = ({ domains }: Trace, address: string): boolean => address.toLowerCase().endsWith(`@${domains.sip}`)

export default defineCase({
  id: 'USR-08',
  title: 'refuses addresses that name no IMPS user, and lets nothing malformed through',
  group: 'unknown-users',
  class: 'mandatory',
  purpose:
    'A SIP address may hold what an IMPS address cannot: controls, octets that are no text, quotes that would end an XML ' +
    'attribute, or no user at all. The IWF refuses those; what it can map goes out escaped, once.',
  when: [['ICS-01']],
  catches: ['forwards-raw-user-part'],
  ladder: `
    alice              IWF            imps.example
      INVITE x%00y --->|                         |  nothing
      <--------- 404   |                         |
      INVITE bob?… --->|--- query wv:bob ------->|  or 400
      <--------- 404   |<-- 531 unknown user ----|`,
  given: 'P1',
  rows,
  cast: make => ({
    alice: make.simple({ name: 'alice' }),
    place: make.nobody({ name: 'place' }),
    probe: make.imps({ name: 'probe' }),
  }),
  async script({ cast: { alice, place, probe }, row, mark, quiet, ...script }) {
    // To may say anything, and a malformed one would be a fault of its own.
    await mark('invite', alice.invite(inPlaceOf(row.sip, place.sipUri), { to: place.sipUri })).final()
    await quiet('after the refusal', { shows: probeText(script), probe: () => newSession(script, alice, probe) })
  },
  checks: [
    check<ToWvVector>('R-36', 'refuses the INVITE, and not as a fault of its own', trace => {
      const invite = inviteOf(trace)
      const final = finalTo(trace, invite)
      return finalIn(trace, { invite, final }, REFUSED, invite, trace.bounds.finalAfterInvite)
    }),
    check<ToWvVector>('R-36', 'asks about nobody where the address cannot be mapped', (trace, { wv, sip }) => {
      if (wv.length > 0) return irrelevant('the address can be mapped')
      // So long a name is only unlikely: to ask for it is as good as to refuse it.
      if (/u{300}/.test(sip)) return irrelevant('whether there is such a user is for the server to say')
      const others = (seen: WithSsp) =>
        targets(seen).filter(query => !ofProbe(trace, targetOf(query)) && !ofSimpleUser(trace, targetOf(query)))
      return none(trace, 'query', others, inviteOf(trace), 'after the refusal')
    }),
    check<ToWvVector>('R-36', 'asks about the mapped address where it can be mapped', (trace, { wv, refusals }) => {
      if (wv.length === 0) return irrelevant('the address cannot be mapped')
      const wanted = wv.map(address => inPlaceOf(address, impsAddressOf(trace, 'place')))
      const queries = asks(trace, 'capability').filter(query => !ofProbe(trace, targetOf(query)))
      const status = finalTo(trace, inviteOf(trace))?.message.status ?? 0
      if (queries.length === 0 && refusals.includes(status)) return irrelevant('refused before it was mapped')
      if (queries.length === 0) return violated('no capability query about the user')
      return every(wanted.join(' or '), queries, (_, query) => wanted.some(one => sameWv(targetOf(query), one)))
    }),
    check<ToWvVector>('R-40', 'lets no malformed address through to the IMPS side', trace => {
      const malformed = (seen: WithSsp) => targets(seen).filter(query => isMalformed(targetOf(query)))
      return none(trace, 'malformed address', malformed, inviteOf(trace), 'after the refusal')
    }),
  ],
})
