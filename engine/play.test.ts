import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it, type TestContext } from 'node:test'
import { scaledPixit } from '../fixtures/catalogue/pixit.ts'
import { readTrace } from '../trace/reader.ts'
import { play } from './play.ts'
import type { Ground, Stage, SubjectKind } from './stage.ts'
import type { RunningSubject } from './subject/subject.ts'

const address = { host: '127.0.0.1', port: 1 }

/** A subject that notes when it is stopped, and peers that note when they are closed. */
function scene() {
  const ended: string[] = []
  const peer = (name: string) => ({ close: () => Promise.resolve(void ended.push(name)) })
  const running: RunningSubject = {
    addresses: { sip: address, msrp: address, ssp: address },
    alive: true,
    exited: new Promise<never>(() => undefined),
    stop: () => Promise.resolve(void ended.push('subject')),
  }
  const stage: Stage = {
    start: () => Promise.resolve(running),
    restarted: () => Promise.resolve(),
    tryNeeds: () => Promise.resolve(new Set()),
    assemble: () => {
      throw new Error('no case is played here')
    },
  }
  return { ended, peer, stage }
}

/** Plays no case around it; resolves to the log and to what went wrong. */
async function played(t: TestContext, raise: (ground: Ground) => Promise<Stage>) {
  const folder = mkdtempSync(join(tmpdir(), 'iwf-play-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const kind: SubjectKind = {
    facts: { subject: 'imps-server', ics: { 'SICS-01': 'bob' }, domains: { sip: 's.example', imps: ['i.example'] } },
    probes: [],
    raise,
  }
  const options = {
    id: 'run-1',
    configuration: { iwf: { name: 'it', version: '1', subject: { kind: 'embedded' } }, ics: {} },
    pixit: scaledPixit,
    ics: {},
    cases: [],
    partial: false,
    concurrency: 1,
    seed: '1',
    harness: { version: '0', commit: 'none' },
    folder,
    wallClock: () => new Date(0),
  } as const
  const failure = await play(options, kind).then(
    () => undefined,
    (error: unknown) => (error as Error).message,
  )
  const events = [...readTrace(join(folder, 'traces', 'run.jsonl'))]
  const [begun] = events.filter(event => event.type === 'run')
  const [end] = events.filter(event => event.type === 'run.end')
  return { failure, begun, complete: end?.complete }
}

describe('a run, whatever the kind of its subject', () => {
  it('begins with what the kind says of it, and ends the subject before its peers, in the order of their opening', async t => {
    const { ended, peer, stage } = scene()
    const { failure, begun, complete } = await played(t, ({ opens }) => {
      opens(peer('first'))
      opens(peer('second'))
      return Promise.resolve(stage)
    })
    assert.equal(failure, undefined)
    assert.equal(begun?.subject, 'imps-server')
    assert.deepEqual(begun.ics, { 'SICS-01': 'bob' })
    assert.deepEqual(ended, ['subject', 'first', 'second'])
    assert.equal(complete, true)
  })

  it('closes what was opened before a port was found taken, and says that it is not complete', async t => {
    const { ended, peer } = scene()
    const { failure, complete } = await played(t, ({ opens }) => {
      opens(peer('first'))
      return Promise.reject(new Error('the port is taken'))
    })
    assert.equal(failure, 'the port is taken')
    assert.deepEqual(ended, ['first'])
    assert.equal(complete, false)
  })

  it('closes the peers of a subject that cannot be started', async t => {
    const { ended, peer, stage } = scene()
    const { failure, complete } = await played(t, ({ opens }) => {
      opens(peer('first'))
      return Promise.resolve({ ...stage, start: () => Promise.reject(new Error('not ready')) })
    })
    assert.equal(failure, 'not ready')
    assert.deepEqual(ended, ['first'])
    assert.equal(complete, false)
  })
})
