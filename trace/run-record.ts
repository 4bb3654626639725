import type { RunEvent } from './events.ts'

/** A run record for logs that are made by hand, in tests and benchmarks: everything claimed is said in `changes`. */
export function plainRunRecord(
  changes: Partial<Omit<RunEvent, 'seq' | 't' | 'type' | 'schema'>> = {},
): Omit<RunEvent, 'seq' | 't' | 'type' | 'schema'> {
  return {
    id: 'run-1',
    startedAt: '2026-01-01T00:00:00.000Z',
    seed: '1',
    harness: { version: '0.1.0', commit: '0000000' },
    iwf: { name: 'iwf', version: '1', adapter: 'remote' },
    ics: {},
    pixit: {},
    statements: {},
    timeScale: 1,
    binding: 'project',
    domains: { sip: 'sip.example', imps: ['imps.example'] },
    selected: [],
    partial: false,
    concurrency: 1,
    ...changes,
  }
}
