import { listenForStreams, type OctetStream } from '../wire/stream.ts'
import { deferred, type Deferred } from '../deferred.ts'
import type { Address, ConnectionFacts, Tap, WireReference } from '../wire/tap.ts'
import type { TlsOptions } from '../wire/tls.ts'
import { expectsContinue, keepsConnection, type HttpRequest, type HttpResponse } from './message.ts'
import { httpResponse, serialiseHttp } from './serialise.ts'
import { HttpFramer, type FramedHttp, type HttpFramerLimits } from './stream-framer.ts'

/** A request as it came. */
export interface ReceivedRequest {
  readonly request: HttpRequest
  readonly framed: FramedHttp
  readonly connection: ConnectionFacts
}

/** How one request is answered; the first call decides, later ones do nothing and give 0. */
export interface Responder {
  /** False when the connection is gone, so that no response can reach the client any more. */
  readonly open: boolean
  /**
   * Writes a response, or octets as they are, once all earlier requests of the connection were answered, and ends the
   * connection where the request or the response says so. Gives where it is recorded; 0 when the connection is gone.
   */
  respond(response: HttpResponse | Buffer): Promise<WireReference>
  /** Ends the connection without an answer, once all earlier requests were answered. */
  closeWithoutAnswer(): void
}

export interface HttpServerOptions {
  /** Who listens, for the record, e.g. `imps.example`. */
  readonly owner: string
  /** Port 0 takes a free one. */
  readonly local: Address
  readonly tap: Tap
  /** Given for https. */
  readonly tls?: TlsOptions | undefined
  readonly limits?: Partial<HttpFramerLimits>
}

export interface HttpServer {
  readonly address: Address
  close(): Promise<void>
}

/** What takes requests. It must see to it that each is answered or closed; an exception closes the connection. */
export type RequestHandler = (received: ReceivedRequest, responder: Responder) => void

/**
 * Listens for HTTP/1.x requests. Requests may be pipelined and are answered in order; `Expect: 100-continue` is served;
 * what cannot be read is answered 400 and the connection ended. Rejects with a `WireError` when the address is taken.
 */
export async function listenForHttp(options: HttpServerOptions, handler: RequestHandler): Promise<HttpServer> {
  const { owner, local, tap, tls, limits } = options
  return listenForStreams({ owner, protocol: 'http', local, tap, tls }, stream => serve(stream, handler, limits))
}

interface Turn {
  readonly keep: boolean
  readonly written: Deferred<WireReference>
  answer: Buffer | 'close' | undefined
  ends: boolean
}

const badRequest = serialiseHttp(httpResponse({ status: 400, headers: [['Connection', 'close']] }))
const goOn = serialiseHttp(httpResponse({ status: 100 }))

function serve(stream: OctetStream, handler: RequestHandler, limits: Partial<HttpFramerLimits> | undefined): void {
  const framer = new HttpFramer('request', limits ? { limits } : {})
  const turns: Turn[] = []
  let continued = false
  let over = false

  const flush = () => {
    for (let turn = turns[0]; turn?.answer !== undefined; turn = turns[0]) {
      turns.shift()
      const { answer } = turn
      turn.written.resolve(over || answer === 'close' ? 0 : stream.write(answer))
      if (!over && (answer === 'close' || turn.ends)) {
        over = true
        stream.end()
      }
    }
  }
  const decide = (turn: Turn, answer: Buffer | 'close', ends: boolean): Promise<WireReference> => {
    if (turn.answer !== undefined) return Promise.resolve(0)
    turn.answer = answer
    turn.ends = ends
    flush()
    return turn.written.promise
  }
  const take = (framed: FramedHttp) => {
    const { message } = framed
    const readable = framed.complete && message?.kind === 'request'
    const turn: Turn = {
      keep: readable && keepsConnection(message),
      written: deferred(),
      answer: undefined,
      ends: false,
    }
    turns.push(turn)
    if (!readable) {
      void decide(turn, badRequest, true)
      return
    }
    const responder: Responder = {
      get open() {
        return !over
      },
      respond: response => {
        const octets = Buffer.isBuffer(response) ? response : serialiseHttp(response)
        const ends = !turn.keep || (!Buffer.isBuffer(response) && !keepsConnection(response))
        return decide(turn, octets, ends)
      },
      closeWithoutAnswer: () => void decide(turn, 'close', true),
    }
    try {
      handler({ request: message, framed, connection: stream.facts }, responder)
    } catch {
      responder.closeWithoutAnswer()
    }
  }
  stream.watch({
    octets: octets => {
      for (const framed of framer.push(octets)) {
        continued = false
        if (!over) take(framed)
      }
      const awaited = framer.awaitingBody
      if (awaited?.kind === 'request' && !continued && turns.length === 0 && expectsContinue(awaited)) {
        continued = true
        stream.write(goOn)
      }
    },
    closed: () => {
      over = true
      for (const turn of turns.splice(0)) turn.written.resolve(0)
    },
  })
}
