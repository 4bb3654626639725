import { accessVectors } from '../../fixtures/access-rule.ts'
import type { ServerIcs } from '../../fixtures/catalogue/server-ics.ts'
import type { PeerObserver } from '../../simulators/observer.ts'
import type { GatewayPeer } from '../../simulators/iwf/gateway-peer.ts'
import type { CastMaker } from '../case.ts'
import type { PlannedExecution } from '../plan.ts'
import type { ServerCastMaker } from '../server-case.ts'
import type { AssembledCast } from '../world.ts'
import type { ServerDomains } from './server-domains.ts'

export interface ServerCastOptions {
  readonly gateway: GatewayPeer
  readonly domains: ServerDomains
  readonly ics: ServerIcs
}

/**
 * The people of a case around an IMPS server. The SIMPLE users are made up and carry the execution's token; the users
 * of the server are those that its operator provisioned.
 */
export function assembleServerCast(
  { gateway, domains, ics }: ServerCastOptions,
  { definition, row }: PlannedExecution,
  token: string,
  observer: PeerObserver,
): AssembledCast {
  const onServer = (name: string) => ({ uri: `wv:${name}@${domains.imps}` })
  const make: ServerCastMaker = {
    requester: ({ name = 'alice', domain = domains.sip } = {}) => ({ uri: `wv:${name}-${token}@${domain}` }),
    listedSender: () => ({ uri: `wv:${ics['SICS-05']}@${domains.sip}` }),
    provisioned: item => onServer(ics[item]),
    vector(id) {
      const name = ics['SICS-04'][accessVectors.findIndex(vector => vector.id === id)]
      if (name === undefined) throw new Error(`nobody is provisioned for the vector ${id}`)
      return onServer(name)
    },
    nobody: () => onServer(`nobody-${token}`),
  }
  // A case for a server is declared with this maker; its type was forgotten with those of all cases.
  const cast = definition.cast(make as unknown as CastMaker, row)
  return {
    cast,
    hands: { gateway: gateway.script(observer, token) },
    addresses: Object.fromEntries(Object.entries(cast).map(([role, { uri }]) => [role, uri])),
    dismiss: () => Promise.resolve(),
  }
}
