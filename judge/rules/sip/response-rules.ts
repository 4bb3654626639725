import { isRegisteredStatus } from '../../../fixtures/mappings/sip-status-codes.ts'
import { parseNameAddress } from '../../../protocols/sip/name-address.ts'
import { copiesField, copiesTo, copiesVia } from '../../readers/copied.ts'
import type { Rule } from '../rule.ts'
import { aboutResponses, isFinal, isSuccess, lacks, lacksAny, type SipResponse } from '../subjects/sip-responses.ts'
import { options } from '../subjects/sip-run.ts'

const isStatus =
  (...statuses: readonly number[]) =>
  ({ view }: SipResponse): boolean =>
    statuses.includes(view.status)

const answers =
  (...methods: readonly string[]) =>
  ({ view }: SipResponse): boolean =>
    methods.includes(view.method)

const hasRequest = ({ request }: SipResponse): boolean => request !== undefined
const hasTag = ({ view }: SipResponse): boolean => view.status !== 100 && view.toTag !== ''
const any = (): boolean => true

/** Tag of To in an earlier response of the transaction, other than 100. */
const earlierTag = ({ earlier }: SipResponse): string =>
  earlier.find(({ view }) => view.status !== 100 && view.toTag !== '')?.view.toTag ?? ''

/** Status codes that Retry-After may stand with (RFC 3261 §20.33). */
const retryable = [404, 413, 480, 486, 500, 503, 600, 603]

