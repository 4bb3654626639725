import { capabilities } from '../../fixtures/capabilities.ts'
import { noObserver } from '../../simulators/observer.ts'
import { Stalled } from '../../simulators/wait.ts'
import type { Need } from '../../trace/events.ts'
import { newToken } from '../../trace/token.ts'
import { preflight, type Trial } from '../preflight.ts'
import type { Ground } from '../stage.ts'
import type { IwfPeers } from './iwf-peers.ts'

/** What cases need of an IWF beforehand: an SSP session, an answer to OPTIONS, a bound MSRP session. */
export async function tryNeedsOfIwf(
  { imps: servers, simple, domains }: IwfPeers,
  { writer, random }: Pick<Ground, 'writer' | 'random'>,
  needs: ReadonlySet<Need>,
): Promise<ReadonlySet<Need>> {
  if (needs.size === 0) return new Set()
  const token = newToken(random)
  const imps = servers.get(domains.first)
  if (!imps) throw new Error('a run has at least one IMPS server peer')
  const alice = simple.user({ name: `preflight-a-${token}`, token, exists: true, observer: noObserver })
  const bob = imps.user({
    name: `preflight-b-${token}`,
    data: { clients: [capabilities.text1000], online: true },
    observer: noObserver,
  })
  const trials: readonly Trial[] = [
    {
      need: 'ssp',
      async tried() {
        await imps.script(noObserver, token).opensSession()
        return `session with ${domains.first} is open`
      },
    },
    {
      need: 'sip',
      async tried() {
        const { status } = await alice.options(bob).answered()
        return `OPTIONS was answered ${status}`
      },
    },
    {
      need: 'msrp',
      async tried() {
        const call = alice.invite(bob)
        await call.accepted()
        await call.bind()
        await call.bye().answered()
        return 'a session was set up, bound and ended'
      },
    },
  ]
  const cast = {
    token,
    addresses: { alice: alice.uri, bob: bob.uri },
    async dismiss() {
      await alice.close().catch((error: unknown) => {
        if (!(error instanceof Stalled)) throw error
      })
      bob.remove()
    },
  }
  return preflight(
    writer,
    cast,
    trials.filter(({ need }) => needs.has(need)),
  )
}
