import { defineCase } from '../../engine/case.ts'
import { sum, times, type Duration } from '../../fixtures/catalogue/duration.ts'
import type { Pixit } from '../../fixtures/catalogue/pixit.ts'
import { answeredWith, requestOf } from '../../judge/readers/answered.ts'
import { acceptancesOf, inviteOf, refusalOf } from '../../judge/readers/negotiation.ts'
import { finalTo, provisionals } from '../../judge/readers/sip.ts'
import type { Trace } from '../../judge/trace.ts'
import { check, cite, exactly, irrelevant, should, unobservable, violated } from '../../judge/vocabulary/index.ts'
import { tagOf } from '../../protocols/sip/tag.ts'
import { headerValue } from '../../protocols/sip/headers.ts'
import type { SipResponse } from '../../protocols/sip/message.ts'
import { awaits, Release } from '../../simulators/behaviour.ts'
import type { Call } from '../../simulators/simple/interface.ts'

type How = 'bye' | 'expires'

const rows: Readonly<Record<How, How>> = { bye: 'bye', expires: 'expires' }

/** Seconds in Expires: the two of the catalogue, or more where a second of the PIXIT is shorter than a second. */
const expiresIn = ({ T_CAP, SECOND }: Pixit): number => Math.max(2, Math.round((0.25 * T_CAP) / SECOND))
const validity = (pixit: Pixit): Duration => times(expiresIn(pixit), pixit.SECOND)

/** The first provisional response that makes a dialog; undefined when the INVITE is answered before any does. */
async function earlyDialog(call: Call): Promise<SipResponse | undefined> {
  for (;;) {
    const [next] = await Promise.allSettled([call.provisional()])
    if (next.status === 'rejected') return undefined
    if (tagOf(next.value, 'to') !== undefined) return next.value
  }
}

/** What a request in the dialog that a response made has in common with it. */
const within = (made: SipResponse): readonly (readonly [string, string])[] =>
  ['From', 'To', 'Call-ID'].map(name => [name, headerValue(made, name.toLowerCase()) ?? ''] as const)

const byeFor = (trace: Trace) => trace.mark('bye')
const early = (trace: Trace) => provisionals(trace).some(({ message }) => message.toTag !== '')

export default defineCase({
  id: 'SIP-08',
  title: 'ends a call that its caller gives up by BYE, or has let expire, before it is answered',
  group: 'sip',
  class: 'mandatory',
  purpose:
    'A caller need not wait for ever. Where a provisional response has made a dialog, a BYE in it ends the call; and an ' +
    'INVITE may say itself for how long it is meant. No answer of the IMPS side may bring such a call to life.',
  when: [['ICS-01']],
  ambiguities: ['AMB-19'],
  catches: ['early-bye-ignored', 'expires-ignored'],
  ladder: `
    alice              IWF            imps.example
      INVITE --------->|--- capability query --->|
      <--------- 183   |                         |  held back
      BYE ------------>|  (or Expires passes)    |
      <--------- 200   |  to BYE                 |
      <--------- 487   |  to INVITE              |`,
  given: 'P1',
  rows,
  cast: make => ({ alice: make.simple({ name: 'alice' }), bob: make.imps({ name: 'bob' }) }),
  async script({ cast: { alice, bob }, mark, row, pixit }) {
    const release = new Release()
    bob.on('capability', awaits(release))
    const headers = row === 'expires' ? [['Expires', String(expiresIn(pixit))] as const] : []
    const call = mark('invite', alice.invite(bob, { headers }))
    if (row === 'bye') {
      const made = await earlyDialog(call)
      const inDialog = made && [...within(made), ['CSeq', '2 BYE'] as const]
      if (inDialog) await mark('bye', alice.request('BYE', bob, { headers: inDialog })).answered()
    }
    await call.final()
    release.now()
  },
  checks: [
    check<How>('R-30', 'a BYE in the early dialog is answered 200 [RFC 3261 §15.1.2]', (trace, row) => {
      if (row !== 'bye') return irrelevant('the call expires')
      if (!early(trace)) return irrelevant('no provisional response made a dialog')
      return answeredWith(trace, 'bye', trace.bounds.byeAnswer, { strict: [200] })
    }),
    check<How>('R-30', 'the INVITE is refused at once', (trace, row) => {
      if (row !== 'bye') return irrelevant('the call expires')
      if (!early(trace)) return irrelevant('no provisional response made a dialog')
      const refusal = refusalOf(trace)
      const by = { after: requestOf(trace, 'bye'), within: trace.bounds.terminatedAfterCancel }
      return exactly(trace, 1, 'refusal of the INVITE', refusal ? [refusal] : [], by)
    }),
    should<How>('R-30', 'with 487 [RFC 3261 §15.1.2]', (trace, row) => {
      if (row !== 'bye') return irrelevant('the call expires')
      if (!byeFor(trace)) return irrelevant('no provisional response made a dialog')
      return answeredWith(trace, 'invite', trace.bounds.finalAfterInvite, { strict: [487] })
    }),
    check('R-31', 'the INVITE gets a final response', trace => {
      const final = finalTo(trace, inviteOf(trace))
      const by = { after: inviteOf(trace), within: trace.bounds.finalAfterInvite }
      return exactly(trace, 1, 'final response', final ? [final] : [], by)
    }),
    should<How>('R-30', '487 when Expires has passed, and not before [RFC 3261 §13.3.1]', (trace, row) => {
      if (row !== 'expires') return irrelevant('the caller hangs up')
      const invite = inviteOf(trace)
      const valid = validity(trace.pixit)
      if (trace.pixit.T_CAP < 2 * valid) return unobservable('T_CAP is too short to tell expiry from it')
      const accepted = acceptancesOf(trace, invite)
      if (accepted.length > 0) return violated('accepted after Expires', ...cite('offends', ...accepted))
      const final = finalTo(trace, invite)
      if (final && final.at < invite.at + 0.9 * valid) return violated('refused before', ...cite('offends', final))
      const { ms, clause } = trace.bounds.terminatedAfterCancel
      return answeredWith(trace, 'invite', { ms: sum(valid, ms), clause }, { strict: [487] })
    }),
  ],
})
