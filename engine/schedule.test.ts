import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { concurrently } from './schedule.ts'

const always = () => true

/** Tasks that end when they are told to. */
function controlled() {
  const running = new Map<number, () => void>()
  const run = async (task: number) => {
    await new Promise<void>(resolve => running.set(task, resolve))
    running.delete(task)
  }
  return { running, run }
}
const turn = () => new Promise(resolve => setImmediate(resolve))

describe('concurrently', () => {
  it('keeps as many running as it may, in the given order', async () => {
    const { running, run } = controlled()
    const all = concurrently(2, [1, 2, 3], run, always)
    assert.deepEqual([...running.keys()], [1, 2])
    running.get(2)?.()
    await turn()
    assert.deepEqual([...running.keys()], [1, 3])
    for (const end of running.values()) end()
    assert.deepEqual(await all, [])
  })

  it('starts none any more when it should not go on, lets those that run end, and gives the rest back', async () => {
    const { running, run } = controlled()
    let goOn = true
    const all = concurrently(2, [1, 2, 3, 4], run, () => goOn)
    goOn = false
    for (const end of running.values()) end()
    assert.deepEqual(await all, [3, 4])
    assert.equal(running.size, 0)
  })

  it('rejects with the fault of a task, after the others have ended', async () => {
    const ended: number[] = []
    const run = async (task: number) => {
      if (task === 1) throw new Error('broken')
      await turn()
      ended.push(task)
    }
    await assert.rejects(concurrently(2, [1, 2, 3], run, always), /broken/)
    assert.deepEqual(ended, [2, 3])
  })

  it('asks whether to go on only when there is something to go on with', async () => {
    let asked = 0
    await concurrently(
      1,
      [1],
      () => Promise.resolve(),
      () => ++asked > 0,
    )
    assert.equal(asked, 1)
  })
})