/** What every response has to copy, carry and leave out. */
export const responseRules: readonly Rule[] = [
  aboutResponses(
    { id: 'SIP-TAG-01', clause: 'RFC 3261 §8.2.6.2', statement: 'To carries a tag in every response but 100' },
    ({ view }) => view.status !== 100,
    ({ view }) => (view.toTag === '' ? `no tag in To of ${view.status}` : undefined),
  ),
  aboutResponses(
    { id: 'SIP-TAG-02', clause: 'RFC 3261 §8.2.6.2', statement: 'All responses to a request carry the same To tag' },
    response => hasTag(response) && earlierTag(response) !== '',
    response =>
      response.view.toTag === earlierTag(response)
        ? undefined
        : `tag ${response.view.toTag} after ${earlierTag(response)} in the same transaction`,
  ),
  aboutResponses(
    {
      id: 'SIP-TAG-03',
      clause: 'RFC 3261 §8.2.6.2',
      statement: 'A response to a request with a tag in To returns it unchanged',
    },
    ({ request }) => request?.view.inDialog === true,
    ({ view, request }) =>
      view.toTag === request?.view.toTag ? undefined : `tag ${view.toTag} for ${request?.view.toTag ?? ''}`,
  ),
  aboutResponses(
    { id: 'SIP-COPY-01', clause: 'RFC 3261 §8.2.6.2', statement: 'A response copies From, Call-ID and CSeq' },
    hasRequest,
    ({ view, request }) => {
      const changed = ['from', 'call-id', 'cseq'].filter(name => request && !copiesField(name, request.view, view))
      return changed.length > 0 ? `${changed.join(', ')} differ from the request` : undefined
    },
  ),
  aboutResponses(
    {
      id: 'SIP-COPY-02',
      clause: 'RFC 3261 §8.2.6.2, RFC 3581 §4',
      statement: 'A response copies all Via values in their order, the first with received and rport added at most',
    },
    hasRequest,
    ({ view, request }) =>
      request && copiesVia(request.view, view) ? undefined : 'the Via values are not those of the request',
  ),
  aboutResponses(
    { id: 'SIP-COPY-03', clause: 'RFC 3261 §8.2.6.2', statement: 'A response copies To, a tag added at most' },
    ({ request }) => request !== undefined && parseNameAddress(request.view.header('to') ?? '') !== undefined,
    ({ view, request }) => {
      if (!request) return undefined
      const copied = request.view.inDialog ? copiesField('to', request.view, view) : copiesTo(request.view, view)
      return copied ? undefined : 'To is not that of the request'
    },
  ),
  aboutResponses(
    { id: 'SIP-RSP-01', clause: 'RFC 3261 §17.2', statement: 'A response answers a request' },
    ({ view }) => view.branch !== '' && view.method !== '',
    ({ view, request }) => (request ? undefined : `no ${view.method} has the branch ${view.branch}`),
  ),
  aboutResponses({ id: 'SIP-RSP-02', clause: 'RFC 3261 §17', statement: 'ACK is never answered' }, any, ({ view }) =>
    view.method === 'ACK' ? `${view.status} to ACK` : undefined,
  ),
  aboutResponses(
    {
      id: 'SIP-RSP-03',
      clause: 'RFC 3261 §17.2',
      statement: 'A transaction has one final response, and no provisional one after it',
    },
    hasRequest,
    ({ view, earlier, reliable, transaction }) => {
      // Over a reliable transport the transaction is over with its answer: a repeated request begins another one.
      if (reliable && (transaction?.requests.length ?? 0) > 1) return undefined
      const final = earlier.find(isFinal)
      return final && final.view.status !== view.status ? `${view.status} after ${final.view.status}` : undefined
    },
  ),
  aboutResponses(
    { id: 'SIP-100-01', clause: 'RFC 3261 §8.2.6.1', statement: '100 copies Timestamp' },
    ({ view, request }) => view.status === 100 && request?.view.header('timestamp') !== undefined,
    ({ view, request }) => {
      const [asked, answered] = [request?.view, view].map(one => one?.header('timestamp')?.trim().split(/\s+/)[0])
      return asked === answered ? undefined : `Timestamp is ${answered ?? 'missing'}, it was ${asked ?? ''}`
    },
  ),
  aboutResponses(
    {
      id: 'SIP-100-02',
      clause: 'RFC 3261 §17.2.1',
      level: 'should',
      statement: '100 adds no tag to To',
    },
    ({ view, request }) => view.status === 100 && request?.view.toTag === '',
    ({ view }) => (view.toTag === '' ? undefined : `tag ${view.toTag} in 100`),
  ),
  aboutResponses(
    { id: 'SIP-CODE-01', clause: 'RFC 3261 §27.4', statement: 'A status code is one that is registered for SIP' },
    any,
    ({ view }) => (isRegisteredStatus(view.status) ? undefined : `${view.status} is not registered`),
  ),
  aboutResponses(
    { id: 'SIP-AUTH-01', clause: 'RFC 3261 §21.4.2, §21.4.8', statement: '401 and 407 carry a challenge' },
    isStatus(401, 407),
    response => lacks(response, response.view.status === 401 ? 'www-authenticate' : 'proxy-authenticate'),
  ),
  aboutResponses(
    { id: 'SIP-AUTH-02', clause: 'RFC 3261 §22.1', statement: 'CANCEL is not challenged' },
    answers('CANCEL'),
    ({ view }) => ([401, 407].includes(view.status) ? `${view.status} to CANCEL` : undefined),
  ),
  aboutResponses(
    { id: 'SIP-LIST-01', clause: 'RFC 3261 §8.2.1', statement: '405 lists the methods that are allowed' },
    isStatus(405),
    response => lacks(response, 'allow'),
  ),
  aboutResponses(
    { id: 'SIP-LIST-02', clause: 'RFC 3261 §8.2.2.3', statement: '420 lists the options that are not supported' },
    isStatus(420),
    response => lacks(response, 'unsupported'),
  ),
  aboutResponses(
    { id: 'SIP-LIST-03', clause: 'RFC 3261 §8.2.3', statement: '415 says what is accepted' },
    isStatus(415),
    response => lacks(response, 'accept', 'accept-encoding', 'accept-language'),
  ),
  aboutResponses(
    {
      id: 'SIP-EXT-01',
      clause: 'RFC 3261 §8.2.4',
      statement: 'A response requires only extensions that the request declares',
    },
    response => hasRequest(response) && response.view.header('require') !== undefined,
    response => {
      const { request } = response
      const known = request ? [...options(request, 'supported'), ...options(request, 'require')] : []
      const foreign = options(response, 'require').filter(option => !known.includes(option))
      return foreign.length > 0 ? `requires ${foreign.join(', ')}` : undefined
    },
  ),
  aboutResponses(
    {
      id: 'SIP-EXT-02',
      clause: 'RFC 3261 §8.2.2.3',
      statement: 'Unsupported in 420 lists options that the request requires',
    },
    response => hasRequest(response) && response.view.status === 420,
    response => {
      const { request } = response
      const required = request ? [...options(request, 'require'), ...options(request, 'proxy-require')] : []
      const foreign = options(response, 'unsupported').filter(option => !required.includes(option))
      return foreign.length > 0 ? `${foreign.join(', ')} was not required` : undefined
    },
  ),
  aboutResponses(
    { id: 'SIP-EXT-03', clause: 'RFC 3261 §8.2.2.3', statement: 'Require in a CANCEL is ignored' },
    answers('CANCEL'),
    ({ view }) => (view.status === 420 ? '420 to CANCEL' : undefined),
  ),
  aboutResponses(
    {
      id: 'SIP-RSN-01',
      clause: 'RFC 3326 §2, RFC 6432',
      level: 'should',
      statement: 'A response carries no Reason but one of Q.850',
    },
    any,
    ({ view }) => {
      const foreign = view.values('reason').filter(value => !/^\s*q\.850\b/i.test(value))
      return foreign.length > 0 ? `Reason ${foreign.join(', ')} in ${view.status}` : undefined
    },
  ),
  aboutResponses(
    {
      id: 'SIP-RTA-01',
      clause: 'RFC 3261 §20.33',
      level: 'should',
      statement: 'Retry-After stands with 404, 413, 480, 486, 500, 503, 600 and 603 only',
    },
    ({ view }) => view.header('retry-after') !== undefined,
    ({ view }) => (retryable.includes(view.status) ? undefined : `Retry-After in ${view.status}`),
  ),
  aboutResponses(
    {
      id: 'SIP-OPT-01',
      clause: 'RFC 3261 §11.2',
      level: 'should',
      statement: '200 to OPTIONS tells Allow, Accept, Accept-Encoding, Accept-Language and Supported',
    },
    response => answers('OPTIONS')(response) && isSuccess(response),
    response => lacksAny(response, 'allow', 'accept', 'accept-encoding', 'accept-language', 'supported'),
  ),
]
