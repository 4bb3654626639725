import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { exitCodeFor } from '../cli/exit-codes.ts'
import type { Results } from '../reports/results.ts'
import { commandLineHere, only, temporaryFolder } from './run-harness.ts'
import { writeConfiguration } from './write-configuration.ts'

const CASES = ['BLK-02', 'BLK-03', 'CAP-04', 'CAP-10', 'SES-01', 'SES-02']
const DEFECT = 'accepts-unknown-user'
const program = fileURLToPath(new URL('../cli/program.ts', import.meta.url))

const evidence = temporaryFolder()
/** The run as it was left. */
let left = ''

const logOf = (folder: string) => join(folder, 'traces', 'run.jsonl')
const resume = (folder: string, ...more: string[]) =>
  commandLineHere(['run', '--resume', '--evidence', folder, ...more], { evidence: folder })
const judged = async (folder: string) => {
  const { stdout } = await commandLineHere(['judge', folder, '--json'])
  return JSON.parse(stdout) as Results
}

/** What was answered to a try to resume the run while it lived, and which files that changed. */
let whileLive = { exitCode: 0 as number | null, stderr: '', moved: true, locked: false }

/**
 * Begins a run in a process of its own. As soon as its first case has ended, it is held, tried to be resumed, and killed.
 */
before(async () => {
  const args = [program, 'run', '--evidence', evidence, ...only(CASES)]
  const child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  child.stdout.setEncoding('utf8')
  await new Promise<void>((resolve, reject) => {
    const tryToResume = async () => {
      child.kill('SIGSTOP')
      const [id = ''] = readdirSync(evidence)
      const log = logOf(join(evidence, id))
      const was = readFileSync(log)
      const { exitCode, stderr } = await resume(evidence)
      const is = readFileSync(log)
      const grown = is.subarray(0, was.length).equals(was) && !is.includes('"type":"resume"')
      const moved = !grown || existsSync(join(evidence, id, 'subject.1'))
      whileLive = { exitCode, stderr, moved, locked: existsSync(join(evidence, id, 'run.lock')) }
    }
    let tried = false
    child.stdout.on('data', (text: string) => {
      if (tried || !text.includes('ran ')) return
      tried = true
      void tryToResume()
        .catch(reject)
        .finally(() => child.kill('SIGKILL'))
    })
    child.once('error', reject)
    child.once('close', (code, signal) =>
      signal === 'SIGKILL' ? resolve() : reject(new Error(`the run ended by itself, with ${code}`)),
    )
  })
  const [id = ''] = readdirSync(evidence)
  left = join(evidence, id)
})

/** A copy of the run as it was left, in an evidence folder of its own; its last line is cut in half. */
function halved(): { readonly evidence: string; readonly folder: string } {
  const copy = temporaryFolder()
  const folder = join(copy, 'run')
  cpSync(left, folder, { recursive: true })
  const log = readFileSync(logOf(folder), 'utf8')
  const lastLine = log.lastIndexOf('\n', log.length - 2) + 1
  writeFileSync(logOf(folder), log.slice(0, (lastLine + log.length) >> 1))
  return { evidence: copy, folder }
}

describe('a run that is under way', () => {
  it('is not resumed, and nothing of it is touched', () => {
    assert.equal(whileLive.exitCode, 4, whileLive.stderr)
    assert.match(whileLive.stderr, /is under way, held by process \d+: let it end/)
    assert.deepEqual([whileLive.moved, whileLive.locked], [false, true])
  })
})

