import { copiesField, sameValues } from '../../readers/copied.ts'
import type { Rule } from '../rule.ts'
import { rulesAbout } from '../rules-about.ts'
import { aboutRequests, begins, inviteOf, type SipRequest } from '../subjects/sip-requests.ts'
import { processing, sipRunOf, timerOf, type SipSeen, type SipTransaction } from '../subjects/sip-run.ts'

const isAck = ({ view }: SipRequest): boolean => view.method === 'ACK'
const ofRefusal = (request: SipRequest): boolean => isAck(request) && inviteOf(request) !== undefined
const ofSuccess = (request: SipRequest): boolean => isAck(request) && inviteOf(request) === undefined

/** Complains of the fields in which a request that belongs to an INVITE differs from it (RFC 3261 §9.1, §17.1.1.3). */
function differs({ view }: SipRequest, invite: SipTransaction | undefined, fields: readonly string[]) {
  const asked = invite?.requests[0].view
  if (!asked) return undefined
  const wrong = fields.filter(name => !copiesField(name, asked, view))
  if (view.requestUri !== asked.requestUri) wrong.push('the Request-URI')
  if (view.cseq?.number !== asked.cseq?.number) wrong.push('the number in CSeq')
  if (!sameValues(view.values('via'), asked.values('via').slice(0, 1))) wrong.push('Via')
  if (!sameValues(view.values('route'), asked.values('route'))) wrong.push('Route')
  return wrong.length > 0 ? `${wrong.join(', ')} not as in the INVITE` : undefined
}

/** A final response of the peer to an INVITE of the implementation. */
interface PeerFinal extends SipSeen {
  readonly invite: SipTransaction
  readonly call: readonly SipSeen[]
}

const aboutPeerFinals = rulesAbout<PeerFinal>(run => {
  const sip = sipRunOf(run)
  return sip.transactions
    .filter(({ byIwf, method }) => byIwf && method === 'INVITE')
    .flatMap(invite =>
      invite.responses
        .filter(({ view }) => view.status >= 200)
        .map(seen => ({ ...seen, invite, call: sip.ofCall(seen.view.callId) })),
    )
})

const isAnsweredByAck = ({ call, view, at }: PeerFinal): boolean =>
  call.some(
    other =>
      other.fromIwf &&
      other.view.method === 'ACK' &&
      other.at >= at &&
      other.view.toTag === view.toTag &&
      other.view.cseq?.number === view.cseq?.number,
  )

/** Late in a run nothing can be told: the ACK may have come after its end. */
const isWatched = ({ at }: SipSeen, endedAt: number, T1: number): boolean => endedAt - at > 4 * T1

export const ackAndCancelRules: readonly Rule[] = [
  aboutRequests(
    {
      id: 'SIP-ACK-01',
      clause: 'RFC 3261 §17.1.1.3',
      statement:
        'ACK to a non-2xx has branch, Request-URI, From, Call-ID, CSeq number and Route of its INVITE, and To of the response',
    },
    ofRefusal,
    request => {
      const invite = inviteOf(request)
      const refusals = invite?.responses.filter(({ view }) => view.status >= 300) ?? []
      if (!refusals.some(({ view }) => copiesField('to', view, request.view))) return 'To is not that of the response'
      return differs(request, invite, ['from', 'call-id'])
    },
  ),
  aboutRequests(
    {
      id: 'SIP-ACK-02',
      clause: 'RFC 3261 §13.2.2.4',
      statement: 'ACK to a 2xx has a branch of its own and the CSeq number of its INVITE',
    },
    ofSuccess,
    ({ view, call }) => {
      const accepted = call.find(
        other =>
          !other.fromIwf &&
          other.view.kind === 'response' &&
          other.view.method === 'INVITE' &&
          other.view.status >= 200 &&
          other.view.status < 300 &&
          other.view.toTag === view.toTag &&
          other.view.cseq?.number === view.cseq?.number,
      )
      return accepted ? undefined : `no 2xx to an INVITE with CSeq ${view.cseq?.number ?? ''} came in this dialog`
    },
  ),
  aboutPeerFinals(
    {
      id: 'SIP-ACK-03',
      clause: 'RFC 3261 §13.2.2.4',
      statement: 'Every 2xx to INVITE, repeated ones and those of further branches too, is followed by ACK',
    },
    (final, run) => final.view.status < 300 && isWatched(final, run.endedAt, timerOf(run, 'T1')),
    final => (isAnsweredByAck(final) ? undefined : `no ACK to ${final.view.status} with the tag ${final.view.toTag}`),
  ),
  aboutPeerFinals(
    {
      id: 'SIP-ACK-04',
      clause: 'RFC 3261 §17.1.1.2',
      statement: 'Every non-2xx final response to INVITE is followed by ACK',
    },
    (final, run) =>
      final.view.status >= 300 &&
      isWatched(final, run.endedAt, timerOf(run, 'T1')) &&
      // After Timer B or a 2xx of another branch the transaction is gone.
      final.at - final.invite.requests[0].at < 64 * timerOf(run, 'T1') &&
      !final.invite.responses.some(({ view }) => view.status >= 200 && view.status < 300),
    final => (isAnsweredByAck(final) ? undefined : `no ACK to ${final.view.status}`),
  ),
  aboutRequests(
    {
      id: 'SIP-CAN-01',
      clause: 'RFC 3261 §9.1',
      statement: 'CANCEL has branch, Request-URI, Call-ID, From, To, CSeq number and Route of its INVITE',
    },
    begins('CANCEL'),
    request => {
      const invite = inviteOf(request)
      return invite ? differs(request, invite, ['from', 'to', 'call-id']) : 'no INVITE has its branch'
    },
  ),
  aboutRequests(
    {
      id: 'SIP-CAN-02',
      clause: 'RFC 3261 §9.1',
      statement: 'CANCEL waits for a provisional response, and does not come after the final one',
    },
    begins('CANCEL'),
    (request, run) => {
      const before = inviteOf(request)?.responses.filter(({ at }) => at <= request.at) ?? []
      if (before.length === 0) return 'no provisional response had come'
      // The two may cross each other on their way.
      const final = before.find(({ view, at }) => view.status >= 200 && request.at - at > processing(run))
      return final ? `${final.view.status} had come` : undefined
    },
  ),
  aboutRequests(
    { id: 'SIP-CAN-03', clause: 'RFC 3261 §9.1', statement: 'CANCEL carries neither Require nor Proxy-Require' },
    begins('CANCEL'),
    ({ view }) => {
      const found = ['require', 'proxy-require'].filter(name => view.header(name) !== undefined)
      return found.length > 0 ? `it carries ${found.join(' and ')}` : undefined
    },
  ),
]
