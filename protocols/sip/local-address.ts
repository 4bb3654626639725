import type { Address } from '../wire/tap.ts'
import type { SipTransportName } from './flow.ts'

/** Where one side listens for SIP: one port for UDP and TCP, another for TLS (RFC 3261 §19.1.2: 5060 and 5061). */
export interface SipAddress extends Address {
  /** Absent where it does not listen for TLS, or for nothing else. */
  readonly tlsPort?: number
}

/** The port of a transport. */
export function portOf({ port, tlsPort = port }: SipAddress, transport: SipTransportName): number {
  return transport === 'tls' ? tlsPort : port
}
