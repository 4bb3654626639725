import type { Clock } from '../../protocols/clock.ts'
import { deferred, type Deferred } from '../../protocols/deferred.ts'
import type { MsrpConnection } from '../../protocols/msrp/connection.ts'
import { MsrpError } from '../../protocols/msrp/msrp-error.ts'
import type { OctetStream } from '../../protocols/wire/stream.ts'

/** The connection between a relay and the endpoint behind it, as each of them holds it. */
export interface InnerWay {
  readonly relayEnd: OctetStream
  readonly endpointEnd: MsrpConnection
}

/**
 * Stands before an endpoint that has a relay: what the relay opens is let in, everybody else is shown out, so that no
 * message comes past the relay.
 */
export class InnerGate {
  readonly #clock: Clock
  /** Connections that came in while the relay was opening one, by the port that they come from. */
  readonly #arrivals = new Map<number, Deferred<MsrpConnection>>()
  #opening = 0

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** A connection that the endpoint accepted. */
  accepted(connection: MsrpConnection): void {
    if (this.#opening === 0) connection.end()
    else this.#arrival(connection.stream.facts.remote.port).resolve(connection)
  }

  /**
   * Lets in the one connection that `open` opens. Rejects as that does, and with an {@link MsrpError} when the
   * endpoint has not accepted it within so many milliseconds.
   */
  async open(open: () => Promise<OctetStream>, within: number): Promise<InnerWay> {
    this.#opening++
    try {
      const relayEnd = await open()
      const { port } = relayEnd.facts.local
      const arrival = this.#arrival(port)
      const deadline = this.#clock.after(within, () =>
        arrival.reject(new MsrpError('connection-lost', 'the endpoint does not accept its relay')),
      )
      const endpointEnd = await arrival.promise
      deadline.cancel()
      this.#arrivals.delete(port)
      return { relayEnd, endpointEnd }
    } finally {
      this.#opening--
      if (this.#opening === 0) this.#showOut()
    }
  }

  #arrival(port: number): Deferred<MsrpConnection> {
    const known = this.#arrivals.get(port)
    if (known) return known
    const arrival = deferred<MsrpConnection>()
    this.#arrivals.set(port, arrival)
    return arrival
  }

  #showOut(): void {
    for (const { promise } of this.#arrivals.values()) void promise.then(connection => connection.end())
    this.#arrivals.clear()
  }
}
