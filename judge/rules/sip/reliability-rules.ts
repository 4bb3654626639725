import type { Rule } from '../rule.ts'
import { rulesAbout } from '../rules-about.ts'
import { aboutRequests, begins } from '../subjects/sip-requests.ts'
import { aboutResponses, isSuccess, type SipResponse } from '../subjects/sip-responses.ts'
import { options, sipRunOf, timerOf, type SipSeen } from '../subjects/sip-run.ts'

const isReliable = (seen: SipSeen): boolean =>
  seen.view.header('rseq') !== undefined || options(seen, 'require').includes('100rel')
const isProvisional = ({ view }: SipSeen): boolean => view.method === 'INVITE' && view.status > 100 && view.status < 200
const reliable = (response: SipResponse): boolean => response.view.status < 200 && isReliable(response)

const sequenceOf = ({ view }: SipSeen): number => Number(view.header('rseq')?.trim() ?? Number.NaN)

/** Reliable provisional responses of the transaction before this one, of the same dialog, each once. */
const earlierReliable = ({ earlier, view }: SipResponse): readonly SipSeen[] =>
  earlier.filter(
    (other, index, all) =>
      isProvisional(other) &&
      isReliable(other) &&
      other.view.toTag === view.toTag &&
      all.findIndex(one => sequenceOf(one) === sequenceOf(other)) === index,
  )

/** `response-num CSeq-num Method` of RAck (RFC 3262 §7.2). */
const acknowledges = (prack: SipSeen, response: SipSeen): boolean => {
  const [sequence, number, method] = (prack.view.header('rack') ?? '').trim().split(/\s+/)
  return (
    Number(sequence) === sequenceOf(response) &&
    Number(number) === response.view.cseq?.number &&
    method === response.view.method
  )
}

const pracksOf = (call: readonly SipSeen[], fromIwf: boolean): readonly SipSeen[] =>
  call.filter(seen => seen.fromIwf === fromIwf && seen.view.kind === 'request' && seen.view.method === 'PRACK')

/** A reliable provisional response of the peer. */
interface PeerProvisional extends SipSeen {
  readonly call: readonly SipSeen[]
}

const aboutPeerProvisionals = rulesAbout<PeerProvisional>(run => {
  const sip = sipRunOf(run)
  return sip.messages
    .filter(seen => !seen.fromIwf && isProvisional(seen) && isReliable(seen))
    .map(seen => ({ ...seen, call: sip.ofCall(seen.view.callId) }))
})

