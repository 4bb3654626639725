import { capabilities } from '../../fixtures/capabilities.ts'
import type { Ics } from '../../fixtures/catalogue/ics.ts'
import type { ImpsUser } from '../../simulators/imps/interface.ts'
import type { PeerObserver } from '../../simulators/observer.ts'
import type { SimpleUser } from '../../simulators/simple/interface.ts'
import type { CastMaker } from '../case.ts'
import { rowIdOf, type PlannedExecution } from '../plan.ts'
import type { AssembledCast } from '../world.ts'
import type { IwfPeers } from './iwf-peers.ts'

/**
 * Provisions the users of a case at the peers. Their names carry the execution's token, so that whatever the IWF says
 * about them can be attributed from its octets.
 */
export function assembleIwfCast(
  peers: IwfPeers,
  ics: Ics,
  planned: PlannedExecution,
  token: string,
  observer: PeerObserver,
): AssembledCast {
  const { domains } = peers
  const { definition, row } = planned
  const own = domains.own.get(rowIdOf(planned)) ?? domains.first
  const server = (domain: string) => {
    const found = peers.imps.get(domain)
    if (!found) throw new Error(`no IMPS server peer for ${domain}`)
    return found
  }
  const simpleUsers: SimpleUser[] = []
  const impsUsers: ImpsUser[] = []
  let unnamed = 0
  const userPart = (name: string | undefined, fallback: string) => `${name ?? `${fallback}${++unnamed}`}-${token}`
  const large = definition.given.endsWith('L')
  const make: CastMaker = {
    simple({ name, exists = true, hop } = {}) {
      const peer = (hop === 'untrusted' && peers.untrusted.peer) || peers.simple
      const user = peer.user({ name: userPart(name, 'simple'), token, exists, observer })
      simpleUsers.push(user)
      return user
    },
    imps({ name, domain, ...data } = {}) {
      const where = domain === 'second' ? domains.second : domain === 'own' ? own : domains.first
      const clients = [large ? capabilities.text256000 : capabilities.text1000]
      const user = server(where).user({
        name: userPart(name, 'imps'),
        data: { clients, online: true, ...data },
        observer,
      })
      impsUsers.push(user)
      return user
    },
    nobody({ name, domain, side = 'imps' } = {}) {
      const where = domain ?? (side === 'imps' ? domains.first : domains.sip)
      const part = userPart(name, 'nobody')
      return { uri: side === 'imps' ? `wv:${part}@${where}` : `sip:${part}@${where}`, sipUri: `sip:${part}@${where}` }
    },
  }
  const cast = definition.cast(make, row)
  return {
    cast,
    hands: {
      ics,
      canary: { page: peers.canary.url(token), file: peers.canaryFile },
      imps: server(domains.first).script(observer, token),
      imps2: server(domains.second).script(observer, token),
      ownImps: server(own).script(observer, token),
    },
    addresses: Object.fromEntries(Object.entries(cast).map(([role, { uri }]) => [role, uri])),
    async dismiss() {
      const endings = await Promise.allSettled(simpleUsers.map(user => user.close()))
      for (const user of impsUsers) user.remove()
      for (const ending of endings) if (ending.status === 'rejected') throw ending.reason
    },
  }
}
