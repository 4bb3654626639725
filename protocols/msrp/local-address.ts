import type { Address } from '../wire/tap.ts'

/** Where one side listens for MSRP: one port for TCP and, where it can, another for TLS. */
export interface MsrpAddress extends Address {
  readonly tlsPort?: number
}

/** The port for a scheme of URIs. */
export function portOf({ port, tlsPort = port }: MsrpAddress, scheme: 'msrp' | 'msrps'): number {
  return scheme === 'msrps' ? tlsPort : port
}
