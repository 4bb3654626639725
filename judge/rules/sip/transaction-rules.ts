import type { Rule } from '../rule.ts'
import { aboutRequests, isFirst } from '../subjects/sip-requests.ts'
import { aboutResponses, isSuccess } from '../subjects/sip-responses.ts'
import { heldUp, processing, timerOf } from '../subjects/sip-run.ts'

/** What so many intervals take, the first of T1 ms, each twice the one before up to a limit (RFC 3261 §17.1). */
function sumOfIntervals(T1: number, limit: number, count: number): number {
  let sum = 0
  for (let copy = 0, interval = T1; copy < count; copy++, interval = Math.min(2 * interval, limit)) sum += interval
  return sum
}

/** Branches and retransmissions. ACK to a 2xx is repeated by the user agent, not by a transaction. */
export const transactionRules: readonly Rule[] = [
  aboutRequests(
    {
      id: 'SIP-BRN-01',
      clause: 'RFC 3261 §8.1.1.7',
      statement: 'A branch is of one transaction, and of the CANCEL and the ACK to a non-2xx that belong to it',
    },
    request => isFirst(request) && request.view.branch !== '',
    ({ sip, view }) => {
      const first = sip.ofBranch(view.branch)[0]
      if (!first) return undefined
      const sameRequest = first.view.callId === view.callId && first.view.cseq?.number === view.cseq?.number
      const belongs = view.method === first.view.method || ['ACK', 'CANCEL'].includes(view.method)
      return sameRequest && belongs
        ? undefined
        : `${view.method} has the branch of ${first.view.header('cseq') ?? ''} in ${first.view.callId}`
    },
  ),
  aboutRequests(
    { id: 'SIP-RTX-01', clause: 'RFC 3261 §17.1', statement: 'Over a reliable transport no request is repeated' },
    ({ reliable, view }) => reliable && view.method !== 'ACK',
    request => (isFirst(request) ? undefined : `${request.view.method} came once more`),
  ),
  aboutRequests(
    { id: 'SIP-RTX-02', clause: 'RFC 3261 §17.1', statement: 'A request is repeated octet by octet' },
    request => !isFirst(request),
    ({ octets, earlierCopies, view }) =>
      earlierCopies[0]?.octets.equals(octets) ? undefined : `${view.method} is not what came before`,
  ),
  aboutRequests(
    {
      id: 'SIP-RTX-03',
      clause: 'RFC 3261 §17.1.1.2, §17.1.2.2',
      statement: 'A request is repeated after T1 first, then at twice the interval, not sooner',
    },
    request => !isFirst(request) && !request.reliable && request.view.method !== 'ACK',
    ({ at, earlierCopies, view }, run) => {
      const limit = view.method === 'INVITE' ? Number.POSITIVE_INFINITY : timerOf(run, 'T2')
      const due = sumOfIntervals(timerOf(run, 'T1'), limit, earlierCopies.length)
      const passed = at - (earlierCopies[0]?.at ?? at)
      return passed + processing(run) + heldUp(earlierCopies[0]) >= 0.7 * due
        ? undefined
        : `copy ${earlierCopies.length} after ${Math.round(passed)} ms, due ${due}`
    },
  ),
  aboutResponses(
    {
      id: 'SIP-RTX-04',
      clause: 'RFC 3261 §17.2',
      statement: 'Over a reliable transport a response is not repeated unless its request is',
    },
    response =>
      response.reliable &&
      response.transaction !== undefined &&
      // Provisional responses are repeated every minute, and a 2xx until its ACK (RFC 3261 §13.3.1.1, §13.3.1.4).
      !(response.view.method === 'INVITE' && (isSuccess(response) || response.view.status < 200)),
    ({ view, octets, earlier, transaction, at }) => {
      const copies = earlier.filter(other => other.octets.equals(octets)).length + 1
      const asked = transaction?.requests.filter(request => request.at <= at).length ?? 1
      return copies <= asked ? undefined : `${view.status} came ${copies} times, the request ${asked}`
    },
  ),
  aboutResponses(
    {
      id: 'SIP-VIA-01',
      clause: 'RFC 3581 §4',
      statement: 'A response over UDP to a request with rport gives received and the port that it came from',
    },
    ({ request, reliable }) => request?.view.topVia?.rport === '' && !reliable,
    ({ view }) => {
      const via = view.topVia
      return /^\d+$/.test(via?.rport ?? '') && via?.received !== undefined
        ? undefined
        : `Via has ${via?.received === undefined ? 'no received' : 'no port in rport'}`
    },
  ),
  aboutResponses(
    {
      id: 'SIP-VIA-02',
      clause: 'RFC 3261 §18.2.2, RFC 3581 §4',
      statement:
        'A response goes back where its request came from: over its connection, or to its source where rport asks for that',
    },
    ({ request, reliable }, run) => {
      if (!request || reliable !== request.reliable) return false
      if (!reliable) return request.view.topVia?.rport !== undefined
      return !run.attribution.fates.some(({ open }) => open?.connection === request.connection)
    },
    ({ request, connection, view }) =>
      connection === request?.connection ? undefined : `${view.status} came another way than ${view.method} went`,
  ),
]
