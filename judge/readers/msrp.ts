import type { MsrpView } from '../../trace/decoded/msrp.ts'
import type { Observed } from '../../trace/observed.ts'
import type { AnyObserved, Messages, Trace } from '../trace.ts'
import { unwrap, type Unwrapped } from './cpim.ts'

export type MsrpMessages = readonly Observed<MsrpView>[]

/** Anything that holds MSRP messages: a trace, or its unclaimed traffic. */
export type WithMsrp = Pick<Messages, 'msrp'>

/** MSRP messages that the implementation sent. */
export const msrpFromIwf = ({ msrp }: WithMsrp): MsrpMessages => msrp.filter(message => message.from === 'iwf')

/** MSRP messages that the peer sent. */
export const msrpFromPeer = ({ msrp }: WithMsrp): MsrpMessages => msrp.filter(message => message.from !== 'iwf')

/** SENDs of the implementation, one entry per chunk, bodiless ones included. */
export const chunks = (seen: WithMsrp): MsrpMessages =>
  msrpFromIwf(seen).filter(({ message }) => message.kind === 'SEND')

/** SENDs of the implementation that carry content. */
export const contentChunks = (seen: WithMsrp): MsrpMessages =>
  chunks(seen).filter(({ message: { body } }) => body !== undefined)

/** REPORTs of the implementation. */
export const reports = (seen: WithMsrp): MsrpMessages =>
  msrpFromIwf(seen).filter(({ message }) => message.kind === 'REPORT')

/** REPORTs of the implementation about a SEND of the peer. */
export const reportsOn = (seen: WithMsrp, send: Observed<MsrpView>): MsrpMessages =>
  reports(seen).filter(({ message }) => message.messageId === send.message.messageId)

/** Transaction responses of the implementation to a request of the peer: same transaction id, same connection. */
export const msrpResponsesTo = (seen: WithMsrp, request: Observed<MsrpView>): MsrpMessages =>
  msrpFromIwf(seen).filter(
    ({ message, connection }) =>
      message.kind === 'response' &&
      connection === request.connection &&
      message.transactionId === request.message.transactionId,
  )

/** The script's MSRP message of that label. */
export function msrpMark(trace: Trace, label: string): Observed<MsrpView> | undefined {
  const marked = trace.mark(label)
  return trace.msrp.find(message => message.id === marked?.id)
}

/** A whole message put together from its chunks (RFC 4975 §7.1.1): same Message-ID, same connection and direction. */
export interface AssembledMessage extends Unwrapped {
  readonly messageId: string
  /** In the order in which they came. */
  readonly chunks: readonly [Observed<MsrpView>, ...Observed<MsrpView>[]]
  /** `octets` as text, `''` when they are not UTF-8. */
  readonly text: string
  /** Whether its last chunk came. */
  readonly complete: boolean
}

/** Whole messages out of chunks, in the order of their first ones. Bodiless SENDs are none. */
export function assembled(sends: MsrpMessages): readonly AssembledMessage[] {
  const groups = new Map<string, [Observed<MsrpView>, ...Observed<MsrpView>[]]>()
  for (const send of sends) {
    if (send.message.body === undefined) continue
    const key = `${send.connection} ${send.direction} ${send.message.messageId}`
    const group = groups.get(key)
    if (group) group.push(send)
    else groups.set(key, [send])
  }
  return [...groups.values()].map(assemble)
}

function assemble(parts: readonly [Observed<MsrpView>, ...Observed<MsrpView>[]]): AssembledMessage {
  const [first] = parts
  const length = Math.max(...parts.map(endOf))
  const total = parts.reduce((sum, { message }) => sum + (message.body?.length ?? 0), 0)
  // Ranges that leave holes, or claim more than was sent, are not to be trusted: then the order of arrival counts.
  const whole = length <= total ? placed(parts, length) : Buffer.concat(parts.map(({ message }) => bodyOf(message)))
  const content = unwrap(first.message.contentType, whole)
  const text = content.octets.toString('utf8')
  return {
    ...content,
    messageId: first.message.messageId,
    chunks: parts,
    text: Buffer.from(text, 'utf8').equals(content.octets) ? text : '',
    complete: parts.some(({ message }) => message.continuation === '$'),
  }
}

function placed(parts: MsrpMessages, length: number): Buffer {
  const whole = Buffer.alloc(length)
  for (const { message } of parts) bodyOf(message).copy(whole, startOf(message))
  return whole
}

const bodyOf = ({ body }: MsrpView): Buffer => body ?? Buffer.alloc(0)
const startOf = ({ range }: MsrpView): number => Math.max(0, (range?.start ?? 1) - 1)
const endOf = ({ message }: Observed<MsrpView>): number => startOf(message) + bodyOf(message).length

/** Messages that the implementation sent in sessions, whole and unwrapped. */
export const deliveredBySend = (seen: WithMsrp): readonly AssembledMessage[] => assembled(chunks(seen))

/** The last chunk of each message of the implementation with this text, CPIM wrapper aside: when it was delivered. */
export const sends = (seen: WithMsrp, text: string): MsrpMessages =>
  deliveredBySend(seen)
    .filter(message => message.complete && message.text === text)
    .map(({ chunks: parts }) => parts.at(-1) ?? parts[0])

/** Whether chunks or reports together cover octets 1 to `total` of a message. */
export function covers(messages: MsrpMessages, total: number): boolean {
  const ranges = messages.flatMap(({ message: { range } }) => (range && range.end !== '*' ? [range] : []))
  let next = 1
  for (const { start, end } of [...ranges].sort((one, other) => one.start - other.start))
    if (start <= next) next = Math.max(next, Number(end) + 1)
  return next > total
}

/** Octets of the message that a chunk belongs to, where it says so. */
export const totalOf = ({ message: { range, body } }: Observed<MsrpView>): number =>
  range && range.total !== '*' ? range.total : (body?.length ?? 0)

/** Whether two messages went over the same connection. */
export const sameConnection = (one: AnyObserved, other: AnyObserved): boolean => one.connection === other.connection
