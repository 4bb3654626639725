import { defineCase } from '../../engine/case.ts'
import { set, union, widened, type ExpectationSet } from '../../fixtures/expectations/expectation-set.ts'
import { E } from '../../fixtures/expectations/sets.ts'
import { impsStatus, unknownCapability } from '../../fixtures/mappings/imps-status.ts'
import { readsPresence } from '../../judge/readers/capability-source.ts'
import { negotiationWith } from '../../judge/readers/negotiation.ts'
import { allows, finals } from '../../judge/readers/sip.ts'
import { answerTo } from '../../judge/readers/ssp.ts'
import type { Trace } from '../../judge/trace.ts'
import { check, every, finalIn, irrelevant } from '../../judge/vocabulary/index.ts'
import { answers } from '../../simulators/behaviour.ts'
import { EMPTY_LIST } from '../empty-capability-list.ts'
import { endsSession, statusSweep, type Sweep } from '../status-sweep.ts'

/** What the row says, with the fallback that the vendor declares where the server lacks the query (ICS-06). */
function expected(trace: Trace, { code, form }: Sweep): ExpectationSet {
  const { ics, statements } = trace
  // A DetailedResult names the user, so that the bad parameter is the address; bare, it may be anything (decision 23).
  if (code === 402 && form === 'detail') return E.ADDR.invite
  const { effect, invite } = impsStatus(code)
  if (effect === 'proceed' || (effect === 'detail' && code < 300)) return EMPTY_LIST
  if (effect === 'unknown-capability' && readsPresence(trace, 'bob')) return unknownCapability
  const declared = ics['ICS-06'] === 'ACCEPT-DEFAULT'
  if (effect === 'fallback' && declared)
    return union(`${invite.name} or the declared fallback`, invite, set('fallback', [200], [200]))
  // What announces an answer that never comes is a query without one, which the fallback may cover (AMB-03).
  return effect === 'wait' && declared && statements.QUERY_TIMEOUT === 'ACCEPT-DEFAULT'
    ? widened(`${invite.name} or the declared fallback`, invite, { lenient: [200] })
    : invite
}

export default defineCase({
  id: 'USR-07',
  title: 'maps every IMPS status of a capability answer to a fitting SIP response',
  group: 'unknown-users',
  class: 'mandatory',
  purpose:
    'IMPS and SIP both number their outcomes with three digits, and some numbers are the same with other meanings: 410 ' +
    'is "could not deliver now" here and "gone for ever" there. Each status needs a translation, not a copy.',
  when: [['ICS-01']],
  ambiguities: ['AMB-03', 'AMB-23'],
  catches: ['copies-numeric-status', 'challenge-without-header'],
  ladder: `
    alice              IWF            imps.example
      INVITE --------->|--- capability query --->|
      <--------- xxx   |<-- Status nnn ----------|  nnn alone, or in detail under 900`,
  given: 'P1',
  isolation: row => (endsSession(row) ? 'domain' : 'users'),
  rows: statusSweep,
  lasts: ({ T_CAP }, { code }) => (impsStatus(code).effect === 'wait' ? T_CAP : undefined),
  cast: (make, row) => ({
    alice: make.simple({ name: 'alice' }),
    bob: make.imps({ name: 'bob', ...(endsSession(row) ? { domain: 'own' as const } : {}) }),
  }),
  async script({ cast: { alice, bob }, mark, row }) {
    bob.on('capability', answers(row.code, row.form))
    await mark('invite', alice.invite(bob)).final()
  },
  checks: [
    check<Sweep>('R-37', 'the final response is of the row’s set', (trace, row) => {
      const answered = negotiationWith(trace, 'bob')
      const within = trace.bounds.finalAfterInvite
      return finalIn(trace, answered, expected(trace, row), answerTo(trace, 'capability'), within)
    }),
    check<Sweep>('R-37', 'it is no numeric copy where the meanings differ', (trace, { code }) =>
      impsStatus(code).numericCopyTrap
        ? every(`not ${code}`, finals(trace), ({ status }) => status !== code)
        : irrelevant('the number has no other meaning in SIP'),
    ),
    check<Sweep>('R-37', 'a 405 lists Allow, a 401 or 407 its challenge [RFC 3261 §20]', trace =>
      every('complete', finals(trace), (message, response) => {
        if (message.status === 405) return allows(response).length > 0
        if (message.status === 401) return message.header('www-authenticate') !== undefined
        return message.status !== 407 || message.header('proxy-authenticate') !== undefined
      }),
    ),
  ],
})
