import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { bounds as boundsOf } from '../fixtures/bounds.ts'
import { dimensionsInForce, hostOf } from '../fixtures/catalogue/dimensions.ts'
import type { Ics } from '../fixtures/catalogue/ics.ts'
import { defaultPixitStatements, type PixitStatements } from '../fixtures/catalogue/pixit-statements.ts'
import { timeScale, type Pixit } from '../fixtures/catalogue/pixit.ts'
import { systemClock } from '../protocols/clock.ts'
import { noObserver } from '../simulators/observer.ts'
import { Stalled } from '../simulators/wait.ts'
import { ImpsServer } from '../simulators/imps/imps-server.ts'
import { canaryText } from '../fixtures/content/canary.ts'
import { Canary } from '../simulators/canary/canary.ts'
import { SimplePeer, type SimplePeerOptions } from '../simulators/simple/simple-peer.ts'
import { FileSink } from '../trace/sink.ts'
import { readTrace } from '../trace/reader.ts'
import { TraceWriter } from '../trace/writer.ts'
import type { Need } from '../trace/events.ts'
import type { AnyCase } from './case.ts'
import type { HarnessConfiguration } from './configuration.ts'
import { assembleCast } from './cast.ts'
import { execute } from './execute.ts'
import { needsOf } from './needs.ts'
import { impsBounds, simpleBounds } from './peer-bounds.ts'
import { defaultDomains, domainsFor, executionsOf, isolationOf, nextAttempt, type PlannedExecution } from './plan.ts'
import { preflight } from './preflight.ts'
import { probesOf, runProbes } from './probes.ts'
import { concurrently } from './schedule.ts'
import { spoiledExecutions } from './second-attempts.ts'
import { makeRunTls, readAnchors } from './run-tls.ts'
import { seededRandom } from './seed.ts'
import { sspUrl, startSubject } from './subject/start-subject.ts'
import { RevivedSubject } from './subject/revived-subject.ts'
import { impsDomains, type RunWorld, type World } from './world.ts'
import { UntrustedHop } from './untrusted-hop.ts'

export interface RunOptions {
  readonly id: string
  readonly configuration: HarnessConfiguration
  readonly pixit: Pixit
  readonly ics: HarnessConfiguration['ics']
  /** The cases to run, already selected. */
  readonly cases: readonly AnyCase[]
  readonly partial: boolean
  /** Run the rows that the ICS excludes as well, for information only. */
  readonly probeUndeclared?: boolean
  readonly concurrency: number
  readonly seed: string
  readonly harness: { readonly version: string; readonly commit: string }
  /** Exists and is empty; takes `traces/run.jsonl` and the files rendered for the subject. */
  readonly folder: string
  /** Wall clock, for the reader of the report only. */
  readonly wallClock: () => Date
  /** Told when all rows of a case have run. */
  readonly caseRan?: (definition: AnyCase) => void
  /** Called before the log is judged, which holds up the event loop. */
  readonly judging?: () => void
  /** Aborting ends the run early; the log then says that it is not complete. */
  readonly interrupted?: AbortSignal
}

/**
 * Runs the cases against the subject and leaves the log. Judges nothing. Rejects with a `ConfigurationError` or
 * `SubjectError` when the subject cannot be started, a `WireError` when a port is taken; nothing is left running.
 */
