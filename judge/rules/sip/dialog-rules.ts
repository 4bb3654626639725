import { equalUri } from '../../../protocols/sip/uri-equality.ts'
import { parseUri } from '../../../protocols/sip/uri.ts'
import { sameValues } from '../../readers/copied.ts'
import type { Rule } from '../rule.ts'
import { remoteTargetAt, routeSetAt } from '../subjects/sip-dialogs.ts'
import { aboutRequests, inviteOf, isFirst, type SipRequest } from '../subjects/sip-requests.ts'
import { timerOf, type SipSeen } from '../subjects/sip-run.ts'

/** Within a dialog by its tags; the ACK to a non-2xx only repeats a tag. */
const isWithin = (request: SipRequest): boolean => request.view.inDialog && !isAckOfRefusal(request)
const isAckOfRefusal = (request: SipRequest): boolean =>
  request.view.method === 'ACK' && inviteOf(request) !== undefined

const sameUri = (one: string, other: string): boolean => {
  const [a, b] = [parseUri(one), parseUri(other)]
  return one === other || (a !== undefined && b !== undefined && equalUri(a, b))
}

/** Strict routers rewrite the Request-URI (RFC 3261 §12.2.1.1): there the rule cannot tell. */
const isLooselyRouted = (request: SipRequest): boolean =>
  request.dialog !== undefined && routeSetAt(request.dialog, request).every(route => /;\s*lr\b/i.test(route))

const isSequenced = ({ view }: SipSeen): boolean => !['ACK', 'CANCEL'].includes(view.method)

/** When the dialog was over for the implementation: it had sent BYE, or answered one with 2xx. */
function endedAt({ dialog }: SipRequest): number | undefined {
  return dialog?.messages.find(
    ({ view, fromIwf }) =>
      fromIwf && view.method === 'BYE' && (view.kind === 'request' || (view.status >= 200 && view.status < 300)),
  )?.at
}

/** Requests within an INVITE dialog. */
export const dialogRules: readonly Rule[] = [
  aboutRequests(
    {
      id: 'SIP-DLG-02',
      clause: 'RFC 3261 §12.2.1.1',
      statement: 'Call-ID and tags of a request with a tag in To are those of a dialog that was made before',
    },
    isWithin,
    ({ dialog, view }) => (dialog ? undefined : `${view.method} is in no dialog that was made`),
  ),
  aboutRequests(
    {
      id: 'SIP-DLG-03',
      clause: 'RFC 3261 §12.2.1.1',
      statement: 'The Request-URI within a dialog is the Contact that the peer gave last',
    },
    request => isWithin(request) && isLooselyRouted(request) && isFirst(request),
    request => {
      const target = request.dialog && remoteTargetAt(request.dialog, request)
      return target === undefined || sameUri(target, request.view.requestUri)
        ? undefined
        : `it is ${request.view.requestUri}, the Contact is ${target}`
    },
  ),
  aboutRequests(
    {
      id: 'SIP-DLG-04',
      clause: 'RFC 3261 §12.2.1.1, §13.2.2.4',
      statement: 'Route within a dialog is the route set: Record-Route of the message that made or confirmed it',
    },
    request => isWithin(request) && isLooselyRouted(request) && isFirst(request),
    request => {
      const { dialog, view } = request
      return dialog && sameValues(view.values('route'), routeSetAt(dialog, request))
        ? undefined
        : `Route is ${view.values('route').join(', ') || 'missing'}`
    },
  ),
  aboutRequests(
    {
      id: 'SIP-DLG-05',
      clause: 'RFC 3261 §15.1.1, §15.1.2',
      statement: 'After BYE no further request is sent in the dialog',
    },
    request => isFirst(request) && request.dialog !== undefined && !['ACK', 'BYE'].includes(request.view.method),
    request => {
      const ended = endedAt(request)
      return ended !== undefined && request.at > ended
        ? `${request.view.method} came ${Math.round(request.at - ended)} ms after the end`
        : undefined
    },
  ),
  aboutRequests(
    {
      id: 'SIP-SEQ-01',
      clause: 'RFC 3261 §12.2.1.1',
      statement: 'CSeq rises by one from request to request of a dialog, and of the requests that led to it',
    },
    request => isFirst(request) && isSequenced(request),
    ({ call, attributed, view }) => {
      const place = call.findIndex(other => other.attributed === attributed)
      // Dialogs that one INVITE has made by several answers have the INVITE in common, and count on by themselves.
      const before = call
        .slice(0, place)
        .filter(
          other =>
            other.fromIwf &&
            other.view.kind === 'request' &&
            isSequenced(other) &&
            other.view.fromTag === view.fromTag &&
            (other.view.toTag === view.toTag || other.view.toTag === '') &&
            other.view.branch !== view.branch,
        )
      const last = Math.max(...before.map(other => other.view.cseq?.number ?? 0))
      const number = view.cseq?.number ?? 0
      return before.length === 0 || number === last + 1 ? undefined : `${number} after ${last}`
    },
  ),
  aboutRequests(
    {
      id: 'SIP-BYE-01',
      clause: 'RFC 3261 §15',
      statement: 'The callee sends no BYE in an early dialog, nor before ACK unless 64 T1 have passed',
    },
    request => isFirst(request) && request.view.method === 'BYE' && request.dialog?.invite.fromIwf === false,
    ({ dialog, at }, run) => {
      const accepted = dialog?.messages.find(
        ({ view }) => view.kind === 'response' && view.method === 'INVITE' && view.status >= 200,
      )
      if (!accepted) return 'the INVITE was not answered yet'
      const acknowledged = dialog?.messages.some(
        ({ fromIwf, view, at: then }) => !fromIwf && view.method === 'ACK' && then <= at,
      )
      return acknowledged === true || at - accepted.at >= 0.95 * 64 * timerOf(run, 'T1')
        ? undefined
        : `it came ${Math.round(at - accepted.at)} ms after the 2xx, without ACK`
    },
  ),
]
