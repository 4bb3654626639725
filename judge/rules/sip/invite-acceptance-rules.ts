import { parseUri } from '../../../protocols/sip/uri.ts'
import type { RunView } from '../../run-view.ts'
import type { Rule } from '../rule.ts'
import { sameValues } from '../../readers/copied.ts'
import { perRun } from '../../per-run.ts'
import { aboutResponses, isSuccess, lacks, lacksAny, type SipResponse } from '../subjects/sip-responses.ts'
import { contactOf } from '../subjects/sip-dialogs.ts'
import { heldUp, heldUpSince, processing, sipRunOf, timerOf, type SipSeen } from '../subjects/sip-run.ts'

const toInvite = ({ view }: SipResponse): boolean => view.method === 'INVITE'
const accepts = (response: SipResponse): boolean => toInvite(response) && isSuccess(response)
/** A response to an INVITE outside a dialog that makes one. */
const makesDialog = ({ view, request }: SipResponse): boolean =>
  view.method === 'INVITE' &&
  view.status > 100 &&
  view.status < 300 &&
  view.toTag !== '' &&
  request?.view.inDialog === false

/** The 2xx of the same dialog before this one. */
const earlierCopies = ({ view, earlier }: SipResponse): readonly SipSeen[] =>
  earlier.filter(other => isSuccess(other) && other.view.toTag === view.toTag)

/** The ACK to a 2xx, after its first copy; undefined when none came. */
const ackTo = (run: RunView, { view, at }: SipResponse, first: number): SipSeen | undefined =>
  sipRunOf(run)
    .ofCall(view.callId)
    .find(
      seen =>
        !seen.fromIwf &&
        seen.at >= Math.min(first, at) &&
        seen.view.kind === 'request' &&
        seen.view.method === 'ACK' &&
        seen.view.cseq?.number === view.cseq?.number &&
        seen.view.toTag === view.toTag,
    )

/** Times at which the implementation answered what had come over a connection, by when that had come. */
const answeredOver = perRun(run => {
  const answered = new Map<string, { readonly askedAt: number; readonly at: number }[]>()
  for (const { byIwf, requests, responses } of sipRunOf(run).transactions) {
    const [request] = requests
    const [response] = responses
    if (byIwf || !response) continue
    const others = answered.get(request.connection)
    const one = { askedAt: request.at, at: response.at }
    if (others) others.push(one)
    else answered.set(request.connection, [one])
  }
  return answered
})

/** Whether an ACK had been read: something that came behind it was answered, or it would have been long ago. */
const hadRead = (run: RunView, ack: SipSeen, before: SipSeen): boolean =>
  before.at > ack.at + 8 * processing(run) ||
  (answeredOver(run).get(ack.connection) ?? []).some(({ askedAt, at }) => askedAt > ack.at && at <= before.at)

/** When copy number `n` (from 1) of a 2xx is due after the first: T1, doubling, capped at T2 (RFC 3261 §13.3.1.4). */
function dueAfter(run: RunView, n: number): number {
  let sum = 0
  let interval = timerOf(run, 'T1')
  for (let copy = 0; copy < n; copy++) {
    sum += interval
    interval = Math.min(2 * interval, timerOf(run, 'T2'))
  }
  return sum
}

