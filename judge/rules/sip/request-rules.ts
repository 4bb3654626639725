import { parseNameAddress } from '../../../protocols/sip/name-address.ts'
import { parseUri } from '../../../protocols/sip/uri.ts'
import type { Rule } from '../rule.ts'
import { perRun } from '../../per-run.ts'
import { rulesAbout } from '../rules-about.ts'
import { contactOf } from '../subjects/sip-dialogs.ts'
import { aboutRequests, begins, isFirst, type SipRequest } from '../subjects/sip-requests.ts'
import { lacksAny } from '../subjects/sip-responses.ts'
import { options, sipRunOf, timerOf, type SipSeen } from '../subjects/sip-run.ts'

/** RFC 3261 §18.1.1, RFC 3428 §8: beyond this, where the path is not known, a transport with congestion control. */
const LARGEST_DATAGRAM = 1300

const transportNames = { udp: 'UDP', tcp: 'TCP', tls: 'TLS' } as const
const transportOf = ({ attributed }: SipRequest): string => transportNames[attributed.message.sighting.transport]

const aboutMessages = rulesAbout<SipSeen>(run => sipRunOf(run).messages.filter(({ fromIwf }) => fromIwf))

/** The URIs of P-Asserted-Identity by kind: `sip` for SIP and SIPS. */
const assertedKinds = ({ view }: SipSeen): readonly string[] =>
  view.values('p-asserted-identity').map(value => {
    const scheme = parseUri(parseNameAddress(value)?.uri ?? '')?.scheme ?? 'other'
    return scheme === 'sips' ? 'sip' : scheme
  })

const isPagerMessage = ({ view }: SipSeen): boolean => view.method === 'MESSAGE' && !view.inDialog

/** MESSAGEs outside dialogs, by Request-URI, with the time at which they were answered for good or given up (Timer F). */
const pagerMessages = perRun(run => {
  const byUri = new Map<string, { readonly seen: SipSeen; readonly settledAt: number }[]>()
  const sip = sipRunOf(run)
  for (const { byIwf, method, requests, responses } of sip.transactions) {
    const [seen] = requests
    if (!byIwf || method !== 'MESSAGE' || !isPagerMessage(seen)) continue
    const final = responses.find(({ view }) => view.status >= 200)
    const settled = { seen, settledAt: final?.at ?? seen.at + 64 * timerOf(run, 'T1') }
    const others = byUri.get(seen.view.requestUri)
    if (others) others.push(settled)
    else byUri.set(seen.view.requestUri, [settled])
  }
  return byUri
})

/** What every request carries, and what MESSAGE and INVITE carry beyond that. */
export const requestRules: readonly Rule[] = [
  aboutRequests(
    {
      id: 'SIP-MXF-01',
      clause: 'RFC 3261 §8.1.1.6',
      level: 'should',
      statement: 'A request that nothing forwards begins with Max-Forwards: 70',
    },
    request => isFirst(request) && request.view.method !== 'ACK' && request.view.method !== 'CANCEL',
    ({ view }) =>
      view.header('max-forwards')?.trim() === '70' ? undefined : `it is ${view.header('max-forwards') ?? 'missing'}`,
  ),
  aboutRequests(
    { id: 'SIP-TRN-01', clause: 'RFC 3261 §18.1.1', statement: 'Via names the transport that a request goes by' },
    request => request.view.topVia !== undefined,
    request => {
      const named = request.view.topVia?.transport.toUpperCase()
      return named === transportOf(request) ? undefined : `Via says ${named ?? ''}, it went by ${transportOf(request)}`
    },
  ),
  aboutRequests(
    {
      id: 'SIP-SIZE-01',
      clause: 'RFC 3261 §18.1.1, RFC 3428 §8',
      statement: 'A request of more than 1300 octets goes by a transport with congestion control',
    },
    isFirst,
    ({ octets, reliable, view }) =>
      reliable || octets.length <= LARGEST_DATAGRAM ? undefined : `${view.method} of ${octets.length} octets over UDP`,
  ),
  aboutRequests(
    {
      id: 'SIP-EXT-04',
      clause: 'CR3; RFC 3261 §8.1.1.9',
      statement: 'A request requires no extension that its receiver has not declared',
    },
    isFirst,
    request => {
      const declared = request.call.filter(({ fromIwf, at }) => !fromIwf && at <= request.at)
      const known = declared.flatMap(seen => [...options(seen, 'supported'), ...options(seen, 'require')])
      const foreign = [...options(request, 'require'), ...options(request, 'proxy-require')].filter(
        option => !known.includes(option),
      )
      return foreign.length > 0 ? `requires ${foreign.join(', ')}` : undefined
    },
  ),
  aboutRequests(
    { id: 'SIP-CTC-01', clause: 'RFC 3261 §8.1.1.8', statement: 'INVITE has one SIP or SIPS URI in Contact' },
    begins('INVITE'),
    request => {
      const contacts = request.view.values('contact')
      if (contacts.length !== 1) return `${contacts.length} values of Contact`
      const scheme = parseUri(contactOf(request) ?? '')?.scheme
      const secure = parseUri(request.view.requestUri)?.scheme === 'sips'
      return scheme === 'sips' || (scheme === 'sip' && !secure) ? undefined : `Contact is ${contacts.join(', ')}`
    },
  ),
  aboutRequests(
    {
      id: 'SIP-INV-01',
      clause: 'RFC 3261 §13.2.1',
      level: 'should',
      statement: 'INVITE tells Allow and Supported',
    },
    begins('INVITE'),
    request => lacksAny(request, 'allow', 'supported'),
  ),
  aboutMessages(
    {
      id: 'SIP-PAI-01',
      clause: 'RFC 3325 §9.1',
      statement: 'P-Asserted-Identity is one SIP, SIPS or tel URI, or a SIP or SIPS URI and a tel URI',
    },
    ({ view }) => view.header('p-asserted-identity') !== undefined,
    seen => {
      const kinds = assertedKinds(seen)
      const right = kinds.every(kind => kind === 'sip' || kind === 'tel') && new Set(kinds).size === kinds.length
      return right ? undefined : `URIs of the kinds ${kinds.join(', ')}`
    },
  ),
  aboutRequests(
    {
      id: 'SIP-MSG-03',
      clause: 'RFC 3428 §8',
      statement: 'Outside a dialog, no MESSAGE goes to a URI while another one waits for its answer',
    },
    request => isFirst(request) && isPagerMessage(request),
    (request, run) => {
      const waiting = pagerMessages(run)
        .get(request.view.requestUri)
        ?.find(
          ({ seen, settledAt }) =>
            seen.at <= request.at && settledAt > request.at && seen.view.branch !== request.view.branch,
        )?.seen
      return waiting ? `the MESSAGE with CSeq ${waiting.view.header('cseq') ?? ''} was not answered yet` : undefined
    },
  ),
  aboutRequests(
    {
      id: 'SIP-MSG-04',
      clause: 'RFC 3428 §9',
      statement: 'MESSAGE carries neither Record-Route nor Accept',
    },
    begins('MESSAGE'),
    ({ view }) => {
      const found = ['record-route', 'accept'].filter(name => view.header(name) !== undefined)
      return found.length > 0 ? `it carries ${found.join(' and ')}` : undefined
    },
  ),
]
