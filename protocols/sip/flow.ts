import type { Address, WireReference } from '../wire/tap.ts'

export type SipTransportName = 'udp' | 'tcp' | 'tls'

/** Where a message shall go. */
export interface SipTarget extends Address {
  readonly transport: SipTransportName
}

/**
 * A way to one remote address: over UDP the pair of addresses, over TCP and TLS one connection. Whatever arrives names the
 * flow that it came in, so that an answer can go back the same way.
 */
export interface SipFlow {
  readonly transport: SipTransportName
  readonly local: Address
  readonly remote: Address
  /** Whether the transport retransmits by itself, so that transactions need not (RFC 3261 §17). */
  readonly reliable: boolean
  /** False when the connection is gone; a UDP flow is open as long as its socket. */
  readonly open: boolean
  /** Hands octets to the socket as they are; 0 when the flow is not open. */
  send(octets: Buffer): WireReference
  /**
   * Sends octets in pieces of the given lengths, the rest in a last one: over TCP and TLS one write each, over UDP one
   * datagram each. The reference is that of the first piece.
   */
  sendInPieces(octets: Buffer, lengths: readonly number[]): WireReference
}

/** Cuts octets into pieces of the given lengths; what is left makes the last piece. */
export function cut(octets: Buffer, lengths: readonly number[]): Buffer[] {
  const pieces: Buffer[] = []
  let from = 0
  for (const length of lengths) {
    if (from >= octets.length) break
    pieces.push(octets.subarray(from, from + Math.max(1, length)))
    from += Math.max(1, length)
  }
  if (from < octets.length) pieces.push(octets.subarray(from))
  return pieces
}
