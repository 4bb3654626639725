import { request, type HeaderField } from '../../protocols/sip/build.ts'
import { withBrackets } from '../../protocols/sip/host-brackets.ts'
import type { SipRequest } from '../../protocols/sip/message.ts'
import type { SipTransportName } from '../../protocols/sip/flow.ts'
import { portOf, type SipAddress } from '../../protocols/sip/local-address.ts'
import { serialiseNameAddress } from '../../protocols/sip/name-address.ts'
import { overridden } from '../../protocols/sip/overridden-headers.ts'
import { viaValue } from '../../protocols/sip/via.ts'

/** What our requests say of the user who sends them. */
export interface RequestOrigin {
  /** Address-of-record of the user, also the asserted identity. */
  readonly uri: string
  /** User part of Contact. */
  readonly userPart: string
  /** Where the peer listens. */
  readonly local: SipAddress
}

export interface RequestShape {
  readonly method: string
  readonly requestUri: string
  readonly transport: SipTransportName
  readonly callId: string
  readonly fromTag: string
  readonly branch: string
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly displayName?: string | undefined
  readonly asserted?: 'none' | undefined
  /** What an INVITE is for, as its feature tags say. */
  readonly mode?: 'session' | 'large-message' | undefined
  /** Via values of hops below ours. */
  readonly viaBelow?: readonly string[] | undefined
  /** Added verbatim, or in place of a field of ours with the same name. */
  readonly headers?: readonly HeaderField[] | undefined
  readonly body?: { readonly type: string; readonly octets: Buffer } | undefined
}

const methods = ['INVITE', 'ACK', 'CANCEL', 'BYE', 'OPTIONS', 'MESSAGE']

/** Value of Allow. */
export const ALLOWED = methods.join(', ')

export const isAllowed = (method: string): boolean => methods.includes(method)

/**
 * A request outside any dialog as a SIMPLE IM client behind a trusted proxy sends it (`simple-iwf` §3.4): identity in
 * P-Asserted-Identity, feature tag `+g.oma.sip-im` in Contact and Accept-Contact of INVITE, no Contact in MESSAGE
 * (RFC 3428 §4). `Supported: timer` is left out, since this client refreshes no session (RFC 4028 §7.2).
 */
export function outOfDialogRequest(origin: RequestOrigin, shape: RequestShape): SipRequest {
  const { method, transport } = shape
  const { host } = origin.local
  const invite = method === 'INVITE'
  // The tag of a session for one large message is that of a session and a word more.
  const subtag = shape.mode === 'large-message' ? '.large-message' : ''
  const fields: HeaderField[] = [
    ['Via', viaValue(transport.toUpperCase(), host, portOf(origin.local, transport), shape.branch)],
    ...(shape.viaBelow ?? []).map((value): HeaderField => ['Via', value]),
    ['Max-Forwards', '70'],
    ['From', `${fromAddress(shape.from ?? origin.uri, shape.displayName)};tag=${shape.fromTag}`],
    ['To', `<${shape.to ?? shape.requestUri}>`],
    ['Call-ID', shape.callId],
    ['CSeq', `1 ${method}`],
    ...(invite ? [['Contact', `${contact(origin, transport, shape.requestUri)}${subtag}`] as const] : []),
    ...(invite ? [['Accept-Contact', `*;+g.oma.sip-im${subtag}`] as const] : []),
    ...(shape.asserted === 'none' ? [] : [['P-Asserted-Identity', `<${origin.uri}>`] as const]),
    ...(method === 'MESSAGE' ? [] : [['Allow', ALLOWED] as const]),
    ['User-Agent', 'IM-client/OMA1.0 Conformance/1'],
    ...(shape.body ? [['Content-Type', shape.body.type] as const] : []),
  ]
  return request({
    method,
    requestUri: shape.requestUri,
    headers: overridden(fields, shape.headers ?? []),
    ...(shape.body ? { body: shape.body.octets } : {}),
  })
}

/**
 * Value of Contact: where the peer is reached over the same transport. It is a sips URI in a request for one, which needs
 * no transport to say TLS (RFC 3261 §8.1.1.8, RFC 5630 §3.1.4).
 */
export function contact(origin: RequestOrigin, transport: SipTransportName, requestUri = 'sip:'): string {
  const { host } = origin.local
  const port = portOf(origin.local, transport)
  const at = `${origin.userPart}@${withBrackets(host)}:${port}`
  if (/^sips:/i.test(requestUri)) return `<sips:${at}>;+g.oma.sip-im`
  return `<sip:${at};transport=${transport}>;+g.oma.sip-im`
}

/** What a 2xx to INVITE says, apart from what it copies (RFC 3261 §13.3.1.4). */
export function acceptance(
  origin: RequestOrigin,
  transport: SipTransportName,
  sdp: Buffer,
): { readonly headers: readonly HeaderField[]; readonly body: Buffer } {
  return {
    headers: [
      ['Contact', contact(origin, transport)],
      ['Allow', ALLOWED],
      ['Content-Type', 'application/sdp'],
    ],
    body: sdp,
  }
}

function fromAddress(uri: string, displayName: string | undefined): string {
  return displayName === undefined ? serialiseNameAddress({ uri, parameters: [] }) : `${displayName} <${uri}>`
}
