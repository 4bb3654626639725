import type { ConnectionFacts, ConnectionTap, Direction, Tap } from '../../protocols/wire/tap.ts'

/** Octets that one end wrote, and how many of them the other end has taken. */
interface Way {
  written: number
  taken: number
}

interface Connection {
  /** From the endpoint to its relay. */
  readonly outward: Way
  readonly inward: Way
  open: boolean
  readonly waiting: Set<{ readonly outward: number; readonly inward: number; readonly done: () => void }>
}

/**
 * Counts what is under way between an endpoint and its relay. They share a program: when the one ends a session it can
 * wait until the other has dealt with all that was said before, so that nothing is lost in between.
 */
export class InnerTraffic {
  /** By the port that the relay connects from. */
  readonly #connections = new Map<number, Connection>()
  /** For the endpoint's end and the relay's end of the connections between them. */
  readonly endpointTap: Tap = this.#tap(({ remote }) => remote.port, 'outward', 'inward')
  readonly relayTap: Tap = this.#tap(({ local }) => local.port, 'inward', 'outward')

  /** Settles when all that was written so far, in either direction, has been taken at the other end or is lost. */
  drained(port: number): Promise<void> {
    const connection = this.#connections.get(port)
    if (!connection) return Promise.resolve()
    const { outward, inward, waiting } = connection
    return new Promise(done => {
      waiting.add({ outward: outward.written, inward: inward.written, done })
      release(connection)
    })
  }

  #tap(portOf: (facts: ConnectionFacts) => number, writes: 'outward' | 'inward', takes: 'outward' | 'inward'): Tap {
    const open = (facts: ConnectionFacts): ConnectionTap => {
      const port = portOf(facts)
      const connection = this.#connection(port)
      const over = () => {
        connection.open = false
        this.#connections.delete(port)
        release(connection)
      }
      return {
        octets: (direction: Direction, { length }: Buffer) => {
          if (direction === 'sent') connection[writes].written += length
          else {
            connection[takes].taken += length
            release(connection)
          }
          return 0
        },
        end: over,
        reset: over,
      }
    }
    return { open, refused: () => undefined, datagram: () => 0 }
  }

  #connection(port: number): Connection {
    const known = this.#connections.get(port)
    if (known) return known
    const connection: Connection = {
      outward: { written: 0, taken: 0 },
      inward: { written: 0, taken: 0 },
      open: true,
      waiting: new Set(),
    }
    this.#connections.set(port, connection)
    return connection
  }
}

function release({ outward, inward, open, waiting }: Connection): void {
  for (const waiter of waiting) {
    if (open && (outward.taken < waiter.outward || inward.taken < waiter.inward)) continue
    waiting.delete(waiter)
    waiter.done()
  }
}
