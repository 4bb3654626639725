import { createServer, connect, type Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'
import type { Address, ApplicationProtocol, ConnectionFacts, ConnectionTap, Tap, WireReference } from './tap.ts'
import { secureAsClient, tlsAcceptor, tlsFacts, type TlsOptions } from './tls.ts'

/** A socket could not be opened. `code` is stable; `cause` is the system's own error. */
export class WireError extends Error {
  override readonly name = 'WireError'
  readonly code: 'address-in-use' | 'connection-refused' | 'connection-timeout' | 'connection-failed'
  constructor(code: WireError['code'], message: string, cause?: unknown) {
    super(message, { cause })
    this.code = code
  }
}

/** What a stream tells its user. Set once, by {@link OctetStream.watch}; octets that came before wait for it. */
export interface StreamWatcher {
  octets(octets: Buffer): void
  /** The peer ended or reset the connection, or this side did; called exactly once. */
  closed(how: 'ended' | 'reset'): void
}

/** One TCP or TLS connection whose every octet passes its tap, over TLS in the clear. */
export class OctetStream {
  readonly facts: ConnectionFacts
  readonly #socket: Socket
  /** The TCP connection; the same as the socket where there is no TLS. */
  readonly #raw: Socket
  readonly #tap: ConnectionTap
  #open = true
  #early: Buffer[] = []
  #earlyClose: 'ended' | 'reset' | undefined
  #watcher: StreamWatcher | undefined

  constructor(socket: Socket, facts: ConnectionFacts, tap: Tap, raw = socket) {
    this.facts = facts
    this.#socket = socket
    this.#raw = raw
    this.#tap = tap.open(facts)
    socket.setNoDelay(true)
    socket.on('data', octets => {
      this.#tap.octets('received', octets)
      if (this.#watcher) this.#watcher.octets(octets)
      else this.#early.push(octets)
    })
    socket.on('end', () => {
      this.#tap.end('peer')
      this.#close('ended')
      socket.end()
    })
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (this.#open) this.#tap.reset(error.code ?? 'UNKNOWN')
      this.#close('reset')
    })
    socket.on('close', () => this.#close('ended'))
  }

  get open(): boolean {
    return this.#open
  }

  /** Hands over all octets received so far and from now on. */
  watch(watcher: StreamWatcher): void {
    this.#watcher = watcher
    const early = this.#early
    this.#early = []
    for (const octets of early) watcher.octets(octets)
    if (this.#earlyClose !== undefined) watcher.closed(this.#earlyClose)
  }

  /**
   * Writes octets as they are; recorded before the write. Writing to a closed stream does nothing and returns 0.
   * `flushed` is called when the system has taken the octets, for senders that must not run ahead of the socket.
   */
  write(octets: Buffer, flushed?: () => void): WireReference {
    if (!this.#open) return 0
    const reference = this.#tap.octets('sent', octets)
    this.#socket.write(
      octets,
      flushed &&
        (error => {
          if (!error) flushed()
        }),
    )
    return reference
  }

  /** Ends the connection in order (FIN) after what was written. */
  end(): void {
    if (!this.#open) return
    this.#tap.end('self')
    this.#socket.end()
    this.#close('ended')
  }

  /** Ends the connection in order after what was written, without waiting for the peer to end its side. */
  drop(): void {
    if (!this.#open) return
    this.#tap.end('self')
    this.#socket.destroySoon()
    this.#close('ended')
  }

  /** Aborts the connection (RST). */
  reset(): void {
    if (!this.#open) return
    this.#tap.reset('SELF')
    this.#raw.resetAndDestroy()
    this.#close('reset')
  }

  /** Stops and restarts reading, for peers that read slowly on purpose. */
  pause(): void {
    this.#socket.pause()
  }
  resume(): void {
    this.#socket.resume()
  }

  #close(how: 'ended' | 'reset'): void {
    if (!this.#open) return
    this.#open = false
    if (this.#watcher) this.#watcher.closed(how)
    else this.#earlyClose = how
  }
}

function streamOf(raw: Socket, secured: TLSSocket | undefined, facts: ConnectionFacts, tap: Tap): OctetStream {
  if (!secured) return new OctetStream(raw, facts, tap)
  return new OctetStream(secured, { ...facts, tls: tlsFacts(secured) }, tap, raw)
}

export interface ConnectOptions {
  readonly owner: string
  readonly protocol: ApplicationProtocol
  readonly remote: Address
  /** Milliseconds to wait for the connection. */
  readonly within: number
  readonly tap: Tap
  /** Given for TLS; the handshake is part of the time. */
  readonly tls?: TlsOptions | undefined
}

/** Opens connections, and knows those that are left. */
export class StreamOpener {
  readonly #sockets = new Set<Socket>()
  #closed = false

  /** Opens a connection. Rejects with a {@link WireError} when it is refused or not there in time. */
  open({ owner, protocol, remote, within, tap, tls }: ConnectOptions): Promise<OctetStream> {
    const where = `${remote.host}:${remote.port}`
    const transport = tls ? 'tls' : 'tcp'
    if (this.#closed) return Promise.reject(givenUp(where))
    return new Promise((resolve, reject) => {
      const socket = connect({ host: remote.host, port: remote.port })
      this.#sockets.add(socket)
      let failedAlready = false
      const fail = (code: WireError['code'], systemCode: string, message: string, cause?: unknown) => {
        // Under TLS both the connection and the handshake on it may tell.
        if (failedAlready) return
        failedAlready = true
        tap.refused({ owner, protocol, transport, role: 'opened', remote }, systemCode)
        reject(new WireError(code, message, cause))
        socket.destroy()
      }
      const deadline = setTimeout(
        () => fail('connection-timeout', 'ETIMEDOUT', `no connection to ${where} within ${within} ms`),
        within,
      )
      const failed = (error: NodeJS.ErrnoException) => {
        const refused = error.code === 'ECONNREFUSED'
        fail(
          refused ? 'connection-refused' : 'connection-failed',
          error.code ?? 'UNKNOWN',
          refused ? `nothing listens on ${where}` : `connecting to ${where} failed: ${error.message}`,
          error,
        )
      }
      socket.once('error', failed)
      socket.once('close', () => {
        clearTimeout(deadline)
        this.#sockets.delete(socket)
        reject(givenUp(where))
      })
      const ready = (local: Address, secured?: TLSSocket) => {
        clearTimeout(deadline)
        socket.off('error', failed)
        const facts = { owner, protocol, transport, role: 'opened', local, remote } as const
        resolve(streamOf(socket, secured, facts, tap))
      }
      socket.once('connect', () => {
        const local = { host: socket.localAddress ?? '', port: socket.localPort ?? 0 }
        if (tls) secureAsClient(socket, remote.host, tls, { secured: secured => ready(local, secured), failed })
        else ready(local)
      })
    })
  }

  /** Lets go of every connection, open, half open or being opened; nothing of them is recorded from now on. */
  close(): void {
    this.#closed = true
    for (const socket of this.#sockets) socket.destroy()
  }
}

const givenUp = (where: string) => new WireError('connection-failed', `connecting to ${where} was given up`)

/** One connection that its user ends himself. Rejects as {@link StreamOpener.open} does. */
export const openStream = (options: ConnectOptions): Promise<OctetStream> => new StreamOpener().open(options)

export interface ListenOptions {
  readonly owner: string
  readonly protocol: ApplicationProtocol
  /** Port 0 takes a free one; see {@link StreamListener.address}. */
  readonly local: Address
  readonly tap: Tap
  /** Given for TLS. */
  readonly tls?: TlsOptions | undefined
}

export interface StreamListener {
  readonly address: Address
  /** Stops listening and lets go of what is still open; nothing of it is recorded from now on. */
  close(): Promise<void>
}

/**
 * Listens for connections; over TLS each is handed over after its handshake. Rejects with a {@link WireError} when the
 * address is taken.
 */
export function listenForStreams(
  options: ListenOptions,
  accepted: (stream: OctetStream) => void,
): Promise<StreamListener> {
  const { owner, protocol, local, tap, tls } = options
  const secure = tls && tlsAcceptor(tls)
  const transport = tls ? 'tls' : 'tcp'
  return new Promise((resolve, reject) => {
    let closed = false
    const streams = new Set<Socket>()
    const server = createServer({ allowHalfOpen: true }, socket => {
      streams.add(socket)
      socket.once('close', () => streams.delete(socket))
      const remote = { host: socket.remoteAddress ?? '', port: socket.remotePort ?? 0 }
      const bound = { host: socket.localAddress ?? '', port: socket.localPort ?? 0 }
      const facts = { owner, protocol, transport, role: 'accepted', local: bound, remote } as const
      if (!secure) accepted(streamOf(socket, undefined, facts, tap))
      else
        secure(socket, {
          secured: secured => accepted(streamOf(socket, secured, facts, tap)),
          failed: error => {
            if (!closed) tap.refused(facts, error.code ?? 'ECONNRESET')
          },
        })
    })
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = error.code === 'EADDRINUSE'
      reject(
        new WireError(
          taken ? 'address-in-use' : 'connection-failed',
          taken
            ? `${local.host}:${local.port} is in use: choose another port, or 0 for a free one`
            : `cannot listen on ${local.host}:${local.port}: ${error.message}`,
          error,
        ),
      )
    })
    server.listen(local.port, local.host, () => {
      const bound = server.address()
      const port = bound !== null && typeof bound === 'object' ? bound.port : local.port
      resolve({
        address: { host: local.host, port },
        close: () =>
          new Promise<void>(done => {
            closed = true
            server.close(() => done())
            for (const socket of streams) socket.destroy()
          }),
      })
    })
  })
}
