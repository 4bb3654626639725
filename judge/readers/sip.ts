import type { SipView } from '../../trace/decoded/sip.ts'
import type { Observed } from '../../trace/observed.ts'
import type { AnyObserved, Messages, Trace } from '../trace.ts'
import { grouped } from './grouped.ts'

export type SipMessages = readonly Observed<SipView>[]

/** Anything that holds SIP messages: a trace, or its unclaimed traffic. */
export type WithSip = Pick<Messages, 'sip'>

/** SIP messages that the implementation sent. */
export const sipFromIwf = ({ sip }: WithSip): SipMessages => sip.filter(message => message.from === 'iwf')

/** SIP messages that the peer sent. */
export const sipFromPeer = ({ sip }: WithSip): SipMessages => sip.filter(message => message.from !== 'iwf')

/** Responses of the implementation to requests of a method, retransmissions included. */
export const responses = (seen: WithSip, method = 'INVITE'): SipMessages =>
  sipFromIwf(seen).filter(({ message }) => message.kind === 'response' && message.method === method)

/** 2xx of the implementation. */
export const accepts = (seen: WithSip, method = 'INVITE'): SipMessages =>
  responses(seen, method).filter(({ message: { status } }) => status >= 200 && status < 300)

/** Final responses of the implementation. */
export const finals = (seen: WithSip, method = 'INVITE'): SipMessages =>
  responses(seen, method).filter(({ message: { status } }) => status >= 200)

/** Final responses of the implementation other than 2xx. */
export const refusals = (seen: WithSip, method = 'INVITE'): SipMessages =>
  finals(seen, method).filter(({ message: { status } }) => status >= 300)

/** Provisional responses of the implementation, 100 included. */
export const provisionals = (seen: WithSip, method = 'INVITE'): SipMessages =>
  responses(seen, method).filter(({ message: { status } }) => status < 200)

/** What accepts an INVITE or gives the media away: a 2xx, or a 1xx with SDP. */
export const acceptsOrShowsSdp = (seen: WithSip): SipMessages =>
  responses(seen).filter(({ message: { status, hasSdp } }) => (status < 200 ? hasSdp : status < 300))

/** Requests of the implementation of one of some methods. */
export const requests = (seen: WithSip, ...methods: readonly string[]): SipMessages =>
  sipFromIwf(seen).filter(({ message }) => message.kind === 'request' && methods.includes(message.method))

/** Requests of the implementation that open something towards the SIMPLE side: MESSAGE, or INVITE outside a dialog. */
export const opens = (seen: WithSip): SipMessages =>
  requests(seen, 'INVITE', 'MESSAGE').filter(({ message }) => !message.inDialog)

/** The script's SIP message of that label. */
export function sipMark(trace: Trace, label: string): Observed<SipView> | undefined {
  const marked = trace.mark(label)
  return trace.sip.find(message => message.id === marked?.id)
}

/** Responses of the implementation in the transaction of a request: same branch and CSeq (RFC 3261 §17.1.3). */
export const responsesTo = ({ sip }: WithSip, request: Observed<SipView>): SipMessages =>
  responsesByBranch(sip, request.message.branch).filter(
    ({ message, at }) =>
      at >= request.at &&
      message.callId === request.message.callId &&
      message.cseq?.number === request.message.cseq?.number &&
      message.method === request.message.method,
  )

const responsesByBranch = grouped(({ from, message }: Observed<SipView>) =>
  from === 'iwf' && message.kind === 'response' ? message.branch : undefined,
)

/** The first final response of the implementation in the transaction of a request. */
export const finalTo = (seen: WithSip, request: Observed<SipView>): Observed<SipView> | undefined =>
  responsesTo(seen, request).find(({ message }) => message.status >= 200)

/** Messages of one call, by the Call-ID of any of them. */
export const inCallOf = (messages: SipMessages, one: Observed<SipView>): SipMessages =>
  messages.filter(({ message }) => message.callId === one.message.callId)

/** Messages at or after a moment of the trace. */
export const since = <M extends AnyObserved>(messages: readonly M[], from: AnyObserved): readonly M[] =>
  messages.filter(({ at }) => at >= from.at)

/** The same message sent again counts once: the first of those with equal octets. */
export function withoutRetransmissions(messages: SipMessages): SipMessages {
  const seen = new Set<string>()
  return messages.filter(({ octets }) => {
    const text = octets.toString('latin1')
    if (seen.has(text)) return false
    seen.add(text)
    return true
  })
}

/** `code` of each Warning value (RFC 3261 §20.43). */
export const warnCodes = ({ message }: Observed<SipView>): readonly number[] =>
  message.values('warning').map(value => Number.parseInt(value, 10))

/** Methods in Allow, in upper case. */
export const allows = ({ message }: Observed<SipView>): readonly string[] =>
  message.values('allow').map(method => method.toUpperCase())
