import type { Address } from '../wire/tap.ts'
import type { SipTransportName } from './flow.ts'
import { withoutBrackets } from './host-brackets.ts'
import { parameterText } from './parameters.ts'
import type { Via } from './via.ts'

/** The port of SIP where none is written (RFC 3261 §19.1.2). */
export const defaultSipPort = (transport: SipTransportName): number => (transport === 'tls' ? 5061 : 5060)

/**
 * Where a response to a request with this topmost Via goes over UDP (RFC 3261 §18.2.2, RFC 3581 §4): to `maddr` if
 * given; to the source address and port if `rport` was asked for; else to the source address and the port of sent-by.
 * Without a Via to go by it goes back to the source.
 *
 * Over TCP and TLS it goes back on the connection, and this is where a new one leads when the old one is gone; `rport` has no
 * say then, since nobody listens on the source port of a connection.
 */
export function responseDestination(via: Via | undefined, source: Address, transport: SipTransportName): Address {
  if (!via) return source
  const sentByPort = via.port ?? defaultSipPort(transport)
  if (transport !== 'udp') return { host: source.host, port: sentByPort }
  const maddr = parameterText(via.parameters, 'maddr')
  if (maddr !== undefined) return { host: withoutBrackets(maddr), port: sentByPort }
  return via.rport === undefined ? { host: source.host, port: sentByPort } : source
}
