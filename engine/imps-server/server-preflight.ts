import type { GatewayPeer } from '../../simulators/iwf/gateway-peer.ts'
import { noObserver } from '../../simulators/observer.ts'
import type { Need } from '../../trace/events.ts'
import { newToken } from '../../trace/token.ts'
import { preflight } from '../preflight.ts'
import type { Ground } from '../stage.ts'
import type { ServerDomains } from './server-domains.ts'

export interface ServerPreflight extends Pick<Ground, 'writer' | 'random'> {
  readonly gateway: GatewayPeer
  readonly domains: ServerDomains
}

/** The one thing that cases need of a server beforehand: that a session can be set up. */
export async function tryNeedsOfServer(
  { gateway, domains, writer, random }: ServerPreflight,
  needs: ReadonlySet<Need>,
): Promise<ReadonlySet<Need>> {
  if (!needs.has('ssp')) return new Set()
  const token = newToken(random)
  return preflight(writer, { token, addresses: {}, dismiss: () => Promise.resolve() }, [
    {
      need: 'ssp',
      async tried() {
        await gateway.script(noObserver, token).opensSession()
        return `session with ${domains.imps} is open`
      },
    },
  ])
}
