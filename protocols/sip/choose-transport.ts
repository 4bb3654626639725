import type { SipTransportName } from './flow.ts'

/** Longest request that may go over UDP when the path MTU is unknown, octets (RFC 3261 §18.1.1). */
export const largestDatagramRequest = 1300

export interface TransportChoice {
  /** Length of the request in octets. */
  readonly octets: number
  /** What the URI, the route or the configuration asks for; undefined where nothing does. */
  readonly preferred?: SipTransportName | undefined
  /** What both sides can do. */
  readonly available: readonly SipTransportName[]
  /** Path MTU in octets if it is known: then the limit is 200 less. */
  readonly pathMtu?: number | undefined
}

/**
 * The transport for a request: UDP unless another is preferred, but one with congestion control for a request that is
 * longer than 1300 octets or within 200 octets of the path MTU (RFC 3261 §18.1.1). Where no such transport is available
 * a long request goes over UDP all the same. TLS is never changed for anything else.
 * Undefined when nothing is available.
 */
export function chooseTransport(choice: TransportChoice): SipTransportName | undefined {
  const { octets, preferred = 'udp', available, pathMtu } = choice
  if (preferred === 'tls') return available.find(transport => transport === 'tls')
  const limit = pathMtu === undefined ? largestDatagramRequest : pathMtu - 200
  const tooLong = octets > limit
  const wanted: readonly SipTransportName[] = tooLong || preferred === 'tcp' ? ['tcp', 'udp'] : ['udp', 'tcp']
  return wanted.find(transport => available.includes(transport))
}
