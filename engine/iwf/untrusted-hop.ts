import { SimplePeer, type SimplePeerOptions } from '../../simulators/simple/simple-peer.ts'
import type { Address } from '../../protocols/wire/tap.ts'

/** Another address of this machine than the one that the peers have: the loopback net has as many as one likes. */
const OTHER_LOOPBACK = '127.0.0.2'

/**
 * A SIMPLE peer at an address that no configuration names, so that nothing it asserts may be believed (RFC 3325 §8).
 * Undefined where there is no such address: the peers are not on the loopback net, or the system has none to spare.
 */
export class UntrustedHop {
  readonly peer: SimplePeer | undefined

  private constructor(peer: SimplePeer | undefined) {
    this.peer = peer
  }

  /** Opens its sockets. Never rejects. */
  static async open(options: SimplePeerOptions): Promise<UntrustedHop> {
    if (!options.host.startsWith('127.')) return new UntrustedHop(undefined)
    const peer = new SimplePeer({ ...options, host: OTHER_LOOPBACK, sipPort: 0, msrpPort: 0, tlsPort: 0 })
    try {
      await peer.listen()
      return new UntrustedHop(peer)
    } catch {
      return new UntrustedHop(undefined)
    }
  }

  aimAt(implementation: Address): void {
    this.peer?.aimAt(implementation)
  }

  async close(): Promise<void> {
    await this.peer?.close()
  }
}
