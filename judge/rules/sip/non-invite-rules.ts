import type { Rule } from '../rule.ts'
import { aboutResponses, isSuccess, type SipResponse } from '../subjects/sip-responses.ts'
import { heldUpSince, timerOf } from '../subjects/sip-run.ts'
import type { RunView } from '../../run-view.ts'

const isNonInvite = ({ view }: SipResponse): boolean => view.method !== 'INVITE' && view.method !== ''
const toMessage = ({ view }: SipResponse): boolean => view.method === 'MESSAGE'

/** Clocks are read a little apart: what comes this much early is on time. */
const TOLERANCE = 0.9

/** When Timer E of the client is reset to T2: the sum of its intervals until then (RFC 4320 §4.1), 3.5 s by default. */
function timerEReachesT2(run: RunView): number {
  const longest = timerOf(run, 'T2')
  let passed = 0
  for (let interval = timerOf(run, 'T1'); interval < longest; interval *= 2) passed += interval
  return passed
}

const sinceAsked = ({ at, transaction }: SipResponse): number => at - (transaction?.requests[0].at ?? at)

/** Responses to requests other than INVITE, MESSAGE above all. */
export const nonInviteRules: readonly Rule[] = [
  aboutResponses(
    {
      id: 'SIP-NIT-01',
      clause: 'RFC 4320 §4.1',
      statement: 'No provisional response but 100 answers a request other than INVITE',
    },
    isNonInvite,
    ({ view }) => (view.status > 100 && view.status < 200 ? `${view.status} to ${view.method}` : undefined),
  ),
  aboutResponses(
    { id: 'SIP-NIT-02', clause: 'RFC 4320 §4.2', statement: '408 never answers a request other than INVITE' },
    isNonInvite,
    ({ view }) => (view.status === 408 ? `408 to ${view.method}` : undefined),
  ),
  aboutResponses(
    {
      id: 'SIP-NIT-03',
      clause: 'RFC 4320 §4.1',
      statement: 'Over UDP, 100 to a request other than INVITE waits until Timer E of the client has reached T2',
    },
    response => isNonInvite(response) && response.view.status === 100 && !response.reliable,
    (response, run) =>
      sinceAsked(response) >= TOLERANCE * timerEReachesT2(run)
        ? undefined
        : `100 to ${response.view.method} after ${Math.round(sinceAsked(response))} ms`,
  ),
  aboutResponses(
    {
      id: 'SIP-NIT-04',
      clause: 'RFC 4320 §4.2',
      level: 'should',
      statement: 'A request other than INVITE is not answered after 64 T1, when its sender has given up',
    },
    response => isNonInvite(response) && response.transaction !== undefined,
    (response, run) =>
      sinceAsked(response) <= 64 * timerOf(run, 'T1') + heldUpSince(response.at - sinceAsked(response), response)
        ? undefined
        : `${response.view.status} to ${response.view.method} after ${Math.round(sinceAsked(response))} ms`,
  ),
  aboutResponses(
    { id: 'SIP-MSG-01', clause: 'RFC 3428 §7', statement: 'A 2xx to MESSAGE has no body' },
    response => toMessage(response) && isSuccess(response),
    ({ view }) => (view.body.length === 0 ? undefined : `${view.body.length} octets of body in ${view.status}`),
  ),
  aboutResponses(
    {
      id: 'SIP-MSG-02',
      clause: 'RFC 3428 §9',
      statement: 'Responses to MESSAGE carry no Record-Route, and Accept in 415 only',
    },
    toMessage,
    ({ view }) => {
      if (view.header('record-route') !== undefined) return `Record-Route in ${view.status}`
      return view.header('accept') !== undefined && view.status !== 415 ? `Accept in ${view.status}` : undefined
    },
  ),
]