/** Reliable provisional responses and PRACK (RFC 3262). */
export const reliabilityRules: readonly Rule[] = [
  aboutResponses(
    {
      id: 'SIP-REL-01',
      clause: 'RFC 3262 §3',
      statement: 'A provisional response is reliable only where the INVITE declares 100rel',
    },
    response => reliable(response) && response.request !== undefined,
    ({ request }) =>
      request && [...options(request, 'supported'), ...options(request, 'require')].includes('100rel')
        ? undefined
        : 'the INVITE does not declare 100rel',
  ),
  aboutResponses(
    {
      id: 'SIP-REL-02',
      clause: 'RFC 3262 §3',
      statement: 'Where the INVITE requires 100rel, every provisional response from 101 on is reliable',
    },
    response =>
      isProvisional(response) &&
      response.request !== undefined &&
      options(response.request, 'require').includes('100rel'),
    response => (isReliable(response) ? undefined : `${response.view.status} is not reliable`),
  ),
  aboutResponses(
    { id: 'SIP-REL-03', clause: 'RFC 3262 §3', statement: '100 is never reliable' },
    ({ view }) => view.status === 100,
    response => (isReliable(response) ? '100 with RSeq or Require: 100rel' : undefined),
  ),
  aboutResponses(
    {
      id: 'SIP-REL-04',
      clause: 'RFC 3262 §3',
      statement:
        'A reliable provisional response has Require: 100rel and RSeq, from 1 to 2^31-1 in the first of an INVITE',
    },
    response => isProvisional(response) && reliable(response),
    response => {
      if (!options(response, 'require').includes('100rel')) return 'it lacks Require: 100rel'
      const sequence = sequenceOf(response)
      if (!Number.isInteger(sequence)) return 'it lacks RSeq'
      if (earlierReliable(response).length > 0) return undefined
      return sequence >= 1 && sequence <= 2 ** 31 - 1 ? undefined : `RSeq begins at ${sequence}`
    },
  ),
  aboutResponses(
    { id: 'SIP-REL-05', clause: 'RFC 3262 §3', statement: 'RSeq rises by one from one reliable response to the next' },
    response => reliable(response) && earlierReliable(response).length > 0,
    response => {
      const earlier = earlierReliable(response).map(sequenceOf)
      const sequence = sequenceOf(response)
      return earlier.includes(sequence) || sequence === Math.max(...earlier) + 1
        ? undefined
        : `${sequence} after ${earlier.join(', ')}`
    },
  ),
  aboutResponses(
    {
      id: 'SIP-REL-06',
      clause: 'RFC 3262 §3',
      statement: 'A second reliable response waits for the PRACK to the first, a 2xx for the PRACK to one with SDP',
    },
    response => (reliable(response) || isSuccess(response)) && earlierReliable(response).length > 0,
    (response, run) => {
      const before = pracksOf(sipRunOf(run).ofCall(response.view.callId), false).filter(({ at }) => at <= response.at)
      const open = earlierReliable(response).filter(
        other => !before.some(prack => acknowledges(prack, other)) && sequenceOf(other) !== sequenceOf(response),
      )
      const blocking = isSuccess(response) ? open.find(({ view }) => view.hasSdp) : open[0]
      return blocking ? `${response.view.status} came before the PRACK to RSeq ${sequenceOf(blocking)}` : undefined
    },
  ),
  aboutResponses(
    {
      id: 'SIP-REL-07',
      clause: 'RFC 3262 §3',
      statement:
        'PRACK is answered with 2xx where it matches a reliable response that waits for it, with 481 otherwise',
    },
    ({ view, request }) => view.method === 'PRACK' && view.status >= 200 && request !== undefined,
    ({ view, request }, run) => {
      if (!request) return undefined
      const call = sipRunOf(run).ofCall(view.callId)
      const matched = call.some(
        seen =>
          seen.fromIwf &&
          isProvisional(seen) &&
          isReliable(seen) &&
          seen.at <= request.at &&
          acknowledges(request, seen),
      )
      const repeated = pracksOf(call, false).some(
        other =>
          other.at < request.at &&
          other.view.branch !== request.view.branch &&
          other.view.header('rack') === request.view.header('rack'),
      )
      const right = matched && !repeated ? view.status < 300 : view.status === 481
      return right
        ? undefined
        : `${view.status} to a PRACK that ${matched && !repeated ? 'matches' : 'matches nothing'}`
    },
  ),
  aboutRequests(
    {
      id: 'SIP-REL-08',
      clause: 'RFC 3262 §4',
      statement: 'RAck of a PRACK names RSeq, CSeq number and method of a reliable response that came',
    },
    begins('PRACK'),
    request =>
      request.call.some(
        seen => !seen.fromIwf && seen.at <= request.at && isProvisional(seen) && acknowledges(request, seen),
      )
        ? undefined
        : `no reliable response is ${request.view.header('rack') ?? 'named'}`,
  ),
  aboutPeerProvisionals(
    { id: 'SIP-REL-09', clause: 'RFC 3262 §4', statement: 'Every reliable provisional response is followed by PRACK' },
    ({ at, call }, run) =>
      run.endedAt - at > 4 * timerOf(run, 'T1') &&
      // After the final response there is nothing left to acknowledge for.
      !call.some(
        other => !other.fromIwf && other.view.method === 'INVITE' && other.view.status >= 200 && other.at <= at,
      ),
    seen =>
      pracksOf(seen.call, true).some(prack => prack.at >= seen.at && acknowledges(prack, seen))
        ? undefined
        : `no PRACK to RSeq ${sequenceOf(seen)}`,
  ),
]
