import { mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { bounds as boundsOf } from '../fixtures/bounds.ts'
import { defaultPixitStatements, type PixitStatements } from '../fixtures/catalogue/pixit-statements.ts'
import { timeScale } from '../fixtures/catalogue/pixit.ts'
import { systemClock } from '../protocols/clock.ts'
import { FileSink } from '../trace/sink.ts'
import { TraceWriter, type RunFacts } from '../trace/writer.ts'
import { runProbes } from './probes.ts'
import { repeatSpoiled, runAll, type RunUnderWay } from './run-all.ts'
import type { RunOptions } from './run-options.ts'
import { seededRandom } from './seed.ts'
import type { Ground, SubjectKind } from './stage.ts'
import { RevivedSubject } from './subject/revived-subject.ts'
import { subjectDefinition } from './subject/subject-definition.ts'
import type { SubjectObserver } from './subject/subject.ts'
import { leftToRun, refuseOtherRun, takeUp } from './unfinished-run.ts'
import type { RunWorld } from './world.ts'

/**
 * Plays the cases around one kind of subject, from the first record of the log to its last. Judges nothing. Rejects with
 * a `ConfigurationError` or `SubjectError` when the subject cannot be started, a `WireError` when a port is taken;
 * nothing is left running.
 */
export async function play(options: RunOptions, kind: SubjectKind): Promise<void> {
  const statements: PixitStatements = { ...defaultPixitStatements, ...options.configuration.statements }
  const log = join(options.folder, 'traces', 'run.jsonl')
  const writer = openLog(log, options, statements, kind)
  const common = {
    writer,
    clock: systemClock,
    random: seededRandom(seedOf(options)),
    bounds: boundsOf(options.pixit),
    statements,
  }
  const opened: { close(): Promise<void> }[] = []
  const ground: Ground = {
    ...common,
    opens(one) {
      opened.push(one)
      return one
    },
  }
  let subject: RevivedSubject | undefined
  let complete = false
  let leftOut = false
  const stopped = () => {
    if (options.interrupted?.aborted) leftOut = true
    return leftOut
  }
  try {
    const stage = await kind.raise(ground)
    const folder = join(options.folder, 'subject')
    const observer: SubjectObserver = { event: (what, text) => void writer.iwf({ what, text }) }
    const revived = new RevivedSubject(
      at => stage.start({ at, folder, observer }),
      () => stage.restarted(),
    )
    subject = revived
    const world: RunWorld = {
      ...common,
      pixit: options.pixit,
      restartSubject: () => revived.restart(),
      assemble: (...execution) => stage.assemble(...execution),
    }
    const run: RunUnderWay = { options, world, subject, stopped }
    await subject.revive()
    writer.startLagMonitor(systemClock)
    await runAll(run, needs => stage.tryNeeds(needs))
    await repeatSpoiled(run, log)
    await runProbes(run, leftToRun(options.unfinished, kind.probes))
    complete = !leftOut
  } finally {
    writer.stopLagMonitor()
    await subject?.stop()
    for (const one of opened) await one.close()
    writer.close({ endedAt: options.wallClock().toISOString(), complete })
  }
}

/** Tokens of a run that is taken up again must be others than those that it had. */
const seedOf = ({ seed, unfinished }: RunOptions): string =>
  unfinished ? `${seed}:resumed:${unfinished.resumptions + 1}` : seed

/** Begins the log with all that judging needs to know besides the octets, or goes on with the one that is there. */
function openLog(
  log: string,
  options: RunOptions,
  statements: PixitStatements,
  { facts: ofSubject, probes }: SubjectKind,
): TraceWriter {
  const { configuration, pixit, unfinished } = options
  const { iwf } = configuration
  const facts: RunFacts = {
    id: options.id,
    startedAt: options.wallClock().toISOString(),
    seed: options.seed,
    harness: options.harness,
    iwf: {
      name: iwf.name,
      version: iwf.version,
      adapter: iwf.subject.kind,
      ...(iwf.digest === undefined ? {} : { digest: iwf.digest }),
    },
    subjectDefinition: subjectDefinition(iwf.subject),
    ...ofSubject,
    pixit,
    statements,
    timeScale: timeScale(pixit),
    binding: configuration.binding ?? 'project',
    selected: options.cases.map(({ id }) => id),
    partial: options.partial,
    ...(probes.length > 0 ? { probes: probes.map(({ id }) => id) } : {}),
    ...(options.baseline ? { baseline: options.baseline } : {}),
    concurrency: options.concurrency,
  }
  if (unfinished) {
    refuseOtherRun(unfinished, facts)
    const continued = takeUp(options.folder, log, unfinished, options.wallClock())
    return new TraceWriter(new FileSink(log, { continues: true }), continued)
  }
  mkdirSync(dirname(log), { recursive: true })
  return new TraceWriter(new FileSink(log), facts)
}