export async function runCases(options: RunOptions): Promise<void> {
  const { configuration, pixit, cases } = options
  const statements: PixitStatements = { ...defaultPixitStatements, ...configuration.statements }
  const dimensions = dimensionsInForce(configuration.dimensions ?? {}, {
    ics: options.ics,
    host: configuration.peers?.host,
  })
  const host = hostOf(dimensions, configuration.peers?.host)
  const executions = cases.flatMap(definition =>
    executionsOf(definition, options.ics, options.pixit, options.configuration.statements),
  )
  const probes = options.probeUndeclared === true ? probesOf(cases, options.ics) : []
  const domains = domainsFor([...executions, ...probes], configuration.domains ?? defaultDomains)
  const traces = join(options.folder, 'traces')
  mkdirSync(traces, { recursive: true })
  const { iwf } = configuration
  const log = join(traces, 'run.jsonl')
  const writer = new TraceWriter(new FileSink(log), {
    id: options.id,
    startedAt: options.wallClock().toISOString(),
    seed: options.seed,
    harness: options.harness,
    iwf: { name: iwf.name, version: iwf.version, adapter: iwf.subject.kind },
    ics: options.ics,
    pixit,
    statements,
    dimensions,
    timeScale: timeScale(pixit),
    binding: configuration.binding ?? 'project',
    domains: { sip: domains.sip, imps: impsDomains(domains) },
    selected: cases.map(({ id }) => id),
    partial: options.partial,
    ...(probes.length > 0 ? { probes: probes.map(({ id }) => id) } : {}),
    concurrency: options.concurrency,
  })
  const bounds = boundsOf(pixit)
  const random = seededRandom(options.seed)
  const trust = readAnchors(configuration.trust ?? [])
  const served = { sip: domains.sip, imps: impsDomains(domains) }
  const tls = makeRunTls(join(options.folder, 'subject', 'tls'), host, served, options.wallClock(), trust)
  const simpleOptions: SimplePeerOptions = {
    domain: domains.sip,
    host,
    sipPort: configuration.peers?.sipPort ?? 0,
    msrpPort: configuration.peers?.msrpPort ?? 0,
    tlsPort: configuration.peers?.sipTlsPort ?? 0,
    tls: tls.simple,
    transport: dimensions.sip === 'mixed' ? 'tcp' : dimensions.sip,
    secureMedia: dimensions.msrp === 'tls',
    timers: { T1: pixit.T1, T2: pixit.T2, T4: pixit.T4 },
    msrpTimer: pixit.T_MSRP,
    bounds: simpleBounds(bounds),
    tap: writer,
    clock: systemClock,
    random,
  }
  const simple = new SimplePeer(simpleOptions)
  const imps = new Map(
    impsDomains(domains).map(domain => [
      domain,
      new ImpsServer({
        domain,
        local: { host, port: configuration.peers?.sspPorts?.[domain] ?? 0 },
        binding: configuration.binding ?? 'project',
        bounds: impsBounds(bounds),
        setUpStepWithin: pixit.T_CAP,
        answerMode: dimensions.answers,
        scheme: dimensions.ssp,
        tls: tls.imps,
        tap: writer,
        clock: systemClock,
      }),
    ]),
  )
  let untrusted: UntrustedHop | undefined
  let canary: Canary | undefined
  let subject: RevivedSubject | undefined
  let complete = false
  let leftOut = false
  /** Asked before each execution. */
  const stopped = () => {
    if (options.interrupted?.aborted) leftOut = true
    return leftOut
  }
  try {
    const facts = await simple.listen()
    untrusted = await UntrustedHop.open(simpleOptions)
    const hop = untrusted
    canary = await Canary.open({ host, text: canaryText, tap: writer })
    const canaryFile = join(options.folder, 'subject', 'canary.txt')
    mkdirSync(join(options.folder, 'subject'), { recursive: true })
    writeFileSync(canaryFile, canaryText)
    const ssp: Record<string, string> = {}
    for (const [domain, server] of imps) ssp[domain] = await server.listen()
    const world: World = {
      writer,
      clock: systemClock,
      random,
      simple,
      untrusted: hop.peer,
      canary,
      canaryFile: pathToFileURL(canaryFile).href,
      imps,
      domains,
      pixit,
      statements,
      ics: options.ics as Ics,
      bounds,
      restartSubject: async () => subject?.restart(),
      assemble: (planned, token, observer) => assembleCast(world, planned, token, observer),
    }
    subject = new RevivedSubject(
      async at => {
        const started = await startSubject({
          at,
          configuration,
          domains: { sip: domains.sip, imps: impsDomains(domains) },
          pixit,
          statements,
          peers: { sip: facts.sip, msrp: facts.msrp, ssp },
          host,
          dimensions,
          tls: tls.subject,
          folder: join(options.folder, 'subject'),
          observer: { event: (what, text) => void writer.iwf({ what, text }) },
        })
        simple.aimAt(started.addresses.sip)
        hop.aimAt(started.addresses.sip)
        const url = sspUrl(started.addresses, dimensions)
        for (const server of imps.values()) server.aimAt({ domain: domains.sip, url })
        return started
      },
      () => reopenSession(world),
    )
    await subject.revive()
    writer.startLagMonitor(systemClock)
    await runAll(options, world, subject, stopped, needs => preflight(world, needs))
    await repeatSpoiled(options, world, log, subject, stopped)
    await runProbes(probes, options.concurrency, world, subject, stopped)
    complete = !leftOut
  } finally {
    writer.stopLagMonitor()
    await subject?.stop()
    await simple.close()
    await untrusted?.close()
    await canary?.close()
    for (const server of imps.values()) await server.close()
    writer.close({ endedAt: options.wallClock().toISOString(), complete })
  }
}

