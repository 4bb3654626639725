import { serialiseByteRange, type ByteRange } from './byte-range.ts'
import { newTransactionId } from './identifiers.ts'
import {
  fromPath,
  msrpHeader,
  toPath,
  type ContinuationFlag,
  type FailureReport,
  type MsrpHeader,
  type MsrpRequest,
  type MsrpResponse,
} from './message.ts'

/** To-Path and From-Path of a request, each as its URIs from left to right. */
export interface Paths {
  readonly to: readonly string[]
  readonly from: readonly string[]
}

export interface SendFields {
  readonly messageId: string
  readonly successReport?: boolean | undefined
  readonly failureReport?: FailureReport | undefined
  /** Further header fields that are not of MIME; they stand before the MIME ones. */
  readonly headers?: readonly MsrpHeader[] | undefined
}

/** The part of a message that one SEND carries. */
export interface ChunkContent {
  readonly contentType: string
  readonly body: Buffer
}

/**
 * A SEND request (RFC 4975 §7.1, §7.1.1): paths first, Content-Type last, report headers only where they differ from
 * their defaults, and a transaction id whose end-line does not occur in the body. Without content it has no body.
 */
export function buildSend(
  paths: Paths,
  fields: SendFields,
  range: ByteRange,
  content: ChunkContent | undefined,
  continuation: ContinuationFlag = '$',
): MsrpRequest {
  const { messageId, successReport, failureReport = 'yes', headers = [] } = fields
  const written = [...pathHeaders(paths), msrpHeader('Message-ID', messageId)]
  if (successReport) written.push(msrpHeader('Success-Report', 'yes'))
  if (failureReport !== 'yes') written.push(msrpHeader('Failure-Report', failureReport))
  written.push(msrpHeader('Byte-Range', serialiseByteRange(range)), ...headers)
  if (content) written.push(msrpHeader('Content-Type', content.contentType))
  return {
    kind: 'request',
    method: 'SEND',
    transactionId: content ? transactionIdFor(content.body) : newTransactionId(),
    headers: written,
    body: content?.body,
    continuation,
  }
}

/** A new transaction id whose end-line cannot be found in the body (RFC 4975 §7.1). */
export function transactionIdFor(body: Buffer, draw: () => string = newTransactionId): string {
  let transactionId = draw()
  while (body.includes(`-------${transactionId}`)) transactionId = draw()
  return transactionId
}

export interface ReportFields {
  /** Of the SEND that is reported on. */
  readonly messageId: string
  /** Octets reported on; mandatory in a failure report, with a computed end (RFC 4975 §7.1.4). */
  readonly range?: ByteRange | undefined
  readonly status: number
  readonly comment?: string | undefined
}

/** A REPORT request in namespace 000 (RFC 4975 §7.1.2): never with Success-Report or Failure-Report, never chunked. */
export function buildReport(paths: Paths, { messageId, range, status, comment }: ReportFields): MsrpRequest {
  const headers = [...pathHeaders(paths), msrpHeader('Message-ID', messageId)]
  if (range) headers.push(msrpHeader('Byte-Range', serialiseByteRange(range)))
  headers.push(msrpHeader('Status', comment === undefined ? `000 ${status}` : `000 ${status} ${comment}`))
  return {
    kind: 'request',
    method: 'REPORT',
    transactionId: newTransactionId(),
    headers,
    body: undefined,
    continuation: '$',
  }
}

/**
 * The transaction response to a request (RFC 4975 §7.2): back to the previous hop for SEND, along the full path for all
 * other methods; From-Path is the URI by which the request addressed this side.
 */
export function buildResponse(request: MsrpRequest, status: number, comment?: string): MsrpResponse {
  const from = fromPath(request)
  return {
    kind: 'response',
    transactionId: request.transactionId,
    status,
    comment,
    headers: pathHeaders({
      to: request.method === 'SEND' ? from.slice(0, 1) : from,
      from: toPath(request).slice(0, 1),
    }),
    body: undefined,
    continuation: '$',
  }
}

function pathHeaders({ to, from }: Paths): MsrpHeader[] {
  return [msrpHeader('To-Path', to.join(' ')), msrpHeader('From-Path', from.join(' '))]
}
