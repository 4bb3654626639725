import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Results } from '../reports/results.ts'
import type { BenchRow } from './row.ts'

const root = join(import.meta.dirname, '..')

/** The whole catalogue against the embedded reference IWF, from the command to its exit. */
export const conformanceRow: BenchRow = {
  name: 'conformance run of the whole catalogue, wall time',
  measure() {
    const evidence = mkdtempSync(join(tmpdir(), 'iwf-bench-'))
    try {
      const from = performance.now()
      const { status } = spawnSync(
        process.execPath,
        ['--import', import.meta.resolve('tsx'), 'cli/program.ts', 'run', '--evidence', evidence],
        { cwd: root, stdio: 'ignore' },
      )
      const seconds = ((performance.now() - from) / 1000).toFixed(1)
      const { cases, verdict } = JSON.parse(readFileSync(join(evidence, 'latest', 'results.json'), 'utf8')) as Results
      return `${seconds} s (${cases.length} cases, verdict ${verdict}, exit code ${String(status)})`
    } finally {
      rmSync(evidence, { recursive: true, force: true })
    }
  },
}
