import type { Clock } from '../../protocols/clock.ts'
import { MsrpEndpoint, type MsrpEndpointOptions } from '../../protocols/msrp/endpoint.ts'
import type { MsrpAddress } from '../../protocols/msrp/local-address.ts'
import type { Tap } from '../../protocols/wire/tap.ts'
import { InnerGate } from './inner-gate.ts'
import { InnerTraffic } from './inner-traffic.ts'
import { MsrpRelay } from './msrp-relay.ts'

/** The endpoint of the IWF, and the relay before it where it has one. */
export interface MsrpSide {
  readonly endpoint: MsrpEndpoint
  readonly relay: MsrpRelay | undefined
  /** Where clients reach it. */
  readonly address: MsrpAddress
  close(): Promise<void>
}

interface MsrpSideOptions extends Omit<MsrpEndpointOptions, 'advertisedHost' | 'framing'> {
  readonly unboundFor: number
  readonly tap: Tap
  readonly clock: Clock
}

/**
 * Listens for MSRP. With a relay (ICS-19) that takes the addresses given, and the endpoint listens on ports of its own,
 * for nobody but the relay. Rejects with a `WireError` when an address is taken.
 */
export async function openMsrp(options: MsrpSideOptions, withRelay: boolean): Promise<MsrpSide> {
  if (!withRelay) {
    const endpoint = await MsrpEndpoint.listen(options)
    return { endpoint, relay: undefined, address: endpoint.address, close: () => endpoint.close() }
  }
  const { clock, local, secure, owner, connectWithin, transactionTimer, unboundFor, tap } = options
  const gate = new InnerGate(clock)
  const traffic = new InnerTraffic()
  const endpoint = await MsrpEndpoint.listen({
    ...options,
    local: { host: local.host, port: 0 },
    secure: secure && { ...secure, port: 0 },
    unboundFor: undefined,
    tap: traffic.endpointTap,
    accepted: connection => gate.accepted(connection),
  })
  const relay = await MsrpRelay.open({
    owner,
    local,
    secure,
    endpoint: endpoint.address,
    gate,
    traffic,
    connectWithin,
    transactionTimer,
    unboundFor,
    tap,
    clock,
  }).catch(async (error: unknown) => {
    await endpoint.close()
    throw error
  })
  return {
    endpoint,
    relay,
    address: relay.address,
    close: async () => {
      await relay.close()
      await endpoint.close()
    },
  }
}