describe('a run that was killed', () => {
  it('leaves evidence that can be judged, is marked incomplete, and passes for nothing', async () => {
    for (const folder of [left, halved().folder]) {
      const results = await judged(folder)
      assert.equal(results.run.complete, false)
      assert.deepEqual(results.cases.map(({ id }) => id).sort(), CASES)
      assert.ok(results.cases.some(({ verdict }) => verdict === 'inconclusive'))
      assert.notEqual(results.verdict, 'pass')
      const { stdout } = await commandLineHere(['judge', folder])
      assert.match(stdout, /the run was interrupted/)
      assert.doesNotMatch(stdout, /report\.html/, 'it was killed before it had one')
    }
  })

  it('is finished as one run in the same folder, with what had ended as it was', async () => {
    const { evidence: copy, folder } = halved()
    const before = readFileSync(logOf(folder), 'utf8')
    const { exitCode, stdout, stderr, results } = await resume(copy)
    assert.ok(results, stderr)
    assert.equal(exitCode, exitCodeFor(results.verdict), stdout)
    assert.deepEqual([results.run.complete, results.run.resumedAt?.length], [true, 1])
    assert.deepEqual(results.cases.map(({ id }) => id).sort(), CASES)
    for (const { id, rows } of results.cases)
      for (const row of rows)
        assert.ok(
          !row.remarks.some(remark => /never begun|recording ended/.test(remark)),
          `${id}: ${row.remarks.join()}`,
        )
    assert.match(stdout, /taken up again once after it had ended too early/)
    assert.match(readFileSync(join(folder, 'report.html'), 'utf8'), /Resumed/)

    assert.ok(existsSync(join(left, 'run.lock')) && !existsSync(join(folder, 'run.lock')))
    assert.doesNotMatch(readFileSync(join(folder, 'manifest.json'), 'utf8'), /run\.lock/)
    const whole = before.lastIndexOf('\n') + 1
    const after = readFileSync(logOf(folder), 'utf8')
    assert.equal(after.slice(0, whole), before.slice(0, whole))
    const resumption = JSON.parse(after.slice(whole).split('\n')[0] ?? '') as { type: string; cut: string }
    assert.deepEqual([resumption.type, resumption.cut], ['resume', before.slice(whole)])

    const ended = [...before.matchAll(/"type":"case\.end","execution":"([^"]+)"/g)].map(([, id]) => id)
    const began = [...after.slice(whole).matchAll(/"type":"case\.begin","execution":"([^"#]+)/g)].map(([, id]) => id)
    assert.ok(ended.length > 0 && began.length > 0)
    assert.deepEqual(
      began.filter(id => id !== 'preflight' && ended.includes(id)),
      [],
    )

    assert.equal((await commandLineHere(['judge', folder])).stderr, '')
    const again = await resume(copy)
    assert.deepEqual([again.exitCode, /is complete: nothing of it is left/.test(again.stderr)], [4, true])
  })

  it('is not finished with another configuration or selection, and stays as it was', async () => {
    const { evidence: copy, folder } = halved()
    const before = readFileSync(logOf(folder))
    const config = writeConfiguration(join(copy, 'configuration'))
    const other = await resume(copy, '--config', config)
    assert.equal(other.exitCode, 4)
    assert.match(other.stderr, /cannot be finished: not as it was when it began: iwf \(was .*"0\.1\.0"/)
    const defective = await resume(copy, '--defect', DEFECT)
    assert.equal(defective.exitCode, 4)
    assert.match(defective.stderr, /began: subjectDefinition \(was "sha256:\w+", is "sha256:\w+"\)\. Take .*--defect/)
    const selected = await resume(copy, '--case', 'CAP-04')
    assert.deepEqual([selected.exitCode, /leave out --case/.test(selected.stderr)], [4, true])
    assert.deepEqual(readFileSync(logOf(folder)), before)
  })

  it('is not there to be finished in an empty folder', async () => {
    const { exitCode, stderr } = await resume(temporaryFolder())
    assert.deepEqual([exitCode, /no run at/.test(stderr)], [4, true])
  })

  it('is not finished when it never began, or its recording is none', async () => {
    for (const [text, message] of [
      ['', /holds no event; the run ended before it began/],
      ['hello\n', /run\.jsonl:1/],
    ] as const) {
      const { evidence: copy, folder } = halved()
      writeFileSync(logOf(folder), text)
      const { exitCode, stderr } = await resume(copy)
      assert.equal(exitCode, 4, stderr)
      assert.match(stderr, message)
      assert.equal(readFileSync(logOf(folder), 'utf8'), text)
    }
  })
})
