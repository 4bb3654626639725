import type { HarnessConfiguration } from './configuration.ts'
import type { AnyCase } from './case.ts'
import { execute } from './execute.ts'
import { excludedExecutionsOf, isolationOf, type PlannedExecution } from './plan.ts'
import type { RunUnderWay } from './run-all.ts'
import { concurrently } from './schedule.ts'

/** The rows that the ICS excludes and that a run with `--probe-undeclared` runs all the same. */
export const probesOf = (cases: readonly AnyCase[], ics: HarnessConfiguration['ics']): readonly PlannedExecution[] =>
  cases.flatMap(definition => excludedExecutionsOf(definition, ics))

/**
 * Runs probes, each once, when everything that counts is over: they are for information, and what they do to the
 * implementation must not touch a verdict.
 */
export async function runProbes(
  { options: { concurrency }, world, subject, stopped }: RunUnderWay,
  probes: readonly PlannedExecution[],
): Promise<void> {
  let shared = probes.filter(planned => isolationOf(planned) !== 'alone')
  while (shared.length > 0 && !stopped()) {
    await subject.revive()
    const goOn = () => subject.alive && !stopped()
    shared = [...(await concurrently(concurrency, shared, planned => execute(world, planned, concurrency === 1), goOn))]
  }
  for (const planned of probes.filter(planned => isolationOf(planned) === 'alone')) {
    if (stopped()) return
    await subject.revive()
    await execute(world, planned, true)
  }
}
