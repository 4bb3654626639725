import type { Socket } from 'node:net'
import { connect, createServer, type PeerCertificate, type TLSSocket } from 'node:tls'
import type { TlsFacts } from './tap.ts'

/** A certificate chain and its private key, PEM. */
export interface TlsIdentity {
  readonly certificate: string
  readonly key: string
}

export interface TlsOptions {
  readonly identity: TlsIdentity
  /** Trust anchors, PEM; the system's own are not asked. */
  readonly trust: readonly string[]
  /**
   * `host`: a server whose certificate does not lead to an anchor, or names another host, is not spoken to; clients need
   * no certificate (RFC 3261 §26.3.2.1, RFC 9110 §4.3.4). `both`: clients present one too, and what is presented is
   * checked by whoever uses the stream, against a fingerprint (RFC 4572 §6.2).
   */
  readonly authenticates: 'host' | 'both'
}

/** What becomes of a handshake; called once. */
export interface HandshakeOutcome {
  secured(socket: TLSSocket): void
  failed(error: NodeJS.ErrnoException): void
}

/** Begins TLS on a connection that this side opened to `host`. */
export function secureAsClient(raw: Socket, host: string, options: TlsOptions, outcome: HandshakeOutcome): void {
  const { identity, trust, authenticates } = options
  const socket = connect({
    socket: raw,
    host,
    ca: [...trust],
    rejectUnauthorized: authenticates === 'host',
    ...(authenticates === 'both' ? { cert: identity.certificate, key: identity.key } : {}),
  })
  const failed = (error: NodeJS.ErrnoException) => outcome.failed(error)
  socket.once('error', failed)
  socket.once('secureConnect', () => {
    socket.off('error', failed)
    outcome.secured(socket)
  })
}

/**
 * Begins TLS on accepted connections. Throws when the identity cannot be used. A connection on which nothing comes is
 * given up after two minutes, the time-out of Node's own TLS server.
 */
export function tlsAcceptor(options: TlsOptions): (raw: Socket, outcome: HandshakeOutcome) => void {
  const { identity, trust, authenticates } = options
  const waiting = new Map<string, { readonly outcome: HandshakeOutcome; error: NodeJS.ErrnoException | undefined }>()
  // It never listens: it is handed connections, so that whoever listens knows them from their beginning.
  const server = createServer({
    cert: identity.certificate,
    key: identity.key,
    ca: [...trust],
    allowHalfOpen: true,
    requestCert: authenticates === 'both',
    rejectUnauthorized: false,
  })
  server.on('secureConnection', socket => {
    const handshake = waiting.get(remoteOf(socket))
    waiting.delete(remoteOf(socket))
    handshake?.outcome.secured(socket)
  })
  server.on('tlsClientError', (error, socket) => {
    const handshake = waiting.get(remoteOf(socket))
    if (handshake) handshake.error = error
    socket.destroy()
  })
  return (raw, outcome) => {
    const remote = remoteOf(raw)
    waiting.set(remote, { outcome, error: undefined })
    raw.once('close', () => {
      const handshake = waiting.get(remote)
      waiting.delete(remote)
      if (handshake?.outcome === outcome)
        outcome.failed(handshake.error ?? new Error('closed during the TLS handshake'))
    })
    server.emit('connection', raw)
  }
}

const remoteOf = ({ remoteAddress, remotePort }: Socket) => `${remoteAddress ?? ''} ${remotePort ?? 0}`

/** What the handshake of a secured connection showed. */
export function tlsFacts(socket: TLSSocket): TlsFacts {
  const { subject, subjectaltname, issuer, valid_from, valid_to, raw } = certificateOf(socket) ?? {}
  // Known to Node's documentation, not to its types.
  const { servername: serverName } = socket as { readonly servername?: unknown }
  const refusal = socket.authorizationError as Error | string | null | undefined
  return {
    version: socket.getProtocol() ?? 'unknown',
    cipher: socket.getCipher().name,
    trusted: socket.authorized,
    ...(refusal ? { distrustedBecause: refusal instanceof Error ? refusal.message : refusal } : {}),
    ...(typeof serverName === 'string' ? { serverName } : {}),
    ...(raw === undefined
      ? {}
      : {
          certificate: {
            subject: names(subject),
            alternativeNames: subjectaltname ?? '',
            issuer: names(issuer),
            validFrom: valid_from ?? '',
            validTo: valid_to ?? '',
            der: raw.toString('base64'),
          },
        }),
  }
}

/** Without a certificate of the other side Node gives an empty object. */
function certificateOf(socket: TLSSocket): Partial<PeerCertificate> | undefined {
  const certificate: Partial<PeerCertificate> = socket.getPeerCertificate()
  return certificate.raw === undefined ? undefined : certificate
}

const names = (name: object | undefined): string =>
  Object.entries(name ?? {})
    .map(([key, value]) => `${key}=${String(value)}`)
    .join(', ')
