/**
 * Runs the project's own tests: every `*.test.ts`, or those whose path contains one of the given words. Unit tests run
 * side by side; then the end-to-end tests of this folder one after another, since each has an IWF to time. Ends with a
 * line `N passed, N failed, N skipped` and exits 1 when a test failed or none ran.
 */
import { readdirSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join, relative } from 'node:path'
import { run } from 'node:test'
import { spec } from 'node:test/reporters'

const root = join(import.meta.dirname, '..')
const unseen = new Set(['node_modules', 'evidence', 'dist'])

function* testFiles(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) {
      if (!unseen.has(entry.name) && !entry.name.startsWith('.')) yield* testFiles(path)
    } else if (entry.name.endsWith('.test.ts')) yield path
  }
}

const words = process.argv.slice(2)
const files = [...testFiles(root)]
  .filter(path => words.length === 0 || words.some(word => relative(root, path).includes(word)))
  .sort()
const isEndToEnd = (path: string) => relative(root, path).startsWith('tests')

const totals = { passed: 0, failed: 0, skipped: 0 }

/** Runs some files, so many at a time, and counts what became of their tests. */
function runFiles(paths: readonly string[], concurrency: number): Promise<void> {
  if (paths.length === 0) return Promise.resolve()
  const tests = run({ files: [...paths], concurrency })
  tests.on('test:pass', test => {
    if (test.details.type === 'suite') return
    if (test.skip !== undefined || test.todo !== undefined) totals.skipped++
    else totals.passed++
  })
  tests.on('test:fail', test => {
    if (test.details.type !== 'suite') totals.failed++
  })
  const report = tests.compose(new spec()) as NodeJS.ReadableStream
  report.pipe(process.stdout, { end: false })
  return new Promise(resolve => report.once('end', resolve))
}

process.once('exit', () => {
  const { passed, failed, skipped } = totals
  if (files.length === 0) process.stdout.write(`no test file matches: ${words.join(' ')}\n`)
  process.stdout.write(`${passed} passed, ${failed} failed, ${skipped} skipped\n`)
  if (failed > 0 || passed === 0) process.exitCode = 1
})

await runFiles(
  files.filter(path => !isEndToEnd(path)),
  availableParallelism(),
)
await runFiles(files.filter(isEndToEnd), 1)
