import { defineCase } from '../../engine/case.ts'
import { times } from '../../fixtures/catalogue/pixit.ts'
import { matchIn, set, union } from '../../fixtures/expectations/expectation-set.ts'
import { E } from '../../fixtures/expectations/sets.ts'
import { localEvent } from '../../fixtures/mappings/local-events.ts'
import { acceptancesOf } from '../../judge/readers/negotiation.ts'
import { sipFromPeer, withoutRetransmissions, type SipMessages } from '../../judge/readers/sip.ts'
import { delivered } from '../../judge/readers/ssp.ts'
import type { Trace } from '../../judge/trace.ts'
import {
  allOf,
  check,
  cite,
  every,
  exactly,
  need,
  prefer,
  satisfied,
  unobservable,
  violated,
} from '../../judge/vocabulary/index.ts'
import { textInSession } from '../liveness.ts'

/** INVITEs per second, as far as the vendor rates the implementation for it. */
const RATE = 200

const UNDER_LOAD = union('E.TIMEOUT or overload', E.TIMEOUT.invite, localEvent('overload').invite)

/** Where the vendor’s fallback covers a query without answer, a 2xx is tolerated (AMB-03). */
const expected = (trace: Trace) =>
  trace.claims('ICS-06') && trace.statements.QUERY_TIMEOUT === 'ACCEPT-DEFAULT'
    ? union(`${UNDER_LOAD.name}, with the declared fallback`, UNDER_LOAD, set('fallback', [], [], [200]))
    : UNDER_LOAD

const invites = (trace: Trace) =>
  withoutRetransmissions(
    sipFromPeer(trace).filter(({ message }) => message.kind === 'request' && message.method === 'INVITE'),
  )

/** Those to users of the silent server. */
const unanswerable = (trace: Trace): SipMessages => {
  const domain = need(trace.cast['bob'], 'bob').split('@')[1] ?? ''
  return invites(trace).filter(({ message }) => message.requestUri.includes(`@${domain}`))
}
const good = (trace: Trace) =>
  need(
    invites(trace).find(({ message }) => message.requestUri === trace.cast['carol']?.replace(/^wv:/, 'sip:')),
    'INVITE to carol',
  )

export default defineCase({
  id: 'ROB-07',
  title: 'ends what a silent server leaves open, and serves others meanwhile',
  group: 'robustness',
  class: 'mandatory',
  purpose:
    'When one IMPS server takes every query and answers none, its callers pile up in the IWF. Each has to be told in the ' +
    'end, and users of other servers must not notice.',
  ambiguities: ['AMB-03'],
  catches: ['never-times-out'],
  ladder: `
    alice              IWF            silent server     imps.example
      200 INVITE/s --->|--- queries ----->|  (nothing)       |
      INVITE carol --->|--- capability query --------------->|
      <--------- 200   |<-- answer --------------------------|
      <--- 504 for each|                  |                  |`,
  given: 'P1',
  when: [['ICS-01']],
  needs: ['ssp', 'sip', 'msrp'],
  isolation: 'alone',
  cast: make => ({
    alice: make.simple({ name: 'alice' }),
    dora: make.simple({ name: 'dora' }),
    bob: make.imps({ name: 'bob', domain: 'own' }),
    carol: make.imps({ name: 'carol' }),
  }),
  async script(script) {
    const { cast, mark, ownImps, pixit } = script
    const { alice, bob, carol, dora } = cast
    await ownImps.opensSession()
    ownImps.fallsSilent()
    const perSecond = Math.min(RATE, pixit.LOAD)
    // Five seconds at the T1 of RFC 3261.
    const count = Math.ceil((perSecond * times(10, pixit.T1)) / 1000)
    const others = Array.from({ length: count }, (_, index) => bob.sipUri.replace('sip:', `sip:n${index}-`))
    const calls = await alice.invitesSteadily(others, { every: 1000 / perSecond })
    const call = mark('good', dora.invite(carol))
    await call.accepted()
    await call.bind()
    await textInSession(script, call, carol)
    for (const unanswered of calls) await unanswered.final()
  },
  checks: [
    check('R-40', 'every INVITE to the silent server gets a final response: E.TIMEOUT, or of overload', trace => {
      const asked = unanswerable(trace)
      const finals = new Map(
        trace.sip
          .filter(
            ({ from, message }) =>
              from === 'iwf' && message.kind === 'response' && message.method === 'INVITE' && message.status >= 200,
          )
          .map(one => [one.message.callId, one]),
      )
      const within = trace.bounds.sessionUnderLoad.ms + trace.bounds.refusalAfterAnswer.ms
      const stuck = asked.filter(({ message, at }) => {
        const final = finals.get(message.callId)
        return final === undefined ? at + within < trace.endedAt : final.at - final.lag > at + within
      })
      if (asked.length === 0) return unobservable('no INVITE was sent')
      if (stuck.length > 0)
        return violated(`${stuck.length} of ${asked.length} are stuck`, ...cite('offends', ...stuck.slice(0, 5)))
      const answers = asked.flatMap(({ message }) => finals.get(message.callId) ?? [])
      if (answers.length < asked.length)
        return unobservable(`${asked.length - answers.length} were open at the end of the recording`)
      const wrong = answers.filter(({ message: { status } }) => matchIn(expected(trace), status) === undefined)
      if (wrong.length > 0) return violated(`not in ${UNDER_LOAD.name}`, ...cite('offends', ...wrong.slice(0, 5)))
      const fine = satisfied(...cite('cause', ...asked.slice(0, 1)), ...cite('effect', ...answers.slice(-1)))
      const refusedAll = every('a refusal', answers, ({ status }) => status >= 300)
      return prefer(refusedAll, fine, 'accepted without an answer, as the declared fallback says')
    }),
    check('R-29', 'meanwhile a session with a user of another server is set up and used', trace => {
      const invite = good(trace)
      const by = { after: invite, within: trace.bounds.sessionUnderLoad }
      return allOf(
        exactly(trace, 1, '2xx', acceptancesOf(trace, invite), by),
        exactly(trace, 1, 'text', delivered(trace, trace.text('Is anybody there?')), by),
      )
    }),
    check('R-29', 'and not only when all others are over', trace => {
      const last = unanswerable(trace).at(-1)
      const accepted = acceptancesOf(trace, good(trace))
      const due = need(last, 'INVITE to the silent server').at + trace.pixit.T_CAP + trace.bounds.refusalAfterAnswer.ms
      return every('earlier', accepted, (_, { at }) => at < due)
    }),
  ],
})
