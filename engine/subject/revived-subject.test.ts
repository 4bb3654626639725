import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { RevivedSubject } from './revived-subject.ts'
import type { RunningSubject, SubjectAddresses } from './subject.ts'

/** Starts subjects on ports that count up, and notes where each was asked to be. */
function starts() {
  const asked: (SubjectAddresses | undefined)[] = []
  const running: { alive: boolean; addresses: SubjectAddresses }[] = []
  const start = (at?: SubjectAddresses): Promise<RunningSubject> => {
    asked.push(at)
    const one = { host: '127.0.0.1', port: 5000 + asked.length }
    const subject = {
      addresses: at ?? { sip: one, msrp: one, ssp: one },
      alive: true,
      exited: new Promise<never>(() => undefined),
      stop: () => Promise.resolve(void (subject.alive = false)),
    }
    running.push(subject)
    return Promise.resolve(subject)
  }
  return { asked, running, start }
}

describe('RevivedSubject', () => {
  it('starts a dead one again anywhere, and leaves a living one alone', async () => {
    const { asked, running, start } = starts()
    let restarted = 0
    const subject = new RevivedSubject(start, () => {
      restarted++
      return Promise.resolve()
    })
    await subject.revive()
    await subject.revive()
    assert.deepEqual([asked, restarted], [[undefined], 0])
    const [first] = running
    assert.ok(first)
    first.alive = false
    await subject.revive()
    assert.deepEqual([asked, restarted], [[undefined, undefined], 1])
  })

  it('restarts where it was, after the one that ran has ended', async () => {
    const { asked, running, start } = starts()
    const subject = new RevivedSubject(start, () => Promise.resolve())
    await subject.revive()
    await subject.restart()
    assert.deepEqual(asked[1], running[0]?.addresses)
    assert.deepEqual(
      running.map(({ alive }) => alive),
      [false, true],
    )
  })
})
