import type { MsrpConnection, TransactionResult } from '../../protocols/msrp/connection.ts'
import { failureReport, fromPath, messageId, type FailureReport } from '../../protocols/msrp/message.ts'
import type { MsrpMessage, MsrpRequest } from '../../protocols/msrp/message.ts'
import { isAnswered, isFailureReported, isTimed } from '../../protocols/msrp/report-rules.ts'
import { buildResponse } from '../../protocols/msrp/requests.ts'
import { serialiseMsrp } from '../../protocols/msrp/serialise.ts'
import { failureOf, forwarded, handedBack } from './forwarding.ts'
import type { RelayedSession } from './relayed-session.ts'

const DOWNSTREAM_TIMEOUT = 408

const write = (connection: MsrpConnection, message: MsrpMessage): void => void connection.write(serialiseMsrp(message))

/** Refuses a request where its Failure-Report lets it; a REPORT is never answered (RFC 4975 §7.1.2). */
export function refuse(connection: MsrpConnection, request: MsrpRequest, status: number): void {
  if (request.method === 'REPORT' || fromPath(request).length === 0) return
  if (isAnswered(failureReport(request), status)) write(connection, buildResponse(request, status))
}

/**
 * Passes a client's request on to the endpoint. For a SEND the relay answers itself: it has taken it over, and reports
 * once what becomes known to have failed (RFC 4976 §6.4.1). Other responses come from the endpoint.
 */
export function passInside(
  request: MsrpRequest,
  client: MsrpConnection,
  session: RelayedSession,
  transactionTimer: number,
): void {
  const { inside } = session
  const onward = forwarded(request)
  const wanted = failureReport(request)
  if (request.method === 'SEND') {
    if (isAnswered(wanted, 200)) write(client, buildResponse(request, 200, 'OK'))
    if (isFailureReported(wanted))
      inside.expect(onward.transactionId, transactionTimer, result => {
        // In a session that is over nothing is reported any more (RFC 4975 §7.1.2).
        const status = session.outside === client ? failureIn(result, wanted) : undefined
        if (status !== undefined && session.hasToTell(messageId(request) ?? ''))
          write(client, failureOf(request, status))
      })
  } else if (request.method !== 'REPORT') handBack(request, onward, client, inside, transactionTimer)
  write(inside, onward)
}

/**
 * Passes a request of the endpoint on to the client, and the response back: the endpoint has to say at once what became
 * of a message, and cannot wait for a REPORT that only comes where something fails.
 */
export function passOutside(
  request: MsrpRequest,
  client: MsrpConnection,
  session: RelayedSession,
  transactionTimer: number,
): void {
  const onward = forwarded(request)
  if (request.method !== 'REPORT' && isFailureReported(failureReport(request)))
    handBack(request, onward, session.inside, client, transactionTimer)
  write(client, onward)
}

/** Whoever asked has a timer of his own, so that only a response is told. */
function handBack(
  request: MsrpRequest,
  onward: MsrpRequest,
  asker: MsrpConnection,
  asked: MsrpConnection,
  within: number,
): void {
  asked.expect(onward.transactionId, within, result => {
    if (result.kind === 'response') write(asker, handedBack(result.response, request))
  })
}

/** The status with which a SEND failed at the next hop; silence is a failure only where an answer is owed. */
function failureIn(result: TransactionResult, wanted: FailureReport): number | undefined {
  if (result.kind === 'response') return result.response.status >= 300 ? result.response.status : undefined
  return isTimed(wanted) ? DOWNSTREAM_TIMEOUT : undefined
}
