import type { Address } from '../../protocols/wire/tap.ts'
import { ipAddress, type IpAddress } from './ip-address.ts'
import type { Endpoint } from './ip-packet.ts'

/**
 * The two ends of a conversation as packets show them. The log holds a remote host as it was dialled, which may be a
 * name, and a capture needs addresses: names are shown as addresses for documentation (RFC 5737, RFC 3849).
 */
export class ShownAddresses {
  readonly #names = new Map<string, number>()

  ends(local: Address, remote: Address): readonly [local: Endpoint, remote: Endpoint] {
    const own = ipAddress(local.host)
    const others = ipAddress(remote.host)
    const size = own?.length ?? others?.length ?? 4
    const shown = (address: IpAddress | undefined, host: string) =>
      address?.length === size ? address : this.#standIn(host, size)
    return [
      { address: shown(own, local.host), port: local.port },
      { address: shown(others, remote.host), port: remote.port },
    ]
  }

  /** Which names were shown as what, a sentence each. */
  get notes(): readonly string[] {
    return [...this.#names].map(
      ([name, n]) => `The host "${name}" is shown as 192.0.2.${n} or 2001:db8::${n.toString(16)}.`,
    )
  }

  #standIn(host: string, size: number): IpAddress {
    const n = this.#names.get(host) ?? (this.#names.size % 254) + 1
    this.#names.set(host, n)
    const octets = Buffer.alloc(size)
    Buffer.from(size === 4 ? [192, 0, 2] : [0x20, 0x01, 0x0d, 0xb8]).copy(octets)
    octets[size - 1] = n
    return octets
  }
}
