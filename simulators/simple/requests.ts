import { request, type HeaderField } from '../../protocols/sip/build.ts'
import { withBrackets } from '../../protocols/sip/host-brackets.ts'
import type { SipRequest } from '../../protocols/sip/message.ts'
import type { SipTransportName } from '../../protocols/sip/flow.ts'
import { serialiseNameAddress } from '../../protocols/sip/name-address.ts'
import { overridden } from '../../protocols/sip/overridden-headers.ts'
import { viaValue } from '../../protocols/sip/via.ts'
import type { Address } from '../../protocols/wire/tap.ts'

/** What our requests say of the user who sends them. */
export interface RequestOrigin {
  /** Address-of-record of the user, also the asserted identity. */
  readonly uri: string
  /** User part of Contact. */
  readonly userPart: string
  /** Where the peer listens. */
  readonly local: Address
}

export interface RequestShape {
  readonly method: 'INVITE' | 'MESSAGE' | 'OPTIONS'
  readonly requestUri: string
  readonly transport: SipTransportName
  readonly callId: string
  readonly fromTag: string
  readonly branch: string
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly displayName?: string | undefined
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
  const { host, port } = origin.local
  const invite = method === 'INVITE'
  const fields: HeaderField[] = [
    ['Via', viaValue(transport.toUpperCase(), host, port, shape.branch)],
    ...(shape.viaBelow ?? []).map((value): HeaderField => ['Via', value]),
    ['Max-Forwards', '70'],
    ['From', `${fromAddress(shape.from ?? origin.uri, shape.displayName)};tag=${shape.fromTag}`],
    ['To', `<${shape.to ?? shape.requestUri}>`],
    ['Call-ID', shape.callId],
    ['CSeq', `1 ${method}`],
    ...(invite ? [['Contact', contact(origin, transport)] as const] : []),
    ...(invite ? [['Accept-Contact', '*;+g.oma.sip-im'] as const] : []),
    ['P-Asserted-Identity', `<${origin.uri}>`],
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

/** Value of Contact: where the peer is reached over the same transport. */
export function contact(origin: RequestOrigin, transport: SipTransportName): string {
  const { host, port } = origin.local
  return `<sip:${origin.userPart}@${withBrackets(host)}:${port};transport=${transport}>;+g.oma.sip-im`
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
