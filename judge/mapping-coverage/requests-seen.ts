import type { SipView } from '../../trace/decoded/sip.ts'
import type { SspView } from '../../trace/decoded/ssp.ts'
import type { Observed } from '../../trace/observed.ts'
import { textOf } from '../readers/pager.ts'
import { finals, requests, sipFromPeer } from '../readers/sip.ts'
import { answersOf, asks, sspFromIwf } from '../readers/ssp.ts'
import type { AnyObserved, Trace } from '../trace.ts'

/** What a SIMPLE user asked for: a session, or that a message be delivered. */
export type Asked = 'INVITE' | 'MESSAGE' | 'SEND'

const comesAfter = (one: AnyObserved, other: AnyObserved): boolean => one.firstEvent > other.lastEvent

/** The queries that the implementation made for an INVITE, with what came of them. */
export const inquiries = (trace: Trace): readonly Observed<SspView>[] => [
  ...asks(trace, 'capability'),
  ...asks(trace, 'block'),
]

/** Whether the implementation decided about an INVITE after something had come. */
export const decidedAfter = (trace: Trace, cause: AnyObserved): boolean =>
  finals(trace).some(final => comesAfter(final, cause))

/** By which request the SIMPLE user had asked for a message that the implementation handed to the IMPS side. */
export function askedBy(trace: Trace, handedOn: Observed<SspView>): 'MESSAGE' | 'SEND' | undefined {
  const text = handedOn.message.text.trim()
  const before = (message: AnyObserved) => comesAfter(handedOn, message)
  const pager = sipFromPeer(trace).some(
    message =>
      message.message.kind === 'request' &&
      message.message.method === 'MESSAGE' &&
      before(message) &&
      textOf(message).trim() === text,
  )
  if (pager) return 'MESSAGE'
  const sent = trace.msrp.some(
    ({ from, message, ...rest }) => from !== 'iwf' && message.kind === 'SEND' && rest.firstEvent < handedOn.firstEvent,
  )
  return sent ? 'SEND' : undefined
}

/** Whether the sender of a message was told something, or will be, after its outcome was known. */
export function toldAfter(trace: Trace, cause: AnyObserved, asked: 'MESSAGE' | 'SEND'): boolean {
  const answered = asked === 'MESSAGE' ? finals(trace, 'MESSAGE') : trace.msrp.filter(({ from }) => from === 'iwf')
  const notified = requests(trace, 'MESSAGE')
  return [...answered, ...notified].some(message => comesAfter(message, cause))
}

/** A message of the IMPS side, and how it fared: what the implementation answered or reported. */
export interface Relayed {
  readonly message: Observed<SspView>
  /** Answers and delivery reports of the implementation about it. */
  readonly outcomes: readonly Observed<SspView>[]
}

export function relayedMessages(trace: Trace): readonly Relayed[] {
  const asked = trace.ssp.filter(
    ({ from, message }) => from !== 'iwf' && message.kind === 'query' && message.primitive === 'message',
  )
  return asked.map(message => ({
    message,
    outcomes: [
      ...answersOf(trace, message),
      ...sspFromIwf(trace).filter(
        ({ message: report }) => report.primitive === 'report' && report.messageId === message.message.messageId,
      ),
    ],
  }))
}

/** Whether some message of the IMPS side was answered or reported on after something had come. */
export const answeredAfter = (trace: Trace, cause: AnyObserved): boolean =>
  relayedMessages(trace).some(({ outcomes }) => outcomes.some(outcome => comesAfter(outcome, cause)))

/** Requests of the implementation that carry, or open a session for, messages of the IMPS side. */
export const relaying = (trace: Trace): readonly Observed<SipView>[] =>
  requests(trace, 'INVITE', 'MESSAGE').filter(({ message }) => !message.inDialog)

/** Final responses of the peer in the transaction of a request of the implementation. */
export const finalsOfPeer = (trace: Trace, request: Observed<SipView>): readonly Observed<SipView>[] =>
  sipFromPeer(trace).filter(
    ({ message }) =>
      message.kind === 'response' &&
      message.status >= 200 &&
      message.branch === request.message.branch &&
      message.method === request.message.method,
  )
