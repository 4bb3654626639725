import type { Address } from '../../protocols/wire/tap.ts'
import type { DatagramEvent, OpenEvent } from '../../trace/events.ts'
import type { Traffic } from './case-traffic.ts'
import { isMisread, WELL_KNOWN_PORT } from './wireshark-ports.ts'

/** What readers know a stream by, where the port does not tell: a whole first line (RFC 3261 §7, RFC 9112 §2.1). */
const FIRST_LINE = {
  sip: /^(?:[!-~]+ [!-~]+ SIP\/2\.0|SIP\/2\.0 [1-6]\d\d [^\r\n]*)\r\n/,
  http: /^(?:[A-Z]+ [!-~]+ HTTP\/1\.\d|HTTP\/1\.\d [1-5]\d\d[^\r\n]*)\r\n/,
} as const

/** An end of a conversation that is shown at another port than its own. */
interface Moved {
  readonly from: Address
  readonly transport: 'tcp' | 'udp'
  readonly to: number
  readonly because: string
}

/**
 * The ports of a capture. They are those of the log with two exceptions, since nothing else in a capture tells which
 * protocol it holds. An end is shown at the well-known port of its protocol where a port of its conversations is given
 * to another protocol by its number, as 5061 is to TLS; and where a stream of SIP or HTTP begins with less than a first
 * line, as one that comes octet by octet. (For MSRP and datagrams the port would not help then.) Such an end is the one
 * that was connected to, or for datagrams the implementation under test.
 */
export class ShownPorts {
  readonly #moved = new Map<string, Moved>()

  constructor(traffic: readonly Traffic[]) {
    const begun = new Set<string>()
    const opens = new Map<string, OpenEvent>()
    for (const each of traffic) {
      if (each.kind === 'open') {
        opens.set(each.event.connection, each.event)
        this.#moveMisread(each.event, servedEnd(each.event))
      } else if (each.kind === 'octets') {
        const { event, octets } = each
        if (event.type === 'datagram') this.#moveMisread(event, event.remote)
        else if (!begun.has(event.connection)) {
          begun.add(event.connection)
          this.#moveUnknown(opens.get(event.connection), octets)
        }
      }
    }
  }

  /** The two ends with the ports that are shown. */
  ends(event: OpenEvent | DatagramEvent): readonly [local: Address, remote: Address] {
    const shown = (address: Address): Address => {
      const moved = this.#moved.get(keyOf(transportOf(event), address))
      return moved ? { host: address.host, port: moved.to } : address
    }
    return [shown(event.local), shown(event.remote)]
  }

  /** Which ends are shown at another port, and why: a sentence each. */
  get notes(): readonly string[] {
    return [...this.#moved.values()].map(
      ({ from, transport, to, because }) =>
        `Port ${from.port} of ${from.host} (${transport.toUpperCase()}) is shown as ${to}: ${because}.`,
    )
  }

  #moveMisread(event: OpenEvent | DatagramEvent, end: Address): void {
    const transport = transportOf(event)
    const misread = [end, event.local, event.remote].find(({ port }) => isMisread(port, event.protocol, transport))
    if (misread) this.#move(event, end, `readers take port ${misread.port} for that of another protocol`)
  }

  #moveUnknown(open: OpenEvent | undefined, octets: Buffer): void {
    if (!open || open.protocol === 'msrp') return
    // latin1 keeps an octet a character; no first line of any use is longer.
    if (FIRST_LINE[open.protocol].test(octets.toString('latin1', 0, 65_536))) return
    this.#move(open, servedEnd(open), `a stream does not begin with a whole line of ${open.protocol.toUpperCase()}`)
  }

  #move(event: OpenEvent | DatagramEvent, from: Address, because: string): void {
    const transport = transportOf(event)
    const to = WELL_KNOWN_PORT[event.protocol]
    const key = keyOf(transport, from)
    if (from.port !== to && !this.#moved.has(key)) this.#moved.set(key, { from, transport, to, because })
  }
}

const transportOf = ({ type }: OpenEvent | DatagramEvent): 'tcp' | 'udp' => (type === 'open' ? 'tcp' : 'udp')

const keyOf = (transport: 'tcp' | 'udp', { host, port }: Address): string => `${transport} ${host} ${port}`

/** The end that was connected to. */
const servedEnd = ({ role, local, remote }: OpenEvent): Address => (role === 'opened' ? remote : local)
