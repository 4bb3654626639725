/** Seen from the program that owns the socket. */
export type Direction = 'sent' | 'received'

export type ApplicationProtocol = 'sip' | 'msrp' | 'http'

export interface Address {
  readonly host: string
  readonly port: number
}

/** What is known of a stream connection when it opens. */
export interface ConnectionFacts {
  /** Who owns the socket, e.g. `simple` or `imps.example`; chosen by the program. */
  readonly owner: string
  readonly protocol: ApplicationProtocol
  readonly transport: 'tcp' | 'tls'
  readonly role: 'accepted' | 'opened'
  readonly local: Address
  readonly remote: Address
  /** Present over TLS. */
  readonly tls?: TlsFacts
}

/** What a TLS handshake showed, seen from the program that owns the socket. */
export interface TlsFacts {
  /** E.g. `TLSv1.3`. */
  readonly version: string
  readonly cipher: string
  /** Whether the certificate of the other side leads to a trust anchor and, where it is the server, names the host. */
  readonly trusted: boolean
  readonly distrustedBecause?: string
  /** Name that the client asked for (RFC 6066 §3). */
  readonly serverName?: string
  /** That of the other side; absent when it presented none. */
  readonly certificate?: CertificateFacts
}

export interface CertificateFacts {
  readonly subject: string
  /** subjectAltName as OpenSSL writes it, e.g. `DNS:localhost, IP Address:127.0.0.1`. */
  readonly alternativeNames: string
  readonly issuer: string
  readonly validFrom: string
  readonly validTo: string
  /** The certificate itself, base64: fingerprints are computed from it (RFC 4572 §5). */
  readonly der: string
}

/** What is known of a datagram when it is sent or received. */
export interface DatagramFacts {
  readonly owner: string
  readonly protocol: ApplicationProtocol
  readonly direction: Direction
  readonly local: Address
  readonly remote: Address
}

/**
 * Points into the record: the sequence number under which a tap recorded the octets that were handed to it.
 * Zero where nothing is recorded.
 */
export type WireReference = number

/** Watches one stream connection from its opening to its end. */
export interface ConnectionTap {
  /** Octets just read, or about to be written. */
  octets(direction: Direction, octets: Buffer): WireReference
  /** The orderly end of the connection (FIN), by whom. */
  end(by: 'peer' | 'self'): void
  /** The abortive end of the connection, with the system's error code. */
  reset(code: string): void
}

/**
 * Sees every octet at the socket, before it is parsed or at the moment it is written. Everything that is known about
 * the wire comes from here: a transport that bypasses its tap is a defect of the transport.
 */
export interface Tap {
  open(facts: ConnectionFacts): ConnectionTap
  /** A connection that could not be opened, or on which the TLS handshake failed. */
  refused(facts: Omit<ConnectionFacts, 'local'>, code: string): void
  datagram(facts: DatagramFacts, octets: Buffer): WireReference
}

const unrecorded: ConnectionTap = { octets: () => 0, end: () => undefined, reset: () => undefined }

/** Records nothing. */
export const noTap: Tap = { open: () => unrecorded, refused: () => undefined, datagram: () => 0 }
