import { impsStatus, impsStatusRows, isListed } from '../../fixtures/mappings/imps-status.ts'
import { msrpStatus, msrpStatusRows, type MsrpOutcome } from '../../fixtures/mappings/msrp-status.ts'
import { sipStatus, sipStatusRows } from '../../fixtures/mappings/sip-status.ts'
import type { SspView } from '../../trace/decoded/ssp.ts'
import type { Observed } from '../../trace/observed.ts'
import { chunks } from '../readers/msrp.ts'
import { answersOf, asks, codeAbout, targetOf } from '../readers/ssp.ts'
import type { Trace } from '../trace.ts'
import type { CoverageTable } from './coverage-table.ts'
import {
  answeredAfter,
  askedBy,
  decidedAfter,
  finalsOfPeer,
  inquiries,
  relaying,
  relayedMessages,
  toldAfter,
} from './requests-seen.ts'

const listed = (codes: readonly (number | string)[]): string =>
  codes.length > 4 ? `${codes[0] ?? ''}-${codes.at(-1) ?? ''}` : codes.join(', ')

/** The row of the class rule, for statuses that a table does not name. */
const OTHER = 'other'
const classRule = { id: OTHER, name: 'not named: its class decides' }

const idOfImps = (code: number): string => (isListed(code) ? listed(impsStatus(code).codes) : OTHER)
const impsRows = [...impsStatusRows.map(({ codes, name }) => ({ id: listed(codes), name })), classRule]

const sipRows = [...sipStatusRows.map(({ codes, reason }) => ({ id: listed(codes), name: reason })), classRule]
const idOfSip = (code: number): string => {
  const id = listed(sipStatus(code).codes)
  return sipRows.some(row => row.id === id) ? id : OTHER
}

/** The code of an answer, and the one that it has for the user in question: both rows came into play. */
const codesIn = (answer: Observed<SspView>, user: string): readonly number[] => [
  ...new Set([answer.message.status, codeAbout(answer, user)]),
]

const onInvite = (trace: Trace): readonly string[] =>
  inquiries(trace).flatMap(query =>
    answersOf(trace, query)
      .filter(answer => decidedAfter(trace, answer))
      .flatMap(answer => codesIn(answer, targetOf(query)).map(idOfImps)),
  )

/** Answers to a message that was handed on, and delivery reports about it. */
const verdictsOn = (trace: Trace, handedOn: Observed<SspView>): readonly Observed<SspView>[] => [
  ...answersOf(trace, handedOn),
  ...trace.ssp.filter(
    ({ from, message }) =>
      from !== 'iwf' && message.primitive === 'report' && message.messageId === handedOn.message.messageId,
  ),
]

const onMessage =
  (asked: 'MESSAGE' | 'SEND') =>
  (trace: Trace): readonly string[] =>
    asks(trace, 'message')
      .filter(handedOn => askedBy(trace, handedOn) === asked)
      .flatMap(handedOn =>
        verdictsOn(trace, handedOn)
          // Success may have been told before.
          .filter(verdict => verdict.message.status < 300 || toldAfter(trace, verdict, asked))
          .flatMap(verdict => codesIn(verdict, targetOf(handedOn)).map(idOfImps)),
      )

const impsTable = (column: string, exercisedIn: CoverageTable['exercisedIn']): CoverageTable => ({
  id: `imps-status-${column.toLowerCase()}`,
  clause: 'simple-iwf §10.2',
  title: `IMPS status, as the outcome of ${column}`,
  direction: 'simple-to-imps',
  rows: impsRows,
  exercisedIn,
})

const onSipFinal =
  (method: 'INVITE' | 'MESSAGE') =>
  (trace: Trace): readonly string[] =>
    relaying(trace)
      .filter(({ message }) => message.method === method)
      .flatMap(request => {
        const answers = finalsOfPeer(trace, request)
        // Without an answer the transaction counts as 408 (RFC 3261 §8.1.3.1).
        if (answers.length === 0) return answeredAfter(trace, request) ? [408] : []
        return answers.filter(answer => answeredAfter(trace, answer)).map(({ message }) => message.status)
      })
      .map(idOfSip)

const sipTable = (method: 'INVITE' | 'MESSAGE'): CoverageTable => ({
  id: `sip-status-${method.toLowerCase()}`,
  clause: 'simple-iwf §10.4',
  title: `SIP final response to ${method}`,
  direction: 'imps-to-simple',
  rows: sipRows,
  exercisedIn: onSipFinal(method),
})

/** How each SEND of the implementation ended. */
function fatesOfSends(trace: Trace): readonly MsrpOutcome[] {
  return chunks(trace)
    .filter(({ message }) => (message.body?.length ?? 0) > 0)
    .flatMap((send): MsrpOutcome[] => {
      const told = trace.msrp.filter(
        ({ from, connection, message }) =>
          from !== 'iwf' &&
          ((message.kind === 'response' &&
            connection === send.connection &&
            message.transactionId === send.message.transactionId) ||
            (message.kind === 'REPORT' && message.messageId === send.message.messageId)),
      )
      const outcomes = told.map(({ message }): MsrpOutcome =>
        message.kind === 'REPORT' && message.status === 200 ? 'success-report' : message.status,
      )
      if (outcomes.length > 0) return outcomes
      return trace.ends.some(({ connection, at }) => connection === send.connection && at >= send.at)
        ? ['connection-lost']
        : ['no-response']
    })
}

const msrpTable: CoverageTable = {
  id: 'msrp-status',
  clause: 'simple-iwf §10.5',
  title: 'MSRP outcome of a message in a session',
  direction: 'imps-to-simple',
  rows: msrpStatusRows.map(({ outcomes, retriedOutside }) => ({
    id: listed(outcomes),
    name: retriedOutside ? 'tried once more outside the session' : 'told as it is',
  })),
  exercisedIn: trace => {
    if (relayedMessages(trace).every(({ outcomes }) => outcomes.length === 0)) return []
    return fatesOfSends(trace).flatMap(outcome => {
      const row = msrpStatus(outcome)
      return row ? [listed(row.outcomes)] : []
    })
  },
}

/** `simple-iwf` §10.2, §10.4 and §10.5. */
export const statusTables: readonly CoverageTable[] = [
  impsTable('INVITE', onInvite),
  impsTable('MESSAGE', onMessage('MESSAGE')),
  impsTable('SEND', onMessage('SEND')),
  sipTable('INVITE'),
  sipTable('MESSAGE'),
  msrpTable,
]
