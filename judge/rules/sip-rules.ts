import type { Attributed } from '../../trace/attribution.ts'
import { SipView } from '../../trace/decoded/sip.ts'
import { copiesField, copiesVia } from '../readers/copied.ts'
import type { RunView } from '../run-view.ts'
import type { Rule, RuleFinding } from './rule.ts'

/** A SIP response of the implementation, with the request that it answers. */
interface Response {
  readonly attributed: Attributed
  readonly view: SipView
  /** Undefined when no request with its branch and method was sent. */
  readonly request: SipView | undefined
  /** Tag of To in an earlier response of the transaction, other than 100. */
  readonly earlierTag: string | undefined
}

const known = new WeakMap<RunView, readonly Response[]>()

function responsesIn(run: RunView): readonly Response[] {
  let found = known.get(run)
  if (!found) known.set(run, (found = collect(run)))
  return found
}

/** A transaction is named by branch and method (RFC 3261 §17.1.3); of a malformed request there may be none. */
function collect({ attribution }: RunView): readonly Response[] {
  const requests = new Map<string, SipView>()
  const tags = new Map<string, string>()
  const responses: Response[] = []
  for (const attributed of attribution.messages) {
    const { view } = attributed.message.decoded
    if (!(view instanceof SipView) || attributed.message.sighting.cutOff) continue
    const key = `${view.method} ${view.branch}`
    if (!attributed.message.fromIwf && view.kind === 'request') requests.set(key, view)
    if (!attributed.message.fromIwf || view.kind !== 'response') continue
    responses.push({ attributed, view, request: requests.get(key), earlierTag: tags.get(key) })
    if (view.status !== 100 && view.toTag !== '' && !tags.has(key)) tags.set(key, view.toTag)
  }
  return responses
}

/** A rule about some responses: `wrong` says what is, or nothing. */
const aboutResponses = (
  rule: Omit<Rule, 'judge'>,
  concerns: (response: Response) => boolean,
  wrong: (response: Response) => string | undefined,
): Rule => ({
  ...rule,
  judge(run): RuleFinding {
    const concerned = responsesIn(run).filter(concerns)
    return {
      observed: concerned.length,
      offences: concerned.flatMap(response => {
        const because = wrong(response)
        const { message, executions } = response.attributed
        return because === undefined ? [] : [{ message, executions, because }]
      }),
    }
  },
})

const lacks = (view: SipView, ...names: readonly string[]): string | undefined =>
  names.some(name => view.header(name) !== undefined) ? undefined : `${view.status} without ${names.join(' or ')}`

const isStatus =
  (...statuses: readonly number[]) =>
  ({ view }: Response): boolean =>
    statuses.includes(view.status)

const hasTag = ({ view }: Response): boolean => view.status !== 100 && view.toTag !== ''

export const sipRules: readonly Rule[] = [
  aboutResponses(
    { id: 'SIP-TAG-01', clause: 'RFC 3261 §8.2.6.2', statement: 'To carries a tag in every response but 100' },
    ({ view }) => view.status !== 100,
    ({ view }) => (view.toTag === '' ? `no tag in To of ${view.status}` : undefined),
  ),
  aboutResponses(
    { id: 'SIP-TAG-02', clause: 'RFC 3261 §8.2.6.2', statement: 'All responses to a request carry the same To tag' },
    response => hasTag(response) && response.earlierTag !== undefined,
    ({ view, earlierTag = '' }) =>
      view.toTag === earlierTag ? undefined : `tag ${view.toTag} after ${earlierTag} in the same transaction`,
  ),
  aboutResponses(
    { id: 'SIP-COPY-01', clause: 'RFC 3261 §8.2.6.2', statement: 'A response copies From, Call-ID and CSeq' },
    ({ request }) => request !== undefined,
    ({ view, request }) => {
      const changed = ['from', 'call-id', 'cseq'].filter(name => request && !copiesField(name, request, view))
      return changed.length > 0 ? `${changed.join(', ')} differ from the request` : undefined
    },
  ),
  aboutResponses(
    {
      id: 'SIP-COPY-02',
      clause: 'RFC 3261 §8.2.6.2, RFC 3581 §4',
      statement: 'A response copies all Via values in their order, the first with received and rport added at most',
    },
    ({ request }) => request !== undefined,
    ({ view, request }) =>
      request && copiesVia(request, view) ? undefined : 'the Via values are not those of the request',
  ),
  aboutResponses(
    { id: 'SIP-AUTH-01', clause: 'RFC 3261 §21.4.2, §21.4.8', statement: '401 and 407 carry a challenge' },
    isStatus(401, 407),
    ({ view }) => lacks(view, view.status === 401 ? 'www-authenticate' : 'proxy-authenticate'),
  ),
  aboutResponses(
    { id: 'SIP-LIST-01', clause: 'RFC 3261 §8.2.1', statement: '405 lists the methods that are allowed' },
    isStatus(405),
    ({ view }) => lacks(view, 'allow'),
  ),
  aboutResponses(
    { id: 'SIP-LIST-02', clause: 'RFC 3261 §8.2.2.3', statement: '420 lists the options that are not supported' },
    isStatus(420),
    ({ view }) => lacks(view, 'unsupported'),
  ),
  aboutResponses(
    { id: 'SIP-LIST-03', clause: 'RFC 3261 §8.2.3', statement: '415 says what is accepted' },
    isStatus(415),
    ({ view }) => lacks(view, 'accept', 'accept-encoding', 'accept-language'),
  ),
  aboutResponses(
    { id: 'SIP-DLG-01', clause: 'RFC 3261 §12.1.1', statement: 'A 2xx to INVITE carries Contact' },
    ({ view }) => view.method === 'INVITE' && view.status >= 200 && view.status < 300,
    ({ view }) => lacks(view, 'contact'),
  ),
  aboutResponses(
    {
      id: 'SIP-NIT-01',
      clause: 'RFC 4320 §4.1',
      statement: 'No provisional response but 100 answers a request other than INVITE',
    },
    ({ view }) => view.method !== 'INVITE' && view.method !== '',
    ({ view }) => (view.status > 100 && view.status < 200 ? `${view.status} to ${view.method}` : undefined),
  ),
  aboutResponses(
    { id: 'SIP-NIT-02', clause: 'RFC 4320 §4.2', statement: '408 never answers a request other than INVITE' },
    ({ view }) => view.method !== 'INVITE' && view.method !== '',
    ({ view }) => (view.status === 408 ? `408 to ${view.method}` : undefined),
  ),
]
