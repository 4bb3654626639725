import { parseParameters } from '../../../protocols/sip/parameters.ts'
import type { Rule } from '../rule.ts'
import { aboutRequests, isFirst } from '../subjects/sip-requests.ts'
import { aboutResponses, isSuccess, type SipResponse } from '../subjects/sip-responses.ts'
import { options, type SipSeen } from '../subjects/sip-run.ts'

/** The least that Session-Expires and Min-SE may say, in s (RFC 4028 §4, §5). */
const SHORTEST = 90

/** Seconds in Session-Expires or Min-SE; undefined where there is none. */
function secondsIn({ view }: SipSeen, name: 'session-expires' | 'min-se'): number | undefined {
  const value = view.header(name)
  return value === undefined ? undefined : Number.parseInt(value, 10)
}

/** `uac` or `uas` of Session-Expires; undefined where it does not say. */
function refresherIn({ view }: SipSeen): string | undefined {
  const value = view.header('session-expires') ?? ''
  const semicolon = value.indexOf(';')
  const parameters = semicolon < 0 ? [] : (parseParameters(value, semicolon) ?? [])
  return parameters.find(({ name }) => name.toLowerCase() === 'refresher')?.value?.toLowerCase()
}

const agrees = (response: SipResponse): boolean =>
  isSuccess(response) && response.view.header('session-expires') !== undefined
const supportsTimer = (request: SipSeen | undefined): boolean =>
  request !== undefined && options(request, 'supported').includes('timer')

/** Session timers (RFC 4028). */
export const sessionTimerRules: readonly Rule[] = [
  aboutResponses(
    {
      id: 'SIP-SE-01',
      clause: 'RFC 4028 §4, §9',
      statement: 'Session-Expires in a 2xx is at least 90 s, and at least Min-SE of the request',
    },
    agrees,
    response => {
      const interval = secondsIn(response, 'session-expires') ?? 0
      const least = Math.max(SHORTEST, (response.request && secondsIn(response.request, 'min-se')) ?? 0)
      return interval >= least ? undefined : `${interval} s, at least ${least} are allowed`
    },
  ),
  aboutResponses(
    {
      id: 'SIP-SE-02',
      clause: 'RFC 4028 §9',
      statement: 'Session-Expires in a 2xx is not above that of the request',
    },
    response => agrees(response) && response.request?.view.header('session-expires') !== undefined,
    response => {
      const interval = secondsIn(response, 'session-expires') ?? 0
      const asked = (response.request && secondsIn(response.request, 'session-expires')) ?? interval
      return interval <= asked ? undefined : `${interval} s, ${asked} were asked for`
    },
  ),
  aboutResponses(
    {
      id: 'SIP-SE-03',
      clause: 'RFC 4028 §9, Table 2',
      statement:
        'Session-Expires in a 2xx names the refresher: the one asked for, and the UAS where the UAC has no timers',
    },
    agrees,
    response => {
      const refresher = refresherIn(response)
      if (refresher !== 'uac' && refresher !== 'uas') return 'no refresher is named'
      if (refresher === 'uac' && !supportsTimer(response.request)) return 'the UAC does not support timers'
      const asked = response.request && refresherIn(response.request)
      return asked === undefined || asked === refresher ? undefined : `${refresher} refreshes, ${asked} was asked for`
    },
  ),
  aboutResponses(
    {
      id: 'SIP-SE-04',
      clause: 'RFC 4028 §9',
      statement: 'Where the UAC is to refresh, the 2xx has Require: timer',
    },
    response => agrees(response) && refresherIn(response) === 'uac',
    response => (options(response, 'require').includes('timer') ? undefined : 'it lacks Require: timer'),
  ),
  aboutResponses(
    {
      id: 'SIP-SE-05',
      clause: 'RFC 4028 §9',
      level: 'should',
      statement: 'Where the UAS is to refresh and the UAC supports timers, the 2xx has Require: timer',
    },
    response => agrees(response) && refresherIn(response) === 'uas' && supportsTimer(response.request),
    response => (options(response, 'require').includes('timer') ? undefined : 'it lacks Require: timer'),
  ),
  aboutResponses(
    {
      id: 'SIP-SE-06',
      clause: 'RFC 4028 §6, §9',
      statement: '422 answers a Session-Expires below its Min-SE, which is at least 90 s',
    },
    ({ view }) => view.status === 422,
    response => {
      const least = secondsIn(response, 'min-se') ?? 0
      const asked = response.request && secondsIn(response.request, 'session-expires')
      if (least < SHORTEST) return `Min-SE is ${least} s`
      if (asked === undefined) return 'no session interval was asked for'
      return asked < least ? undefined : `${asked} s were asked for, Min-SE is ${least}`
    },
  ),
  aboutRequests(
    {
      id: 'SIP-SE-07',
      clause: 'RFC 4028 §4, §5, §7.1',
      statement: 'A request with Session-Expires has Supported: timer, at least 90 s, and at least its own Min-SE',
    },
    request => isFirst(request) && request.view.header('session-expires') !== undefined,
    request => {
      if (!supportsTimer(request)) return 'it lacks Supported: timer'
      const interval = secondsIn(request, 'session-expires') ?? 0
      const least = Math.max(SHORTEST, secondsIn(request, 'min-se') ?? 0)
      return interval >= least ? undefined : `${interval} s, at least ${least} are allowed`
    },
  ),
]
