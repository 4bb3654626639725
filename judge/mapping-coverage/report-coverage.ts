import { reportRows, type ReportEvent } from '../../fixtures/mappings/report-rows.ts'
import { chunks } from '../readers/msrp.ts'
import { requests } from '../readers/sip.ts'
import { answersOf, asks } from '../readers/ssp.ts'
import type { Trace } from '../trace.ts'
import type { CoverageTable, Way } from './coverage-table.ts'
import { answeredAfter, finalsOfPeer, relaying } from './requests-seen.ts'

const serverReports = (trace: Trace) =>
  trace.ssp.filter(({ from, message }) => from !== 'iwf' && message.primitive === 'report')

const serverAnswers = (trace: Trace) => asks(trace, 'message').flatMap(query => answersOf(trace, query))

/** Notifications of the peer that say this, in whichever container (RFC 5438 §7.2.1). */
const notified = (trace: Trace, status: 'delivered' | 'displayed'): boolean =>
  [...trace.sip, ...trace.msrp].some(
    ({ from, message }) =>
      from !== 'iwf' &&
      message.innerType === 'message/imdn+xml' &&
      new RegExp(`<(\\w+:)?${status}\\s*/?>`).test(message.text),
  )

const outcomesOfSends = (trace: Trace) =>
  chunks(trace).flatMap(send =>
    trace.msrp.filter(
      ({ from, connection, message }) =>
        from !== 'iwf' &&
        ((message.kind === 'response' &&
          connection === send.connection &&
          message.transactionId === send.message.transactionId) ||
          (message.kind === 'REPORT' && message.messageId === send.message.messageId)),
    ),
  )

const answersToMessages = (trace: Trace) =>
  relaying(trace)
    .filter(({ message }) => message.method === 'MESSAGE')
    .flatMap(request => finalsOfPeer(trace, request))

const endedAt = (trace: Trace): number =>
  [
    ...requests(trace, 'BYE'),
    ...trace.sip.filter(
      ({ from, message }) => from === 'iwf' && message.kind === 'response' && message.method === 'BYE',
    ),
  ]
    .map(({ at }) => at)
    .sort((one, other) => one - other)[0] ?? Number.POSITIVE_INFINITY

const shows: Readonly<Record<ReportEvent, (trace: Trace) => boolean>> = {
  'server-accepted': trace => serverAnswers(trace).some(({ message }) => message.status === 200),
  'server-delivered': trace => serverReports(trace).some(({ message }) => message.status === 200),
  'server-failed': trace =>
    [...serverAnswers(trace), ...serverReports(trace)].some(({ message }) => message.status >= 400),
  'server-report-after-end': trace => serverReports(trace).some(({ at }) => at > endedAt(trace)),
  'send-200': trace =>
    outcomesOfSends(trace).some(
      seen => seen.message.kind === 'response' && seen.message.status === 200 && answeredAfter(trace, seen),
    ),
  'send-delivered': trace =>
    outcomesOfSends(trace).some(({ message }) => message.kind === 'REPORT' && message.status === 200) ||
    notified(trace, 'delivered'),
  'message-200': trace =>
    answersToMessages(trace).some(answer => answer.message.status === 200 && answeredAfter(trace, answer)),
  'message-202': trace =>
    answersToMessages(trace).some(answer => answer.message.status === 202 && answeredAfter(trace, answer)),
  'simple-failed': trace =>
    [...outcomesOfSends(trace), ...relaying(trace).flatMap(request => finalsOfPeer(trace, request))].some(
      seen => seen.message.status >= 300 && answeredAfter(trace, seen),
    ),
  'imdn-displayed': trace => notified(trace, 'displayed'),
}

const table = (direction: Way, title: string): CoverageTable => {
  const rows = reportRows.filter(row => row.direction === direction)
  return {
    id: `reports-${direction}`,
    clause: 'simple-iwf §9.3',
    title,
    direction,
    rows: rows.map(({ event, meaning }) => ({ id: event, name: meaning })),
    exercisedIn: trace => rows.filter(({ event }) => shows[event](trace)).map(({ event }) => event),
  }
}

/** `simple-iwf` §9.3. */
export const reportTables: readonly CoverageTable[] = [
  table('simple-to-imps', 'What the SIMPLE user is told about a message'),
  table('imps-to-simple', 'What the IMPS side is told about a message'),
]
