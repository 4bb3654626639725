import type { Need } from '../trace/events.ts'
import { readTrace } from '../trace/reader.ts'
import type { AnyCase } from './case.ts'
import { execute } from './execute.ts'
import { needsOf } from './needs.ts'
import { executionsIn, isolationOf, longestFirst, nextAttempt, type PlannedExecution } from './plan.ts'
import type { RunOptions } from './run-options.ts'
import { concurrently } from './schedule.ts'
import { spoiledExecutions } from './second-attempts.ts'
import type { RevivedSubject } from './subject/revived-subject.ts'
import { leftToRun } from './unfinished-run.ts'
import type { RunWorld } from './world.ts'

/** A run whose subject can be started and whose peers listen. */
export interface RunUnderWay {
  readonly options: RunOptions
  readonly world: RunWorld
  readonly subject: RevivedSubject
  /** Asked before each execution. */
  readonly stopped: () => boolean
}

/** So many quick executions for each that runs side by side go ahead of those that measure time. */
const AHEAD = 2

/** Runs what applies: what may share the subject side by side, then what wants it alone. */
export async function runAll(
  { options, world, subject, stopped }: RunUnderWay,
  tryNeeds: (needs: ReadonlySet<Need>) => Promise<ReadonlySet<Need>>,
): Promise<void> {
  const rowsOf = (definition: AnyCase) => leftToRun(options.unfinished, executionsIn(options, definition))
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
  /** Those during which the subject died run once more, alone and each with a fresh one, to find the one that kills it. */
  const repeatHit = async () => {
    for (const planned of hit.splice(0)) {
      if (stopped()) return
      await subject.renew()
      await execute(world, nextAttempt(planned), true)
    }
  }
  const all = possible.flatMap(rowsOf)
  let shared = longestFirst(
    all.filter(planned => isolationOf(planned) !== 'alone'),
    options.pixit,
    AHEAD * options.concurrency,
  )
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
export async function repeatSpoiled({ options, world, subject, stopped }: RunUnderWay, log: string): Promise<void> {
  world.writer.flush()
  options.judging?.()
  const spoiled = spoiledExecutions(readTrace(log), options.cases)
  const rows = options.cases.flatMap(definition => executionsIn(options, definition))
  for (const planned of rows.filter(({ id }) => spoiled.has(id))) {
    if (stopped()) return
    await subject.revive()
    await execute(world, nextAttempt(planned), true)
  }
}
