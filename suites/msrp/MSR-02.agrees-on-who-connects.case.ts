import { defineCase } from '../../engine/case.ts'
import { connectingParty, isSetupAnswer } from '../../protocols/sdp/offer-answer.ts'
import type { Setup } from '../../protocols/sdp/message-media.ts'
import { msrpFromIwf, sends, type MsrpMessages } from '../../judge/readers/msrp.ts'
import { acceptanceOf, inviteOf, negotiationWith, refusalOf } from '../../judge/readers/negotiation.ts'
import { acceptsMedia, messageMedia } from '../../judge/readers/sdp.ts'
import { sipFromPeer } from '../../judge/readers/sip.ts'
import { delivered } from '../../judge/readers/ssp.ts'
import type { Trace } from '../../judge/trace.ts'
import {
  acceptance,
  all,
  check,
  every,
  exactly,
  type Finding,
  irrelevant,
  need,
  should,
  some,
} from '../../judge/vocabulary/index.ts'
import { probeText, textFromImps, textInSession } from '../liveness.ts'

interface Row {
  /** `a=setup` of the offer; undefined: without one. */
  readonly setup: Setup | undefined
}

const rows: Readonly<Record<string, Row>> = {
  active: { setup: 'active' },
  actpass: { setup: 'actpass' },
  // Against RFC 6135 §4.2.2, and legal under RFC 4145 §4.1 alone.
  passive: { setup: 'passive' },
  holdconn: { setup: 'holdconn' },
  none: { setup: undefined },
}

const answered = (trace: Trace): Setup | undefined => messageMedia(acceptanceOf(trace))?.setup

/** A passive offer leaves the connecting to the implementation; one that cannot do so has no session to give. */
function whereAccepted(trace: Trace, { setup }: Row, judge: () => Finding): Finding {
  const refusal = refusalOf(trace)
  const mayRefuse = setup === 'passive' && !trace.claims('ICS-18')
  return refusal && mayRefuse ? irrelevant('refused, as the active role is not claimed') : judge()
}

/** What the connection must look like from the peer: opened by it, or accepted from the implementation. */
const roleDue = (trace: Trace, { setup }: Row): 'opened' | 'accepted' =>
  connectingParty(setup, answered(trace)) === 'offerer' ? 'opened' : 'accepted'

const acknowledgement = (trace: Trace) =>
  need(
    sipFromPeer(trace).find(({ message }) => message.method === 'ACK'),
    'ACK',
  )

const requests = (trace: Trace): MsrpMessages => msrpFromIwf(trace).filter(({ message }) => message.kind !== 'response')

export default defineCase({
  id: 'MSR-02',
  title: 'agrees with the client on who opens the MSRP connection',
  group: 'msrp',
  class: 'mandatory',
  purpose:
    'One of the two must open the connection, and a=setup says which. If both wait, or both connect, the session is ' +
    'dead although the call is up.',
  when: [['ICS-01']],
  catches: ['wrong-setup-answer', 'active-without-connecting'],
  ladder: `
    alice              IWF
      INVITE, setup:S  |
      <-- 200, setup:T |   active → passive; actpass → passive or active; passive → active;
      ACK ------------>|   holdconn, none → as without COMEDIA: alice connects
      ==== TCP ========|   by the active party,
      SEND, no body -->|   who sends at once`,
  given: 'P1',
  rows,
  cast: make => ({ alice: make.simple({ name: 'alice' }), bob: make.imps({ name: 'bob' }) }),
  async script(script) {
    const { cast, row, mark } = script
    const { alice, bob } = cast
    const call = mark('invite', alice.invite(bob, { offer: { setup: row.setup } }))
    // Without the active role a passive offer is refused, and there is nothing more to see.
    if ((await call.final()).status >= 300) return
    mark('bind', await call.bind())
    await textInSession(script, call, bob)
    await textFromImps(script, bob, alice)
  },
  checks: [
    check('R-32', 'accepts, or refuses a passive offer where it cannot connect [RFC 4145 §4.1]', (trace, row: Row) => {
      const refusal = refusalOf(trace)
      if (row.setup === 'passive' && !trace.claims('ICS-18'))
        return refusal
          ? every('488', [refusal], ({ status }) => status === 488)
          : irrelevant('accepted, although the active role is not claimed')
      const by = { after: inviteOf(trace), within: trace.bounds.finalAfterInvite }
      return acceptance(trace, inviteOf(trace), by, negotiationWith(trace, 'bob').spoiledBy)
    }),
    check('R-32', 'the setup of the answer fits that of the offer [RFC 4145 §4.1, RFC 6135 §4.2]', (trace, row: Row) =>
      whereAccepted(trace, row, () =>
        every('a setup that answers the offered one', [acceptanceOf(trace)], (_, response) => {
          const setup = messageMedia(response)?.setup
          return (
            acceptsMedia(response) && isSetupAnswer(row.setup, setup) && (row.setup !== 'passive' || setup === 'active')
          )
        }),
      ),
    ),
    should('R-32', 'a=setup is there whenever it was offered [RFC 6135 §4.2.2]', (trace, row: Row) =>
      whereAccepted(trace, row, () => {
        if (row.setup === undefined || row.setup === 'holdconn') return irrelevant('the offer is one without COMEDIA')
        return every('a=setup', [acceptanceOf(trace)], (_, response) => messageMedia(response)?.setup !== undefined)
      }),
    ),
    check(
      'R-32',
      'the party whose turn it is has connected, and the other has not [RFC 4145 §4.1]',
      (trace, row: Row) =>
        whereAccepted(trace, row, () => {
          const due = roleDue(trace, row)
          return every(
            due === 'opened' ? 'opened by alice' : 'opened by the IWF',
            trace.msrp,
            (_, { role }) => role === due,
          )
        }),
    ),
    check('R-32', 'an active IWF sends at once [RFC 4975 §5.4, RFC 6135 §4.2.2]', (trace, row: Row) =>
      whereAccepted(trace, row, () => {
        if (roleDue(trace, row) === 'opened') return irrelevant('alice connects')
        return exactly(trace, 1, 'first request', requests(trace).slice(0, 1), {
          after: acknowledgement(trace),
          within: trace.bounds.connect,
        })
      }),
    ),
    check('R-32', 'and its first request is a SEND to her path', (trace, row: Row) =>
      whereAccepted(trace, row, () => {
        if (roleDue(trace, row) === 'opened') return irrelevant('alice connects')
        return all('SEND', requests(trace).slice(0, 1), ([first]) => first?.message.kind === 'SEND')
      }),
    ),
    check('R-15', 'what alice sends reaches bob', (trace, row: Row) =>
      whereAccepted(trace, row, () =>
        some(trace, 'SendMessageRequest', delivered(trace, probeText(trace)), {
          after: need(trace.mark('bind'), 'bound connection'),
          within: trace.bounds.messageAfterSend,
        }),
      ),
    ),
    check('R-14', 'and what bob sends reaches alice in the session', (trace, row: Row) =>
      whereAccepted(trace, row, () =>
        some(trace, 'SEND', sends(trace, probeText(trace)), {
          after: need(trace.mark('bind'), 'bound connection'),
          within: trace.bounds.deliveryAnswer,
        }),
      ),
    ),
  ],
})
