import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { bounds as boundsOf } from '../../fixtures/bounds.ts'
import { timeScale } from '../../fixtures/catalogue/pixit.ts'
import { defaultPixitStatements, type PixitStatements } from '../../fixtures/catalogue/pixit-statements.ts'
import { defaultServerIcs, type ServerIcs } from '../../fixtures/catalogue/server-ics.ts'
import { systemClock } from '../../protocols/clock.ts'
import { GatewayPeer } from '../../simulators/iwf/gateway-peer.ts'
import { noObserver } from '../../simulators/observer.ts'
import { Stalled } from '../../simulators/wait.ts'
import type { Need } from '../../trace/events.ts'
import { FileSink } from '../../trace/sink.ts'
import { newToken } from '../../trace/token.ts'
import { TraceWriter } from '../../trace/writer.ts'
import { defaultDomains } from '../plan.ts'
import { PREFLIGHT } from '../preflight.ts'
import { repeatSpoiled, runAll, type RunOptions } from '../run.ts'
import { seededRandom } from '../seed.ts'
import { RevivedSubject } from '../subject/revived-subject.ts'
import type { RunWorld } from '../world.ts'
import { assembleServerCast } from './server-cast.ts'
import { startServer } from './start-server.ts'

/**
 * Runs the cases against an IMPS server, the harness in the place of an IWF, and leaves the log. Judges nothing. Rejects
 * as `runCases` does.
 */
export async function runServerCases(options: RunOptions): Promise<void> {
  const { configuration, pixit, cases } = options
  const ics: ServerIcs = { ...defaultServerIcs, ...configuration.ics }
  const statements: PixitStatements = { ...defaultPixitStatements, ...configuration.statements }
  const host = configuration.peers?.host ?? '127.0.0.1'
  const { sip, imps } = configuration.domains ?? defaultDomains
  const [first, second] = imps
  const domains = { sip, first, second, own: new Map<string, string>() }
  const traces = join(options.folder, 'traces')
  mkdirSync(traces, { recursive: true })
  const { iwf } = configuration
  const log = join(traces, 'run.jsonl')
  const writer = new TraceWriter(new FileSink(log), {
    id: options.id,
    startedAt: options.wallClock().toISOString(),
    seed: options.seed,
    harness: options.harness,
    subject: 'imps-server',
    iwf: { name: iwf.name, version: iwf.version, adapter: iwf.subject.kind },
    ics: { ...ics },
    pixit,
    statements,
    timeScale: timeScale(pixit),
    binding: configuration.binding ?? 'project',
    domains: { sip, imps: [first] },
    selected: cases.map(({ id }) => id),
    partial: options.partial,
    concurrency: options.concurrency,
  })
  const bounds = boundsOf(pixit)
  const gateway = new GatewayPeer({
    domain: sip,
    local: { host, port: configuration.peers?.sspPorts?.[sip] ?? 0 },
    binding: configuration.binding ?? 'project',
    bounds: { answered: bounds.sspAnswer, setUpStep: bounds.sspSetUp, effect: bounds.sspAnswer },
    setUpStepWithin: pixit.T_CAP,
    tap: writer,
    clock: systemClock,
  })
  let subject: RevivedSubject | undefined
  let complete = false
  let leftOut = false
  /** Asked before each execution. */
  const stopped = () => {
    if (options.interrupted?.aborted) leftOut = true
    return leftOut
  }
  try {
    const gatewayUrl = await gateway.listen()
    const world: RunWorld = {
      writer,
      clock: systemClock,
      random: seededRandom(options.seed),
      domains,
      pixit,
      statements,
      ics: options.ics as RunWorld['ics'],
      bounds,
      restartSubject: async () => subject?.restart(),
      assemble: (planned, token, observer) => assembleServerCast({ gateway, domains, ics }, planned, token, observer),
    }
    subject = new RevivedSubject(
      async at => {
        const started = await startServer({
          at,
          configuration,
          ics,
          domains: { sip, imps: first },
          gatewayUrl,
          host,
          folder: join(options.folder, 'subject'),
          observer: { event: (what, text) => void writer.iwf({ what, text }) },
        })
        const { host: listensAt, port } = started.addresses.ssp
        gateway.aimAt({ domain: first, url: `http://${listensAt}:${port}/` })
        return started
      },
      () => Promise.resolve(),
    )
    await subject.revive()
    writer.startLagMonitor(systemClock)
    await runAll(options, world, subject, stopped, needs => trySession(world, gateway, needs))
    await repeatSpoiled(options, world, log, subject, stopped)
    complete = !leftOut
  } finally {
    writer.stopLagMonitor()
    await subject?.stop()
    await gateway.close()
    writer.close({ endedAt: options.wallClock().toISOString(), complete })
  }
}

/** The one thing that cases need of a server beforehand: that a session can be set up. */
async function trySession(
  { writer, random, domains }: RunWorld,
  gateway: GatewayPeer,
  needs: ReadonlySet<Need>,
): Promise<ReadonlySet<Need>> {
  if (!needs.has('ssp')) return new Set()
  writer.caseBegin({
    execution: PREFLIGHT,
    case: PREFLIGHT,
    attempt: 1,
    token: newToken(random),
    cast: {},
    alone: true,
  })
  let met = false
  let because = `session with ${domains.first} is open`
  try {
    await gateway.script(noObserver, 'preflight').opensSession()
    met = true
  } catch (error) {
    if (!(error instanceof Stalled)) throw error
    because = error.message
  }
  writer.preflight({ need: 'ssp', met, because })
  writer.caseEnd({ execution: PREFLIGHT })
  return new Set<Need>(met ? ['ssp'] : [])
}
