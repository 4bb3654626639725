import { defaultServerIcs, type ServerIcs } from '../../fixtures/catalogue/server-ics.ts'
import { GatewayPeer } from '../../simulators/iwf/gateway-peer.ts'
import { defaultDomains } from '../plan.ts'
import { play } from '../play.ts'
import type { RunOptions } from '../run-options.ts'
import type { Ground, Stage } from '../stage.ts'
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
  await play(options, {
    facts: { subject: 'imps-server', ics: { ...ics }, domains: { sip, imps: [domains.imps] } },
    probes: [],
    raise: ground => raise(options, ics, domains, ground),
  })
}

async function raise(
  options: RunOptions,
  ics: ServerIcs,
  domains: ServerDomains,
  { writer, clock, random, bounds, opens }: Ground,
): Promise<Stage> {
  const { configuration, pixit } = options
  const host = configuration.peers?.host ?? '127.0.0.1'
  const gateway = opens(
    new GatewayPeer({
      domain: domains.sip,
      local: { host, port: configuration.peers?.sspPorts?.[domains.sip] ?? 0 },
      binding: configuration.binding ?? 'project',
      bounds: { answered: bounds.sspAnswer, setUpStep: bounds.sspSetUp, effect: bounds.sspAnswer },
      setUpStepWithin: pixit.T_CAP,
      tap: writer,
      clock,
    }),
  )
  const gatewayUrl = await gateway.listen()
  return {
    async start(place) {
      const started = await startServer({ ...place, configuration, ics, domains, gatewayUrl, host })
      const { host: listensAt, port } = started.addresses.ssp
      gateway.aimAt({ domain: domains.imps, url: `http://${listensAt}:${port}/` })
      return started
    },
    restarted: () => Promise.resolve(),
    tryNeeds: needs => tryNeedsOfServer({ gateway, domains, writer, random }, needs),
    assemble: (planned, token, observer) => assembleServerCast({ gateway, domains, ics }, planned, token, observer),
  }
}
