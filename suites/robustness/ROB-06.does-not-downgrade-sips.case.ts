import { defineCase } from '../../engine/case.ts'
import { set } from '../../fixtures/expectations/expectation-set.ts'
import { finalTo, sipMark } from '../../judge/readers/sip.ts'
import { businessOfIwf, sameUser } from '../../judge/readers/ssp.ts'
import { impsAddressOf } from '../../judge/readers/users.ts'
import type { Trace } from '../../judge/trace.ts'
import { check, either, every, finalIn, irrelevant, need, none, should } from '../../judge/vocabulary/index.ts'
import { withImpsProbe } from '../cast-with-probe.ts'
import { newSession, probeText } from '../liveness.ts'

const refused = { invite: set('a refusal of sips', [480], [480, 416, 403]) }

const inviteOf = (trace: Trace) => need(sipMark(trace, 'invite'), 'INVITE')

/** Whether the IMPS side is reached over https only: then there is a policy under which sips can be kept. */
const isProtected = (trace: Trace): boolean =>
  [...trace.http, ...trace.infrastructure.http].every(({ transport }) => transport === 'tls')

export default defineCase({
  id: 'ROB-06',
  title: 'does not downgrade sips',
  group: 'robustness',
  class: 'mandatory',
  purpose:
    'Who calls a sips address wants every hop protected. The IWF knows that the next one, to the IMPS server, is plain ' +
    'HTTP: to accept the call all the same would be a promise that it breaks at once.',
  when: [['ICS-01']],
  provided: { that: 'SIP over TLS is spoken', holds: (_, { SIP_TLS }) => SIP_TLS === 'YES' },
  catches: ['downgrades-sips'],
  ladder: `
    alice              IWF            imps.example
      INVITE sips:bob -->|  over TLS             |
      <--------- 480     |                       |  (nothing in the clear)`,
  given: 'P1',
  needs: ['ssp', 'sip'],
  cast: withImpsProbe,
  async script(script) {
    const { cast, mark, quiet } = script
    const sips = cast.bob.sipUri.replace(/^sip:/, 'sips:')
    await mark('invite', cast.alice.invite(sips, { transport: 'tls' })).final()
    await quiet('after the answer', {
      shows: probeText(script),
      probe: () => newSession(script, cast.alice, cast.probe),
    })
  },
  checks: [
    check('R-39', 'is refused, unless SSP is protected and Contact is sips [RFC 5630 §5.1.2, RFC 7247 §8]', trace => {
      const invite = inviteOf(trace)
      const final = finalTo(trace, invite)
      const refusal = finalIn(trace, { invite, final }, refused.invite, invite, trace.bounds.finalAfterInvite)
      if (!isProtected(trace)) return refusal
      const kept = every(
        '2xx with a sips Contact',
        final ? [final] : [],
        sip => sip.status >= 200 && sip.status < 300 && /^[^<]*<?sips:/i.test(sip.header('contact') ?? ''),
      )
      return either(refusal, kept)
    }),
    check('R-39', 'nothing about it goes to the IMPS server in the clear', trace => {
      if (isProtected(trace)) return irrelevant('SSP goes over https')
      const probe = impsAddressOf(trace, 'probe')
      return none(
        trace,
        'request to an IMPS server',
        seen =>
          businessOfIwf(seen).filter(
            ({ message: { targets, recipients, requester, sender } }) =>
              ![...targets, ...recipients, requester, sender].some(user => sameUser(user, probe)),
          ),
        inviteOf(trace),
        'after the answer',
      )
    }),
    should('R-39', '480 says why: Warning 380 [RFC 5630 §5.1.2]', trace => {
      const final = need(finalTo(trace, inviteOf(trace)), 'final response')
      if (final.message.status !== 480) return irrelevant('the answer is not 480')
      return every('Warning 380', [final], sip => sip.values('warning').some(value => value.startsWith('380 ')))
    }),
  ],
})
