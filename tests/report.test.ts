import assert from 'node:assert/strict'
import { appendFileSync, cpSync, existsSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { before, describe, it } from 'node:test'
import { isProgram } from '../reports/installed-program.ts'
import { manifestDifferences } from '../reports/manifest.ts'
import type { Results } from '../reports/results.ts'
import { commandLine, commandLineHere, only, runHere, temporaryFolder } from './run-harness.ts'

const USAGE = 4
const ERROR = 3
const MISSING_PROGRAM = 5
const withoutChromium = { skip: isProgram('/usr/bin/chromium') ? false : 'no Chromium here' }

let original = ''

before(async () => {
  const { folder, stderr } = await runHere(only(['CAP-04', 'SES-01']))
  assert.ok(folder, stderr)
  original = folder
})

/** A copy of the run, to be spoilt. */
function copy(): string {
  const folder = temporaryFolder()
  cpSync(original, folder, { recursive: true, dereference: true })
  return folder
}

const text = (folder: string, file: string) => readFileSync(join(folder, file), 'utf8')

describe('writing the reports of a run again', () => {
  it('gives every file as it was', async () => {
    const folder = copy()
    const { exitCode, stdout, stderr } = await commandLineHere(['report', folder])
    assert.equal(exitCode, 0, stderr)
    assert.equal(stdout, `${join(folder, 'report.html')}\n`)
    for (const file of ['results.json', 'report.html', 'junit.xml', 'manifest.json'])
      assert.equal(text(folder, file), text(original, file), file)
  })

  it('makes a report again that was lost or changed', async () => {
    const folder = copy()
    writeFileSync(join(folder, 'report.html'), 'not this')
    assert.equal((await commandLineHere(['report', folder])).exitCode, 0)
    assert.equal(text(folder, 'report.html'), text(original, 'report.html'))
  })

  it('says what is wrong with a folder that cannot be written to', async () => {
    const file = join(temporaryFolder(), 'file')
    writeFileSync(file, 'mine')
    // The system lets nobody make a folder there, not even root.
    const nowhere = '/proc/nowhere/reports'
    for (const [into, wrong] of [
      [file, /--into .* is a file: name a folder/],
      ...(process.platform === 'linux'
        ? [[nowhere, /cannot make \/proc\/nowhere.*name another folder with --into/] as const]
        : []),
    ] as const)
      for (const options of [[], ...(withoutChromium.skip === false ? [['--pdf']] : [])]) {
        const { exitCode, stderr } = await commandLine(['report', original, ...options, '--into', into])
        assert.equal(exitCode, USAGE, stderr)
        assert.match(stderr, wrong)
      }
    assert.equal(readFileSync(file, 'utf8'), 'mine')
  })

  it('never covers up a record that says something else', async () => {
    const folder = copy()
    const results = JSON.parse(text(folder, 'results.json')) as Results
    const edited = JSON.stringify({ ...results, verdict: 'error' })
    writeFileSync(join(folder, 'results.json'), edited)
    const refused = await commandLineHere(['report', folder])
    assert.equal(refused.exitCode, ERROR)
    assert.match(refused.stderr, /^overall verdict: recorded error, computed /)
    assert.match(refused.stderr, /nothing was written.*--into DIR/)
    assert.equal(text(folder, 'results.json'), edited)
    const elsewhere = join(temporaryFolder(), 'again')
    assert.equal((await commandLineHere(['report', folder, '--into', elsewhere])).exitCode, 0)
    assert.equal(text(elsewhere, 'results.json'), text(original, 'results.json'))
    assert.deepEqual(await manifestDifferences(elsewhere), [])
  })

  it('never covers up a recording that was altered', async () => {
    const folder = copy()
    appendFileSync(join(folder, 'traces', 'run.jsonl'), '\n')
    const { exitCode, stderr } = await commandLineHere(['report', folder])
    assert.equal(exitCode, ERROR)
    assert.match(stderr, /^traces\/run\.jsonl: changed since manifest\.json was written\n/)
  })

  it('leaves sealed evidence alone', async () => {
    const folder = copy()
    writeFileSync(join(folder, 'attestation.intoto.json'), '{}')
    const before = statSync(join(folder, 'report.html')).mtimeMs
    for (const args of [['report', folder], ...(withoutChromium.skip ? [] : [['report', folder, '--pdf']])]) {
      const { exitCode, stderr } = await commandLineHere(args)
      assert.equal(exitCode, USAGE)
      assert.match(stderr, /is sealed and stays as it is: write elsewhere with --into DIR/)
    }
    assert.equal(statSync(join(folder, 'report.html')).mtimeMs, before)
    assert.ok(!existsSync(join(folder, 'report.pdf')))
  })

  it('writes nothing into the evidence by another name', async () => {
    const link = join(temporaryFolder(), 'link')
    symlinkSync(original, link)
    for (const args of [
      ['--into', original],
      ['--into', join(link, 'again')],
      ['--allure', '--into', join(original, 'allure')],
    ]) {
      const { exitCode, stderr } = await commandLineHere(['report', original, ...args])
      assert.equal(exitCode, USAGE)
      assert.match(stderr, /lies in the folder of the run/)
    }
    assert.deepEqual(await manifestDifferences(original), [])
  })

  it('does not write into a folder that is in use', async () => {
    const { exitCode, stderr } = await commandLineHere(['report', original, '--into', copy()])
    assert.equal(exitCode, USAGE)
    assert.match(stderr, /is not empty/)
  })
})

describe('printing a report', () => {
  it('puts report.pdf beside it and into the manifest', withoutChromium, async () => {
    const folder = copy()
    const { exitCode, stdout, stderr } = await commandLineHere(['report', folder, '--pdf'])
    assert.equal(exitCode, 0, stderr)
    assert.equal(stdout, `${join(folder, 'report.pdf')}\n`)
    assert.equal(text(folder, 'report.pdf').slice(0, 5), '%PDF-')
    assert.deepEqual(await manifestDifferences(folder), [])
    assert.equal(text(folder, 'report.html'), text(original, 'report.html'))
  })

  it('does not list a file in the manifest that somebody changed', withoutChromium, async () => {
    const folder = copy()
    appendFileSync(join(folder, 'junit.xml'), ' ')
    const { exitCode, stderr } = await commandLineHere(['report', folder, '--pdf'])
    assert.equal(exitCode, USAGE)
    assert.match(stderr, /not as its manifest says \(junit\.xml changed\)/)
  })

  it('has an exit code of its own where no Chromium is, and says what to install', async () => {
    const variables = { IWF_CONFORMANCE_CHROMIUM: join(original, 'no-such-program') }
    const { exitCode, stderr } = await commandLine(['report', original, '--pdf'], { environment: variables })
    assert.equal(exitCode, MISSING_PROGRAM)
    assert.match(stderr, /^iwf-conformance: the variable IWF_CONFORMANCE_CHROMIUM names [^\n]+\n$/)
  })

  it('has the same exit code where --chromium names none', async () => {
    const { exitCode, stderr } = await commandLineHere(['report', original, '--pdf', '--chromium', '/nowhere'])
    assert.equal(exitCode, MISSING_PROGRAM)
    assert.match(stderr, /--chromium names \/nowhere, which is no program/)
  })
})
