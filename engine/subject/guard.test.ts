import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { describe, it } from 'node:test'

const guard = new URL('./guard.ts', import.meta.url).href

/** Starts a program of its own group and guards it. What it prints ends when it, and whoever it has started, is gone. */
const harness = `
  import { spawn } from 'node:child_process'
  import { guardGroup } from ${JSON.stringify(guard)}
  const subject = spawn(process.execPath, ['-e', 'console.log("up"); setInterval(() => {}, 1000)'], {
    detached: true,
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  guardGroup(subject.pid)
  setInterval(() => {}, 1000)
`

describe('guardGroup', () => {
  it('ends the group when the process that guards it is killed', async () => {
    const child = spawn(
      process.execPath,
      ['--import', import.meta.resolve('tsx'), '--input-type=module', '-e', harness],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    )
    const outputEnded = once(child.stdout, 'end')
    await once(child.stdout, 'data')
    child.kill('SIGKILL')
    await outputEnded
    assert.equal(child.stdout.readableEnded, true)
  })
})
