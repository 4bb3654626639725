import type { AnyCase } from '../engine/case.ts'
import type { RunOutcome } from '../judge/outcome.ts'
import { RESULTS_SCHEMA_VERSION, type CaseResult, type Results } from '../reports/results.ts'
import type { ResumeEvent, RunEndEvent, RunEvent } from '../trace/events.ts'
import { preconditions } from './preconditions.ts'

export interface ResultsInput {
  readonly run: RunEvent
  /** Undefined when the log was cut off. */
  readonly end: RunEndEvent | undefined
  readonly resumptions: readonly ResumeEvent[]
  readonly outcome: RunOutcome
  readonly catalogue: readonly AnyCase[]
  /** By case id, the export of its part of the log. */
  readonly traces: ReadonlyMap<string, { readonly file: string; readonly sha256: string }>
}

/** `results.json` from a judged log. A pure function: the same log gives the same results. */
export function resultsOf({ run, end, resumptions, outcome, catalogue, traces }: ResultsInput): Results {
  const definitions = new Map(catalogue.map(definition => [definition.id, definition]))
  const cases = outcome.cases.map((judged): CaseResult => {
    const definition = definitions.get(judged.id)
    const trace = traces.get(judged.id) ?? { file: 'traces/run.jsonl', sha256: '' }
    return {
      ...judged,
      purpose: definition?.purpose ?? '',
      ladder: definition?.ladder ?? '',
      preconditions: definition ? preconditions[definition.given] : '',
      catches: definition?.catches ?? [],
      ambiguities: definition?.ambiguities ?? [],
      trace,
    }
  })
  return {
    schemaVersion: RESULTS_SCHEMA_VERSION,
    run: {
      id: run.id,
      startedAt: run.startedAt,
      endedAt: end?.endedAt ?? run.startedAt,
      seed: run.seed,
      complete: end?.complete ?? false,
      ...(run.redacted ? { redacted: true as const } : {}),
      partial: run.partial,
      ...(run.probes ? { probes: run.probes } : {}),
      ...(resumptions.length > 0 ? { resumedAt: resumptions.map(({ resumedAt }) => resumedAt) } : {}),
      timeScale: run.timeScale,
      concurrency: run.concurrency,
    },
    harness: run.harness,
    iwf: run.iwf,
    ics: run.ics,
    pixit: run.pixit,
    statements: run.statements,
    dimensions: run.dimensions ?? {},
    binding: run.binding,
    verdict: outcome.verdict,
    totals: outcome.totals,
    cases,
    rules: outcome.rules,
    requirements: outcome.requirements,
    contradictions: outcome.contradictions,
    coverage: outcome.coverage,
    ...(outcome.baseline ? { baseline: outcome.baseline } : {}),
  }
}
