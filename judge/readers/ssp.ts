import { codeFor } from '../../protocols/ssp/status.ts'
import { sameWvAddress } from '../../protocols/ssp/wv-address.ts'
import type { SspPurpose, SspView } from '../../trace/decoded/ssp.ts'
import type { Observed } from '../../trace/observed.ts'
import type { Messages, Trace } from '../trace.ts'
import { grouped } from './grouped.ts'

export type SspMessages = readonly Observed<SspView>[]

/** Anything that holds SSP transactions: a trace, or its unclaimed traffic. */
export type WithSsp = Pick<Messages, 'ssp'>

/** SSP transactions that the implementation sent. */
export const sspFromIwf = ({ ssp }: WithSsp): SspMessages => ssp.filter(message => message.from === 'iwf')

/** Those about users and messages: without set-up and upkeep of the session, which are its own when it runs alone. */
export const businessOfIwf = (seen: WithSsp): SspMessages =>
  sspFromIwf(seen).filter(({ message: { primitive } }) => primitive !== 'set-up' && primitive !== 'upkeep')

/** Queries of the implementation of a kind: `capability`, `block`, `message`, `report`. */
export const asks = (seen: WithSsp, primitive: SspPurpose): SspMessages =>
  sspFromIwf(seen).filter(({ message }) => message.kind === 'query' && message.primitive === primitive)

/** Queries of the implementation that ask whether the sender is blocked: separate, or inside a capability query. */
export const asksBlockStatus = (seen: WithSsp): SspMessages =>
  sspFromIwf(seen).filter(
    ({ message }) => message.kind === 'query' && (message.primitive === 'block' || message.asksBlockStatus),
  )

/** Answers of the IMPS side to queries of a kind. */
export const answersTo = (seen: WithSsp, primitive: SspPurpose): SspMessages =>
  seen.ssp.filter(({ from, message }) => from !== 'iwf' && message.kind === 'answer' && message.primitive === primitive)

/** The first answer of the IMPS side to a query of a kind. */
export const answerTo = (seen: WithSsp, primitive: SspPurpose): Observed<SspView> | undefined =>
  answersTo(seen, primitive)[0]

/** The first answer of the IMPS side that tells the block status, separate or combined. */
export const blockAnswer = (seen: WithSsp): Observed<SspView> | undefined =>
  seen.ssp.find(
    ({ from, message }) =>
      from !== 'iwf' &&
      message.kind === 'answer' &&
      (message.primitive === 'block' || (message.answer?.blocks.length ?? 0) > 0),
  )

/** Answers in the transaction of a query, by whichever side was asked. */
export const answersOf = ({ ssp }: WithSsp, query: Observed<SspView>): SspMessages =>
  answersByTransaction(ssp, query.message.transaction).filter(
    ({ direction, owner }) => owner === query.owner && direction !== query.direction,
  )

const answersByTransaction = grouped(({ message }: Observed<SspView>) =>
  message.kind === 'answer' ? message.transaction : undefined,
)

/** The script's SSP transaction of that label. */
export function sspMark(trace: Trace, label: string): Observed<SspView> | undefined {
  const marked = trace.mark(label)
  return trace.ssp.find(message => message.id === marked?.id)
}

/** Messages that the implementation gave to the IMPS side with this text, decoded. */
export const delivered = (seen: WithSsp, text: string): SspMessages =>
  asks(seen, 'message').filter(({ message }) => message.text === text)

/** Delivery reports of the implementation. */
export const deliveryReports = (seen: WithSsp): SspMessages =>
  sspFromIwf(seen).filter(({ message }) => message.primitive === 'report')

/** The user on whose behalf a query was made, `''` when it names none. */
export const requesterOf = ({ message }: Observed<SspView>): string => message.requester

/** The first user that a query is about, or the first recipient of a message. */
export const targetOf = ({ message }: Observed<SspView>): string => message.targets[0] ?? message.recipient

/** The code that an answer gives for one user: a DetailedResult may say another than the Status. */
export const codeAbout = ({ message }: Observed<SspView>, user: string): number =>
  message.result ? codeFor(message.result, user) : 0

/** Whether two IMPS addresses are the same user, however they are written. */
export const sameUser = (one: string, other: string): boolean => sameWvAddress(one, other)
