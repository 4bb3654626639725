import { localEventRows, type LocalEvent } from '../../fixtures/mappings/local-events.ts'
import { parseUri } from '../../protocols/sip/uri.ts'
import type { SipView } from '../../trace/decoded/sip.ts'
import type { SspView } from '../../trace/decoded/ssp.ts'
import type { Observed } from '../../trace/observed.ts'
import { mediaOf } from '../readers/sdp.ts'
import { finalTo, sipFromPeer } from '../readers/sip.ts'
import { answersOf, asks } from '../readers/ssp.ts'
import type { Trace } from '../trace.ts'
import type { CoverageTable } from './coverage-table.ts'
import { askedBy, inquiries, toldAfter, type Asked } from './requests-seen.ts'

type Seen = (trace: Trace, asked: Asked) => boolean

const requestsOfPeer = (trace: Trace, method: 'INVITE' | 'MESSAGE'): readonly Observed<SipView>[] =>
  sipFromPeer(trace).filter(
    ({ message }) => message.kind === 'request' && message.method === method && !message.inDialog,
  )

/** What the implementation asked of the IMPS side because of a request of that kind. */
const consequences = (trace: Trace, asked: Asked): readonly Observed<SspView>[] =>
  asked === 'INVITE' ? inquiries(trace) : asks(trace, 'message').filter(handedOn => askedBy(trace, handedOn) === asked)

/** Whether the sender was told something in the end: a final response, or for a SEND a failure. */
const isDecided = (trace: Trace, asked: Asked): boolean =>
  asked === 'SEND'
    ? consequences(trace, asked).some(handedOn => toldAfter(trace, handedOn, asked))
    : requestsOfPeer(trace, asked).some(request => (finalTo(trace, request)?.message.status ?? 0) >= 300)

/** HTTP errors of the IMPS side, or no connection to it, after the implementation had turned to it. */
const isUnreachable = (trace: Trace): boolean =>
  trace.http.some(({ from, message }) => from !== 'iwf' && message.kind === 'response' && message.status >= 400) ||
  trace.ends.some(({ protocol, how, by }) => protocol === 'http' && how === 'reset' && by === 'peer')

const isMalformed = (trace: Trace): boolean =>
  trace.http.some(
    ({ from, message, violations }) =>
      from !== 'iwf' && message.body.length > 0 && violations.some(({ rule }) => rule.startsWith('SSP-SYN')),
  )

const invites =
  (test: (invite: Observed<SipView>, trace: Trace) => boolean): Seen =>
  (trace, asked) =>
    asked === 'INVITE' && requestsOfPeer(trace, 'INVITE').some(invite => test(invite, trace))

const finalStatus = (trace: Trace, request: Observed<SipView>): number => finalTo(trace, request)?.message.status ?? 0

/** Whether a local event of `simple-iwf` §10.3 befell a request of that kind, as far as the wire shows it. */
const shows: Readonly<Record<LocalEvent, Seen>> = {
  unanswered: (trace, asked) =>
    consequences(trace, asked).some(query => answersOf(trace, query).length === 0) && !isUnreachable(trace),
  unreachable: (trace, asked) => isUnreachable(trace) && isDecided(trace, asked),
  'malformed-answer': (trace, asked) => isMalformed(trace) && consequences(trace, asked).length > 0,
  'no-route': (trace, asked) =>
    asked !== 'SEND' &&
    requestsOfPeer(trace, asked).some(request => {
      const uri = parseUri(request.message.requestUri)
      const host = uri && 'host' in uri ? uri.host.toLowerCase() : undefined
      return host !== undefined && ![trace.domains.sip, ...trace.domains.imps].includes(host)
    }),
  'offer-unacceptable': invites(
    (invite, trace) =>
      [415, 488, 606].includes(finalStatus(trace, invite)) &&
      !inquiries(trace).some(query => answersOf(trace, query).some(({ message }) => message.status >= 300)),
  ),
  'offer-unparsable': invites(
    ({ message }) =>
      message.sdp !== undefined && message.sdp.violations.length > 0 && mediaOf(message.sdp.description) === undefined,
  ),
  // The load itself is not on the wire: a 503 that nothing of the IMPS side explains.
  overload: (trace, asked) =>
    asked !== 'SEND' &&
    requestsOfPeer(trace, asked).some(request => finalStatus(trace, request) === 503) &&
    !consequences(trace, asked).some(query => answersOf(trace, query).some(({ message }) => message.status >= 300)),
  'too-many-sessions': invites((invite, trace) => finalStatus(trace, invite) === 486 && inquiries(trace).length === 0),
}

const column = (asked: Asked): CoverageTable => {
  const rows = localEventRows.filter(row =>
    asked === 'INVITE' ? row.invite : asked === 'MESSAGE' ? row.message : row.msrp,
  )
  return {
    id: `local-event-${asked.toLowerCase()}`,
    clause: 'simple-iwf §10.3',
    title: `Local event during ${asked}`,
    direction: 'simple-to-imps',
    rows: rows.map(({ event, meaning }) => ({ id: event, name: meaning })),
    exercisedIn: trace => rows.filter(({ event }) => shows[event](trace, asked)).map(({ event }) => event),
  }
}

/** `simple-iwf` §10.3. */
export const localEventTables: readonly CoverageTable[] = [column('INVITE'), column('MESSAGE'), column('SEND')]
