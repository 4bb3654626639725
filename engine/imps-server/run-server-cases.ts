import { join } from 'node:path'
import { hostOf, serverDimensionsInForce, type ServerDimensions } from '../../fixtures/catalogue/dimensions.ts'
import { defaultServerIcs, type ServerIcs } from '../../fixtures/catalogue/server-ics.ts'
import { GatewayPeer } from '../../simulators/iwf/gateway-peer.ts'
import { defaultDomains } from '../plan.ts'
import { play } from '../play.ts'
import type { RunOptions } from '../run-options.ts'
import { makeRunTls, readAnchors } from '../run-tls.ts'
import type { Ground, Stage } from '../stage.ts'
import { sspUrl } from '../subject/ssp-url.ts'
import { assembleServerCast } from './server-cast.ts'
import type { ServerDomains } from './server-domains.ts'
import { tryNeedsOfServer } from './server-preflight.ts'
import { startServer } from './start-server.ts'

/**
 * Runs the cases against an IMPS server, the harness in the place of an IWF, and leaves the log. Judges nothing. Rejects
 * as {@link play} does.
 */
export async function runServerCases(options: RunOptions): Promise<void> {
  const { configuration } = options
  const ics: ServerIcs = { ...defaultServerIcs, ...configuration.ics }
  const { sip, imps } = configuration.domains ?? defaultDomains
  const domains: ServerDomains = { sip, imps: imps[0] }
  const dimensions = serverDimensionsInForce(configuration.dimensions ?? {}, configuration.peers?.host)
  await play(options, {
    facts: { subject: 'imps-server', ics: { ...ics }, dimensions, domains: { sip, imps: [domains.imps] } },
    probes: [],
    raise: ground => raise(options, { ics, domains, dimensions }, ground),
  })
}

interface Surroundings {
  readonly ics: ServerIcs
  readonly domains: ServerDomains
  readonly dimensions: ServerDimensions
}

async function raise(
  options: RunOptions,
  { ics, domains, dimensions }: Surroundings,
  { writer, clock, random, bounds, opens }: Ground,
): Promise<Stage> {
  const { configuration, pixit } = options
  const host = hostOf(dimensions, configuration.peers?.host)
  const tls = makeRunTls({
    folder: join(options.folder, 'subject', 'tls'),
    host,
    domains: [domains.sip, domains.imps],
    now: options.wallClock(),
    trust: readAnchors(configuration.trust ?? []),
  })
  const gateway = opens(
    new GatewayPeer({
      domain: domains.sip,
      local: { host, port: configuration.peers?.sspPorts?.[domains.sip] ?? 0 },
      binding: configuration.binding ?? 'project',
      bounds: { answered: bounds.sspAnswer, setUpStep: bounds.sspSetUp, effect: bounds.sspAnswer },
      setUpStepWithin: pixit.T_CAP,
      answerMode: dimensions.answers,
      scheme: dimensions.ssp,
      tls: { ...tls.peer('gateway', [domains.sip]), authenticates: 'host' },
      tap: writer,
      clock,
    }),
  )
  const gatewayUrl = await gateway.listen()
  return {
    async start(place) {
      const started = await startServer({
        ...place,
        configuration,
        ics,
        domains,
        pixit,
        gatewayUrl,
        host,
        dimensions,
        tls: tls.subject,
      })
      gateway.aimAt({ domain: domains.imps, url: sspUrl(started.addresses, dimensions) })
      return started
    },
    restarted: () => Promise.resolve(),
    tryNeeds: needs => tryNeedsOfServer({ gateway, domains, writer, random }, needs),
    assemble: (planned, token, observer) => assembleServerCast({ gateway, domains, ics }, planned, token, observer),
  }
}
