import { request, type HeaderField } from '../../protocols/sip/build.ts'
import type { SipTransportName } from '../../protocols/sip/flow.ts'
import { portOf, type SipAddress } from '../../protocols/sip/local-address.ts'
import { newBranch, newCallId, newTag } from '../../protocols/sip/identifiers.ts'
import type { SipRequest } from '../../protocols/sip/message.ts'
import { viaValue } from '../../protocols/sip/via.ts'
import type { Content } from '../imps-domain.ts'

export interface PagerMessage {
  /** SIP URI of the IMPS user. */
  readonly from: string
  /** SIP URI of the SIMPLE user. */
  readonly to: string
  readonly content: Content
  /** Seconds; becomes Expires (RFC 3428 §4). */
  readonly validity: number | undefined
}

/** Text always says its charset, which is UTF-8 on the SIP side unless it says otherwise. */
export function withCharset(type: string): string {
  return /^text\//i.test(type) && !/;\s*charset\s*=/i.test(type) ? `${type};charset=UTF-8` : type
}

/** Fields that make a request one and the same, however often it is written. */
export interface RequestIdentity {
  readonly branch: string
  readonly callId: string
  readonly tag: string
  readonly sequence: number
}

export function newRequestIdentity(host: string): RequestIdentity {
  return { branch: newBranch(), callId: newCallId(host), tag: newTag(), sequence: 1 }
}

/** Of the same request when it is sent to where a redirection leads (RFC 3261 §8.1.3.4). */
export function redirected(identity: RequestIdentity): RequestIdentity {
  return { ...identity, branch: newBranch(), sequence: identity.sequence + 1 }
}

/** A MESSAGE outside any dialog: no Contact, one piece (RFC 3428 §4). */
export function pagerRequest(
  message: PagerMessage,
  identity: RequestIdentity,
  transport: SipTransportName,
  own: SipAddress,
  requestUri = message.to,
): SipRequest {
  const headers: HeaderField[] = [
    ['Via', viaValue(transport.toUpperCase(), own.host, portOf(own, transport), identity.branch)],
    ['Max-Forwards', '70'],
    ['From', `<${message.from}>;tag=${identity.tag}`],
    ['To', `<${message.to}>`],
    ['Call-ID', identity.callId],
    ['CSeq', `${identity.sequence} MESSAGE`],
    ['P-Asserted-Identity', `<${message.from}>`],
    ...(message.validity === undefined ? [] : [['Expires', String(message.validity)] as const]),
    ['Content-Type', withCharset(message.content.type)],
  ]
  return request({ method: 'MESSAGE', requestUri, headers, body: message.content.octets })
}
