import { newTransactionId } from '../../protocols/msrp/identifiers.ts'
import { msrpHeader, type MsrpMessage } from '../../protocols/msrp/message.ts'
import { buildReport, buildResponse, buildSend, type Paths } from '../../protocols/msrp/requests.ts'

/** What a client may send beside SENDs, and what is to come back. */
export interface OddMessage {
  /** What alice sends; `known` is the Message-ID of a message that she got. */
  readonly message: (paths: Paths, known: string) => MsrpMessage
  /** What must come back: a refusal of the method, or nothing. */
  readonly answer: 501 | 'none'
  /** Relays know the method, and answer it in their own way (RFC 4976 §6.3). */
  readonly knownToRelays?: true
  /** Her path has two URIs, so that the whole of it can be told from its first. */
  readonly viaRelay?: boolean
}

const method =
  (name: string) =>
  (paths: Paths): MsrpMessage => ({
    kind: 'request',
    method: name,
    transactionId: newTransactionId(),
    headers: [msrpHeader('To-Path', paths.to.join(' ')), msrpHeader('From-Path', paths.from.join(' '))],
    body: undefined,
    continuation: '$',
  })

const report = (paths: Paths, messageId: string): MsrpMessage =>
  buildReport(paths, { messageId, range: { start: 1, end: 10, total: 10 }, status: 200 })

/** A response to a SEND that the implementation never sent. */
const strayResponse = ({ to, from }: Paths): MsrpMessage =>
  buildResponse(
    buildSend({ to: from, from: to }, { messageId: 'never-sent' }, { start: 1, end: 0, total: 0 }, undefined),
    200,
  )

/** By the id of its row (MSR-10). */
export const oddMessages: Readonly<Record<string, OddMessage>> = {
  FOO: { message: method('FOO'), answer: 501 },
  'FOO-over-a-relay': { message: method('FOO'), answer: 501, viaRelay: true },
  AUTH: { message: method('AUTH'), answer: 501, knownToRelays: true },
  'REPORT-on-a-known-message': { message: report, answer: 'none' },
  'REPORT-on-an-unknown-message': { message: paths => report(paths, 'nobody-sent-this'), answer: 'none' },
  'response-to-nothing': { message: strayResponse, answer: 'none' },
}
