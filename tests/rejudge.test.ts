import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { RunOutcome } from '../judge/outcome.ts'
import type { Results } from '../reports/results.ts'
import { commandLineHere, only, runHere, temporaryFolder } from './run-harness.ts'

const CASES = ['BLK-02', 'BLK-03', 'CAP-04', 'SES-01', 'TMR-01']

let folder = ''
let live: Results

before(async () => {
  const outcome = await runHere(only(CASES))
  assert.ok(outcome.folder && outcome.results, outcome.stderr)
  folder = outcome.folder
  live = outcome.results
})

/** Judges a log in a process that has neither clock nor chance nor network. */
function judgeDeprived(log: string): RunOutcome {
  const program = fileURLToPath(new URL('deprived/judge-log.ts', import.meta.url))
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', import.meta.resolve('tsx'), program, log],
    {
      encoding: 'utf8',
      maxBuffer: 1 << 28,
      env: { ...process.env, TZ: 'Asia/Kathmandu', LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' },
    },
  )
  assert.equal(status, 0, stderr)
  return JSON.parse(stdout) as RunOutcome
}

/** A copy of the run that holds its log alone, with the log's text changed. */
function copyWith(change: (log: string) => string): string {
  const copy = temporaryFolder()
  mkdirSync(join(copy, 'traces'))
  writeFileSync(join(copy, 'traces', 'run.jsonl'), change(readFileSync(join(folder, 'traces', 'run.jsonl'), 'utf8')))
  return copy
}

/** The parts of results that come from judging. */
const judged = ({ verdict, totals, cases, rules, requirements, contradictions, coverage }: RunOutcome) => ({
  verdict,
  totals,
  cases: cases.map(({ id, verdict: own, remarks, requirements: verifies, rows, durationMs }) => ({
    id,
    verdict: own,
    remarks,
    verifies,
    rows,
    durationMs,
  })),
  rules,
  requirements,
  contradictions,
  coverage,
})

describe('judging a log again', () => {
  it('gives what the live run gave, without clock, chance, network, and results to look at', () => {
    const copy = copyWith(log => log)
    const again = judgeDeprived(join(copy, 'traces', 'run.jsonl'))
    assert.deepEqual(judged(again), JSON.parse(JSON.stringify(judged(live))))
    assert.deepEqual(live.cases.map(({ id }) => id).sort(), CASES)
  })

  it('gives the same by `judge`, whether results.json is there or not', async () => {
    const copy = temporaryFolder()
    cpSync(folder, copy, { recursive: true, dereference: true })
    const compared = await commandLineHere(['judge', copy])
    assert.equal(compared.stderr, '')
    assert.match(compared.stdout, /every verdict equals the recorded one/)
    rmSync(join(copy, 'results.json'))
    const alone = await commandLineHere(['judge', copy, '--json'])
    assert.deepEqual(judged(JSON.parse(alone.stdout) as Results), JSON.parse(JSON.stringify(judged(live))))
    assert.equal(alone.exitCode, compared.exitCode)
  })

  it('gives another verdict when one octet of the log is another', async () => {
    const was = live.cases.find(({ id }) => id === 'BLK-02')
    assert.equal(was?.verdict, 'pass')
    const copy = copyWith(withOneRefusalChanged)
    const again = judgeDeprived(join(copy, 'traces', 'run.jsonl')).cases.find(({ id }) => id === 'BLK-02')
    assert.equal(again?.verdict, 'fail')
    assert.match(JSON.stringify(again), /503 is not in E\.BLOCKED/)
    cpSync(join(folder, 'results.json'), join(copy, 'results.json'))
    const compared = await commandLineHere(['judge', copy])
    assert.equal(compared.exitCode, 3)
    assert.match(compared.stderr, /^BLK-02: recorded pass, computed fail$/m)
  })
})

/** The first 403 of BLK-02, which its blocked sender got, becomes a 503: `4` is replaced by `5`. */
function withOneRefusalChanged(log: string): string {
  const begin = log.indexOf('"case":"BLK-02"')
  const token = /"token":"([^"]+)"/.exec(log.slice(begin))?.[1] ?? 'no token'
  // A chunk may hold several responses: it is that whose Call-ID has the token.
  const response = log.split('SIP/2.0 403').findIndex((after, index) => {
    const [head = ''] = after.split(/SIP\/2\.0 \d|\n/)
    return index > 0 && head.includes(token)
  })
  assert.ok(response > 0, 'BLK-02 has got a 403')
  let seen = 0
  const changed = log.replaceAll('SIP/2.0 403', found => (++seen === response ? 'SIP/2.0 503' : found))
  assert.equal(changed.length, log.length)
  return changed
}
