import { parseCSeq } from './cseq.ts'
import { headerValue } from './headers.ts'
import type { SipMessage, SipResponse } from './message.ts'

const always = ['Via', 'From', 'To', 'Call-ID', 'CSeq']

/** What a response must explain itself with, by its status. */
const byStatus: Readonly<Record<number, string>> = {
  401: 'WWW-Authenticate', // RFC 3261 §21.4.2
  405: 'Allow', // RFC 3261 §21.4.6
  407: 'Proxy-Authenticate', // RFC 3261 §21.4.8
  420: 'Unsupported', // RFC 3261 §21.4.15
  422: 'Min-SE', // RFC 4028 §6
  423: 'Min-Expires', // RFC 3261 §21.4.17
  489: 'Allow-Events', // RFC 6665 §8.3.2
}

/** The header fields that this message cannot be without (RFC 3261 §20, Tables 2 and 3). */
export function mandatoryHeaders(message: SipMessage): string[] {
  if (message.kind === 'request')
    return [...always, 'Max-Forwards', ...(message.method === 'INVITE' ? ['Contact'] : [])]
  const explanation = byStatus[message.status]
  return [
    ...always,
    ...(explanation === undefined ? [] : [explanation]),
    ...(acceptsInvite(message) ? ['Contact'] : []),
  ]
}

function acceptsInvite(response: SipResponse): boolean {
  const success = response.status >= 200 && response.status < 300
  return success && parseCSeq(headerValue(response, 'cseq') ?? '')?.method === 'INVITE'
}
