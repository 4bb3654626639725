import { Stalled } from '../simulators/wait.ts'
import { noObserver } from '../simulators/observer.ts'
import { newToken } from '../trace/token.ts'
import type { Need } from '../trace/events.ts'
import { capabilities } from '../fixtures/capabilities.ts'
import type { World } from './world.ts'

/** Name of the execution under which the traffic of the preflight stands in the record. */
export const PREFLIGHT = 'preflight'

/**
 * Tries each need once and records whether it is met: an SSP session, an answer to OPTIONS, a bound MSRP session.
 * What is not met blocks the cases that need it, with the reason, before they waste their time.
 */
export async function preflight(world: World, needs: ReadonlySet<Need>): Promise<ReadonlySet<Need>> {
  if (needs.size === 0) return new Set()
  const { writer } = world
  const token = newToken(world.random)
  const imps = world.imps.get(world.domains.first)
  if (!imps) throw new Error('a run has at least one IMPS server peer')
  const alice = world.simple.user({ name: `preflight-a-${token}`, token, exists: true, observer: noObserver })
  const bob = imps.user({
    name: `preflight-b-${token}`,
    data: { clients: [capabilities.text1000], online: true },
    observer: noObserver,
  })
  writer.caseBegin({
    execution: PREFLIGHT,
    case: PREFLIGHT,
    attempt: 1,
    token,
    cast: { alice: alice.uri, bob: bob.uri },
    alone: true,
  })
  const met = new Set<Need>()
  const attempt = async (need: Need, what: () => Promise<string>) => {
    if (!needs.has(need)) return
    try {
      const because = await what()
      met.add(need)
      writer.preflight({ need, met: true, because })
    } catch (error) {
      if (!(error instanceof Stalled)) throw error
      writer.preflight({ need, met: false, because: error.message })
    }
  }
  await attempt('ssp', async () => {
    await imps.script(noObserver, token).opensSession()
    return `session with ${world.domains.first} is open`
  })
  await attempt('sip', async () => {
    const { status } = await alice.options(bob).answered()
    return `OPTIONS was answered ${status}`
  })
  await attempt('msrp', async () => {
    const call = alice.invite(bob)
    await call.accepted()
    await call.bind()
    await call.bye().answered()
    return 'a session was set up, bound and ended'
  })
  await alice.close().catch((error: unknown) => {
    if (!(error instanceof Stalled)) throw error
  })
  bob.remove()
  writer.caseEnd({ execution: PREFLIGHT })
  return met
}
