import type { Clock, Timer } from '../clock.ts'
import { deferred, type Deferred } from '../deferred.ts'
import { StreamOpener, WireError, type OctetStream } from '../wire/stream.ts'
import type { Address, Tap, WireReference } from '../wire/tap.ts'
import type { TlsOptions } from '../wire/tls.ts'
import { keepsConnection, type HttpRequest, type HttpResponse } from './message.ts'
import { serialiseHttp } from './serialise.ts'
import { HttpFramer, type FramedHttp } from './stream-framer.ts'

/** A request was not answered by a readable final response. `code` is stable and says why. */
export class HttpError extends Error {
  override readonly name = 'HttpError'
  readonly code: 'refused' | 'closed-without-answer' | 'timeout' | 'malformed' | 'client-closed'
  constructor(code: HttpError['code'], message: string, cause?: unknown) {
    super(message, { cause })
    this.code = code
  }
}

/** A final response as it came. */
export interface ReceivedResponse {
  readonly response: HttpResponse
  readonly framed: FramedHttp
}

/** One request on its way. */
export interface HttpExchange {
  /** Where the octets of the request are recorded. Rejects with the {@link HttpError} of `response` if never written. */
  readonly sent: Promise<WireReference>
  /** The final response. Rejects with an {@link HttpError}. */
  readonly response: Promise<ReceivedResponse>
}

export interface HttpClientOptions {
  /** Who sends, for the record, e.g. `imps.example`. */
  readonly owner: string
  readonly remote: Address
  readonly tap: Tap
  readonly clock: Clock
  /** Given for https. */
  readonly tls?: TlsOptions | undefined
  /** Connections open at once; further requests wait for one. */
  readonly connections?: number
}

interface Waiting {
  readonly octets: Buffer
  readonly due: number
  readonly sent: Deferred<WireReference>
  readonly response: Deferred<ReceivedResponse>
  timer: Timer | undefined
  connection: Connection | undefined
}

interface Connection {
  readonly stream: OctetStream
  readonly framer: HttpFramer
  current: Waiting | undefined
}

/**
 * Sends HTTP requests to one server over a few persistent connections, one request at a time on each (no pipelining),
 * in the order in which they were handed over. Sends exactly the octets it is given; never repeats a request.
 */
export class HttpClient {
  readonly #options: HttpClientOptions
  readonly #most: number
  readonly #connections = new Set<Connection>()
  readonly #waiting: Waiting[] = []
  readonly #opener = new StreamOpener()
  #opening = 0
  #closed = false

  constructor(options: HttpClientOptions) {
    this.#options = options
    this.#most = options.connections ?? 8
  }

  /** Sends a request, or octets as they are, and waits at most `within` milliseconds for the final response. */
  send(request: HttpRequest | Buffer, options: { readonly within: number }): HttpExchange {
    const { clock } = this.#options
    const waiting: Waiting = {
      octets: Buffer.isBuffer(request) ? request : serialiseHttp(request),
      due: clock.now() + options.within,
      sent: deferred(),
      response: deferred(),
      timer: undefined,
      connection: undefined,
    }
    const { sent, response } = waiting
    if (this.#closed) fail(waiting, clientClosed())
    else {
      waiting.timer = clock.after(options.within, () => this.#expire(waiting, options.within))
      this.#waiting.push(waiting)
      this.#dispatch()
    }
    return { sent: sent.promise, response: response.promise }
  }

  /** Ends all connections; what still waits fails with `client-closed`. */
  close(): void {
    this.#closed = true
    for (const waiting of this.#waiting.splice(0)) fail(waiting, clientClosed())
    for (const connection of [...this.#connections]) this.#drop(connection, clientClosed())
    this.#opener.close()
  }

  /** Gives what waits to idle connections, and opens more as long as there are fewer than allowed. */
  #dispatch(): void {
    for (const connection of this.#connections) {
      if (connection.current || !connection.stream.open) continue
      const next = this.#waiting.shift()
      if (!next) return
      this.#write(connection, next)
    }
    while (this.#opening < this.#waiting.length && this.#connections.size + this.#opening < this.#most) this.#open()
  }

  #open(): void {
    const { owner, remote, tap, tls, clock } = this.#options
    const latest = Math.max(...this.#waiting.map(waiting => waiting.due))
    this.#opening++
    this.#opener.open({ owner, protocol: 'http', remote, tap, tls, within: Math.max(1, latest - clock.now()) }).then(
      stream => {
        this.#opening--
        if (this.#closed) stream.end()
        else this.#adopt(stream)
      },
      (cause: unknown) => {
        this.#opening--
        const because = cause instanceof Error ? cause.message : 'the connection could not be opened'
        const code = cause instanceof WireError && cause.code === 'connection-timeout' ? 'timeout' : 'refused'
        const next = this.#waiting.shift()
        if (next) fail(next, new HttpError(code, because, cause))
        this.#dispatch()
      },
    )
  }

  #adopt(stream: OctetStream): void {
    const answersHead = () => connection.current?.octets.toString('latin1', 0, 5) === 'HEAD '
    const connection: Connection = { stream, framer: new HttpFramer('response', { answersHead }), current: undefined }
    this.#connections.add(connection)
    stream.watch({
      octets: octets => {
        for (const framed of connection.framer.push(octets)) this.#received(connection, framed)
      },
      closed: how => {
        for (const framed of connection.framer.end()) this.#received(connection, framed)
        this.#drop(connection, new HttpError('closed-without-answer', `the connection was ${how} before any answer`))
        this.#dispatch()
      },
    })
    this.#dispatch()
  }

  #write(connection: Connection, waiting: Waiting): void {
    connection.current = waiting
    waiting.connection = connection
    waiting.sent.resolve(connection.stream.write(waiting.octets))
  }

  #received(connection: Connection, framed: FramedHttp): void {
    const { current } = connection
    const { message, complete } = framed
    if (!current || message?.kind !== 'response' || !complete) {
      const because = current
        ? `the answer is not a readable HTTP response: ${framed.violations[0]?.message ?? 'it is cut off'}`
        : 'a response came without a request'
      this.#drop(connection, new HttpError('malformed', because))
      this.#dispatch()
      return
    }
    if (message.status < 200) return
    connection.current = undefined
    current.timer?.cancel()
    current.response.resolve({ response: message, framed })
    if (!keepsConnection(message)) this.#drop(connection, clientClosed())
    this.#dispatch()
  }

  /** A late answer must not be taken for the answer to the next request: the connection goes with its request. */
  #expire(waiting: Waiting, within: number): void {
    const error = new HttpError('timeout', `no HTTP response within ${within} ms`)
    const place = this.#waiting.indexOf(waiting)
    if (place !== -1) this.#waiting.splice(place, 1)
    fail(waiting, error)
    if (waiting.connection) this.#drop(waiting.connection, error)
    this.#dispatch()
  }

  #drop(connection: Connection, error: HttpError): void {
    this.#connections.delete(connection)
    const { current } = connection
    connection.current = undefined
    if (current) fail(current, error)
    connection.stream.end()
  }
}

const clientClosed = () => new HttpError('client-closed', 'the HTTP client was closed')

function fail(waiting: Waiting, error: HttpError): void {
  waiting.timer?.cancel()
  waiting.sent.reject(error)
  waiting.response.reject(error)
}
