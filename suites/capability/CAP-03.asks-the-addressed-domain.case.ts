import { defineCase } from '../../engine/case.ts'
import { set } from '../../fixtures/expectations/expectation-set.ts'
import { inviteOf } from '../../judge/readers/negotiation.ts'
import { finalTo } from '../../judge/readers/sip.ts'
import { asks, sameUser, type WithSsp } from '../../judge/readers/ssp.ts'
import type { Trace } from '../../judge/trace.ts'
import { about, impsAddressOf } from '../../judge/readers/users.ts'
import { check, every, finalIn, none, prefer, some, type Finding } from '../../judge/vocabulary/index.ts'
import { newSession, probeText, through } from '../liveness.ts'

/** Where the user of the To header is. */
const rows: Readonly<Record<string, { readonly to: 'elsewhere' | 'second' }>> = {
  'to-unserved-domain': { to: 'elsewhere' },
  'to-second-domain': { to: 'second' },
}

/** Capability queries, without those of the probe. */
const queries = (trace: Trace) => (seen: WithSsp) => {
  const probe = about(asks(seen, 'capability'), impsAddressOf(trace, 'probe'))
  return asks(seen, 'capability').filter(query => !probe.includes(query))
}

/** A UAS need not serve a To that is not its user's: RFC 3261 §8.2.2.1 only recommends it. */
function refusedForTo(trace: Trace): Finding {
  const invite = inviteOf(trace)
  const refused = set('403 because of To', [403], [403])
  return finalIn(trace, { invite, final: finalTo(trace, invite) }, refused, invite, trace.bounds.finalAfterInvite)
}

const unlessRefused = (trace: Trace, wanted: Finding) =>
  prefer(wanted, refusedForTo(trace), '403, presumably because To names another user than the Request-URI')

export default defineCase({
  id: 'CAP-03',
  title: 'asks the server of the addressed domain about the addressed user',
  group: 'capability',
  class: 'mandatory',
  purpose:
    'A SIP request goes to its Request-URI; the To header is only what the caller dialled once, and may name somebody ' +
    'else after a redirection. The query must be about the user of the Request-URI, and no other server may hear of it.',
  when: [['ICS-01']],
  catches: ['target-from-to', 'asks-every-domain'],
  ladder: `
    alice              IWF            imps.example   second domain
      INVITE bob ----->|--- query bob ------->|            |
      To: bobby        |                      |            |  nothing
                       |                      |            |
      INVITE probe --->|--- query probe ------------------>|`,
  given: 'P1',
  rows,
  cast: (make, { to }) => ({
    alice: make.simple({ name: 'alice' }),
    bob: make.imps({ name: 'bob' }),
    bobby:
      to === 'second'
        ? make.imps({ name: 'bobby', domain: 'second' })
        : make.nobody({ name: 'bobby', domain: 'elsewhere.example' }),
    probe: make.imps({ name: 'probe', domain: 'second' }),
  }),
  async script({ cast: { alice, bob, bobby, probe }, mark, quiet, ...script }) {
    await mark('invite', alice.invite(bob, { to: bobby.sipUri })).final()
    await quiet('after the query', {
      shows: probeText(script),
      probe: () => newSession(through(script, script.imps2), alice, probe),
    })
  },
  checks: [
    check('R-03', 'asks the server of the domain in the Request-URI', trace => {
      const bob = impsAddressOf(trace, 'bob')
      const atServer = about(queries(trace)(trace), bob).filter(({ owner }) => bob.endsWith(`@${owner}`))
      const by = { after: inviteOf(trace), within: trace.bounds.queryAfterInvite }
      return unlessRefused(trace, some(trace, 'capability query', atServer, by))
    }),
    check('R-03', 'asks about the user of the Request-URI and nobody else', trace => {
      const bob = impsAddressOf(trace, 'bob')
      const holds = ({ targets }: { targets: readonly string[] }) =>
        targets.length > 0 && targets.every(target => sameUser(target, bob))
      return unlessRefused(trace, every(`about ${bob}`, queries(trace)(trace), holds))
    }),
    check('R-03', 'asks no other server', trace => {
      const bob = impsAddressOf(trace, 'bob')
      const elsewhere = (seen: WithSsp) => queries(trace)(seen).filter(({ owner }) => !bob.endsWith(`@${owner}`))
      return none(trace, 'capability query at another server', elsewhere, inviteOf(trace), 'after the query')
    }),
  ],
})
