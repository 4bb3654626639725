import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { commandLineHere, only, runHere, runsIn, temporaryFolder, type HarnessRun } from './run-harness.ts'
import { embedded, writeConfiguration } from './write-configuration.ts'

const USAGE = 4
const ERROR = 3

/** One line that says what is wrong, the right exit code, and nothing that could be taken for evidence. */
function refused({ exitCode, stderr, folder, evidence }: HarnessRun, code: number, message: RegExp): void {
  assert.equal(exitCode, code, stderr)
  assert.match(stderr, /^iwf-conformance: [^\n]+\n$/)
  assert.match(stderr, message)
  assert.equal(folder, undefined)
  assert.deepEqual(existsSync(evidence) ? runsIn(evidence) : [], [])
}

describe('what cannot be run is refused in one line', () => {
  it('an unknown key of the configuration, with those that are allowed', async () => {
    const config = writeConfiguration(temporaryFolder(), { ...embedded, peer: {} })
    refused(await runHere(['--config', config]), USAGE, /unknown key "peer"; allowed: .*peers/)
  })

  it('an unknown item of the ICS', async () => {
    const config = writeConfiguration(temporaryFolder(), { ...embedded, ics: { ...embedded.ics, 'ICS-99': true } })
    refused(await runHere(['--config', config]), USAGE, /ICS-99/)
  })

  it('a configuration file that does not exist', async () => {
    refused(await runHere(['--config', 'nowhere/harness.config.ts']), USAGE, /nowhere\/harness\.config\.ts/)
  })

  it('a port that is taken', async () => {
    const taken = createServer()
    await new Promise<void>(resolve => void taken.listen(0, '127.0.0.1', resolve))
    const { port } = taken.address() as { port: number }
    const config = writeConfiguration(temporaryFolder(), { ...embedded, peers: { sipPort: port } })
    try {
      refused(await runHere(['--config', config]), ERROR, new RegExp(`127\\.0\\.0\\.1:${port} is in use`))
    } finally {
      taken.close()
    }
  })

  it('a command that does not exist', async () => {
    const iwf = { ...embedded.iwf, subject: { kind: 'command', command: ['/nowhere/iwf'], ready: { line: 'up' } } }
    const config = writeConfiguration(temporaryFolder(), { ...embedded, iwf })
    refused(await runHere(['--config', config]), USAGE, /\/nowhere\/iwf: no such command/)
  })

  it('a value of the command line that nothing stands for', async () => {
    const command = ['true', '{{iwf.sip.prot}}']
    const iwf = { ...embedded.iwf, subject: { kind: 'command', command, ready: { line: 'up' } } }
    const config = writeConfiguration(temporaryFolder(), { ...embedded, iwf })
    refused(
      await runHere(['--config', config]),
      USAGE,
      /\{\{iwf\.sip\.prot\}\} is not known here; there are: .*iwf\.sip\.port/,
    )
  })

  it('an unknown case, with those that are like it', async () => {
    refused(await runHere(only(['CAP-99'])), USAGE, /there is no case CAP-99; there are: .*CAP-04/)
  })

  it('a selection of nothing', async () => {
    refused(await runHere(['--grep', 'no case is called so']), USAGE, /nothing is selected/)
  })

  it('an unknown option', async () => {
    refused(await runHere(['--retries', '3']), USAGE, /--retries/)
  })
})

describe('what cannot be judged is refused in one line', () => {
  const judged = async (log: string | undefined) => {
    const folder = temporaryFolder()
    if (log !== undefined) {
      mkdirSync(join(folder, 'traces'))
      writeFileSync(join(folder, 'traces', 'run.jsonl'), log)
    }
    const outcome = await commandLineHere(['judge', folder])
    assert.equal(existsSync(join(folder, 'results.json')), false)
    assert.match(outcome.stderr, /^iwf-conformance: [^\n]+\n$/)
    assert.equal(outcome.stdout, '')
    return outcome
  }

  it('a folder without a log', async () => {
    const { exitCode, stderr } = await judged(undefined)
    assert.equal(exitCode, USAGE)
    assert.match(stderr, /no run at/)
  })

  it('an empty log', async () => {
    const { exitCode, stderr } = await judged('')
    assert.equal(exitCode, ERROR)
    assert.match(stderr, /run\.jsonl: holds no event/)
  })

  it('a log that is none', async () => {
    const { exitCode, stderr } = await judged('\u0000\u0001garbage\n{"type":"run"}\n')
    assert.equal(exitCode, ERROR)
    assert.match(stderr, /run\.jsonl:1/)
  })
})

describe('a log that was cut off', () => {
  it('is judged as far as it goes, and nothing of it passes as complete', async () => {
    const { folder } = await runHere(only(['CAP-04']))
    assert.ok(folder)
    const copy = temporaryFolder()
    mkdirSync(join(copy, 'traces'))
    const lines = readFileSync(join(folder, 'traces', 'run.jsonl'), 'utf8').split('\n')
    const begin = lines.findIndex(line => line.includes('"type":"case.begin"') && line.includes('"case":"CAP-04"'))
    assert.ok(begin > 0)
    writeFileSync(join(copy, 'traces', 'run.jsonl'), [...lines.slice(0, begin + 2), '{"seq":99'].join('\n'))
    const { exitCode, stdout } = await commandLineHere(['judge', copy, '--json'])
    assert.equal(exitCode, 2)
    const { run: facts, verdict } = JSON.parse(stdout) as { run: { complete: boolean }; verdict: string }
    assert.equal(facts.complete, false)
    assert.equal(verdict, 'inconclusive')
  })
})