/** How an INVITE is accepted, and what its 2xx carries. */
export const inviteAcceptanceRules: readonly Rule[] = [
  aboutResponses(
    { id: 'SIP-DLG-01', clause: 'RFC 3261 §12.1.1', statement: 'A 2xx to INVITE carries Contact' },
    accepts,
    response => lacks(response, 'contact'),
  ),
  aboutResponses(
    {
      id: 'SIP-CTC-02',
      clause: 'RFC 3261 §12.1.1',
      statement: 'A response that makes a dialog has one SIP or SIPS URI in Contact',
    },
    response => makesDialog(response) && response.view.header('contact') !== undefined,
    response => {
      const { view } = response
      if (view.values('contact').length !== 1) return `${view.values('contact').length} values of Contact`
      const scheme = parseUri(contactOf(response) ?? '')?.scheme
      return scheme === 'sip' || scheme === 'sips' ? undefined : `Contact is ${view.header('contact') ?? ''}`
    },
  ),
  aboutResponses(
    {
      id: 'SIP-RR-01',
      clause: 'RFC 3261 §12.1.1',
      statement: 'A response that makes a dialog copies Record-Route in its order',
    },
    response => makesDialog(response) && response.request?.view.header('record-route') !== undefined,
    ({ view, request }) =>
      sameValues(view.values('record-route'), request?.view.values('record-route') ?? [])
        ? undefined
        : `Record-Route is ${view.values('record-route').join(', ') || 'missing'}`,
  ),
  aboutResponses(
    {
      id: 'SIP-ANS-01',
      clause: 'RFC 3261 §13.2.1, §13.3.1.4',
      statement: 'A 2xx to INVITE carries the answer to an offer, or an offer where there was none',
    },
    response => accepts(response) && response.request !== undefined,
    ({ view, earlier }) => {
      const inReliable = earlier.some(other => other.view.header('rseq') !== undefined && other.view.hasSdp)
      return view.hasSdp || inReliable ? undefined : '2xx without session description'
    },
  ),
  aboutResponses(
    {
      id: 'SIP-INV-02',
      clause: 'RFC 3261 §13.3.1.4',
      level: 'should',
      statement: 'A 2xx to INVITE tells Allow and Supported',
    },
    accepts,
    response => lacksAny(response, 'allow', 'supported'),
  ),
  aboutResponses(
    {
      id: 'SIP-WRN-01',
      clause: 'RFC 3261 §13.3.1.3',
      level: 'should',
      statement: '488 to an offer carries Warning',
    },
    response => toInvite(response) && response.view.status === 488,
    response => lacks(response, 'warning'),
  ),
  aboutResponses(
    {
      id: 'SIP-487-01',
      clause: 'RFC 3261 §21.4.25',
      statement: '487 follows CANCEL, BYE, or the end of the time in Expires',
    },
    response => response.view.status === 487 && response.request !== undefined,
    (response, run) => {
      const { request, at, transaction } = response
      const asked = transaction?.requests[0] ?? request
      const ended = sipRunOf(run)
        .ofCall(response.view.callId)
        .some(
          ({ fromIwf, view, at: then }) =>
            !fromIwf && view.kind === 'request' && (view.method === 'CANCEL' || view.method === 'BYE') && then <= at,
        )
      const expires = Number(request?.view.header('expires') ?? Number.NaN)
      return ended || at - (asked?.at ?? at) >= expires * (run.run.pixit['SECOND'] ?? 1000)
        ? undefined
        : 'nothing had ended the request'
    },
  ),
  aboutResponses(
    { id: 'SIP-2XX-01', clause: 'RFC 3261 §13.3.1.4', statement: 'A 2xx to INVITE is repeated octet by octet' },
    response => accepts(response) && earlierCopies(response).length > 0,
    response =>
      response.octets.equals(earlierCopies(response)[0]?.octets ?? response.octets)
        ? undefined
        : 'it is not the 2xx that came before',
  ),
  aboutResponses(
    {
      id: 'SIP-2XX-02',
      clause: 'RFC 3261 §13.3.1.4',
      statement: 'A 2xx to INVITE is repeated after T1 first, then at twice the interval up to T2, not sooner',
    },
    response => accepts(response) && earlierCopies(response).length > 0,
    (response, run) => {
      const copies = earlierCopies(response)
      const passed = response.at - (copies[0]?.at ?? response.at)
      const due = dueAfter(run, copies.length)
      return passed + processing(run) + heldUp(copies[0]) >= 0.7 * due
        ? undefined
        : `copy ${copies.length} came after ${Math.round(passed)} ms, it was due after ${due}`
    },
  ),
  aboutResponses(
    { id: 'SIP-2XX-03', clause: 'RFC 3261 §13.3.1.4', statement: 'A 2xx to INVITE is not repeated once ACK has come' },
    response => accepts(response) && earlierCopies(response).length > 0,
    (response, run) => {
      const ack = ackTo(run, response, earlierCopies(response)[0]?.at ?? response.at)
      if (!ack) return undefined
      // What crosses the ACK on its way is no fault, nor what a busy implementation sends before it gets to read it.
      const allowed = 2 * processing(run) + heldUpSince(ack.at, response)
      return response.at > ack.at + allowed && hadRead(run, ack, response)
        ? `a copy came ${Math.round(response.at - ack.at)} ms after ACK`
        : undefined
    },
  ),
  aboutResponses(
    {
      id: 'SIP-2XX-04',
      clause: 'RFC 3261 §13.3.1.4',
      statement: 'A 2xx to INVITE is repeated, on every transport, until ACK comes',
    },
    (response, run) => {
      if (!accepts(response) || earlierCopies(response).length > 0) return false
      const ack = ackTo(run, response, response.at)
      return ack !== undefined && ack.at - response.at > 4 * timerOf(run, 'T1')
    },
    ({ view, at, transaction }) =>
      transaction?.responses.some(other => isSuccess(other) && other.view.toTag === view.toTag && other.at > at)
        ? undefined
        : 'it came once, although ACK was long in coming',
  ),
]
