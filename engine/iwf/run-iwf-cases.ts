import { join } from 'node:path'
import { dimensionsInForce, hostOf, type Dimensions } from '../../fixtures/catalogue/dimensions.ts'
import type { Ics } from '../../fixtures/catalogue/ics.ts'
import { noObserver } from '../../simulators/observer.ts'
import { Stalled } from '../../simulators/wait.ts'
import { defaultDomains, domainsFor, executionsIn } from '../plan.ts'
import { play } from '../play.ts'
import { probesOf } from '../probes.ts'
import type { RunOptions } from '../run-options.ts'
import { makeRunTls, readAnchors } from '../run-tls.ts'
import type { Ground, Stage } from '../stage.ts'
import { sspUrl } from '../subject/ssp-url.ts'
import { impsDomains, type RunDomains } from '../world.ts'
import { assembleIwfCast } from './iwf-cast.ts'
import { openPeers, type IwfPeers } from './iwf-peers.ts'
import { tryNeedsOfIwf } from './iwf-preflight.ts'
import { startIwf } from './start-iwf.ts'

/** Runs the cases against an IWF and leaves the log. Judges nothing. Rejects as {@link play} does. */
export async function runIwfCases(options: RunOptions): Promise<void> {
  const { configuration, cases, ics } = options
  const dimensions = dimensionsInForce(configuration.dimensions ?? {}, { ics, host: configuration.peers?.host })
  const executions = cases.flatMap(definition => executionsIn(options, definition))
  const probes = options.probeUndeclared === true ? probesOf(cases, ics) : []
  const domains = domainsFor([...executions, ...probes], configuration.domains ?? defaultDomains)
  await play(options, {
    facts: { ics, dimensions, domains: { sip: domains.sip, imps: impsDomains(domains) } },
    probes,
    raise: ground => raise(options, { domains, dimensions }, ground),
  })
}

async function raise(
  options: RunOptions,
  { domains, dimensions }: { readonly domains: RunDomains; readonly dimensions: Dimensions },
  ground: Ground,
): Promise<Stage> {
  const { configuration, pixit } = options
  const { statements } = ground
  // Checked when the configuration was loaded.
  const ics = options.ics as Ics
  const host = hostOf(dimensions, configuration.peers?.host)
  const served = { sip: domains.sip, imps: impsDomains(domains) }
  const tls = makeRunTls({
    folder: join(options.folder, 'subject', 'tls'),
    host,
    domains: [served.sip, ...served.imps],
    now: options.wallClock(),
    trust: readAnchors(configuration.trust ?? []),
  })
  const peers = await openPeers(options, { domains, dimensions, host, tls }, ground)
  return {
    async start(place) {
      const started = await startIwf({
        ...place,
        configuration,
        domains: served,
        pixit,
        statements,
        peers: peers.addresses,
        host,
        dimensions,
        tls: tls.subject,
      })
      peers.simple.aimAt(started.addresses.sip)
      peers.untrusted.aimAt(started.addresses.sip)
      const url = sspUrl(started.addresses, dimensions)
      for (const server of peers.imps.values()) server.aimAt({ domain: domains.sip, url })
      return started
    },
    restarted: () => reopenSession(peers),
    tryNeeds: needs => tryNeedsOfIwf(peers, ground, needs),
    assemble: (planned, token, observer) => assembleIwfCast(peers, ics, planned, token, observer),
  }
}

/** An IWF that was started again has no session yet, and cases that need one should not pay for that. */
async function reopenSession({ imps, domains }: IwfPeers): Promise<void> {
  try {
    await imps.get(domains.first)?.script(noObserver, 'restart').opensSession()
  } catch (error) {
    if (!(error instanceof Stalled)) throw error
  }
}