/** An IWF that was started again has no session yet, and cases that need one should not pay for that. */
async function reopenSession({ imps, domains }: World): Promise<void> {
  try {
    await imps.get(domains.first)?.script(noObserver, 'restart').opensSession()
  } catch (error) {
    if (!(error instanceof Stalled)) throw error
  }
}

/** Runs what applies: what may share the subject side by side, then what wants it alone. */
export async function runAll(
  options: RunOptions,
  world: RunWorld,
  subject: RevivedSubject,
  stopped: () => boolean,
  tryNeeds: (needs: ReadonlySet<Need>) => Promise<ReadonlySet<Need>>,
): Promise<void> {
  const rowsOf = (definition: AnyCase) =>
    executionsOf(definition, options.ics, options.pixit, options.configuration.statements)
  const applicable = options.cases.filter(definition => rowsOf(definition).length > 0)
  const met = await tryNeeds(new Set<Need>(applicable.flatMap(needsOf)))
  const possible = applicable.filter(definition => needsOf(definition).every(need => met.has(need)))
  const possibleSet = new Set(possible)
  for (const definition of options.cases) if (!possibleSet.has(definition)) options.caseRan?.(definition)

  const remaining = new Map(possible.map(definition => [definition, rowsOf(definition).length]))
  const hit: PlannedExecution[] = []
  const run = async (planned: PlannedExecution, alone: boolean): Promise<void> => {
    await execute(world, planned, alone)
    if (!subject.alive) hit.push(planned)
    const left = (remaining.get(planned.definition) ?? 1) - 1
    remaining.set(planned.definition, left)
    if (left === 0) options.caseRan?.(planned.definition)
  }
  /** Those during which the IWF died run once more, alone and each with a fresh IWF, to find the one that kills it. */
  const repeatHit = async () => {
    for (const planned of hit.splice(0)) {
      if (stopped()) return
      await subject.renew()
      await execute(world, nextAttempt(planned), true)
    }
  }
  const all = possible.flatMap(rowsOf)
  let shared: readonly PlannedExecution[] = all.filter(planned => isolationOf(planned) !== 'alone')
  while (shared.length > 0 && !stopped()) {
    await subject.revive()
    const goOn = () => subject.alive && !stopped()
    shared = await concurrently(options.concurrency, shared, planned => run(planned, options.concurrency === 1), goOn)
    await repeatHit()
  }
  for (const planned of all.filter(planned => isolationOf(planned) === 'alone')) {
    if (stopped()) return
    await subject.revive()
    await run(planned, true)
    await repeatHit()
  }
}

/** Red rows that unclaimed traffic may have spoiled run once more, alone; the judge keeps both results. */
export async function repeatSpoiled(
  options: RunOptions,
  world: RunWorld,
  log: string,
  subject: RevivedSubject,
  stopped: () => boolean,
): Promise<void> {
  world.writer.flush()
  options.judging?.()
  const spoiled = spoiledExecutions(readTrace(log), options.cases)
  const rows = options.cases.flatMap(definition =>
    executionsOf(definition, options.ics, options.pixit, options.configuration.statements),
  )
  for (const planned of rows.filter(({ id }) => spoiled.has(id))) {
    if (stopped()) return
    await subject.revive()
    await execute(world, nextAttempt(planned), true)
  }
}
