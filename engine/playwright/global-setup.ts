import { fork } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { FullConfig } from '@playwright/test'
import { CONFIGURATION_FILE, ENGINE_ADDRESS } from './protocol.ts'

const engineProgram = fileURLToPath(new URL('../../cli/engine-process.ts', import.meta.url))

/**
 * Starts the engine process, which outlives the workers: it holds the peers' sockets and the subject. Resolves to the
 * tear-down, which ends it and fails when it had ended by itself.
 */
export default async function startEngine(config: FullConfig): Promise<() => Promise<void>> {
  if (config.projects.some(({ retries }) => retries > 0)) throw new Error('retries hide defects: run without --retries')
  const address = join(tmpdir(), `iwf-${randomUUID()}.sock`)
  const engine = fork(engineProgram, [address], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    execArgv: ['--import', import.meta.resolve('tsx')],
    env: { ...process.env, [CONFIGURATION_FILE]: config.configFile ?? '' },
  })
  const ended = new Promise<string>(resolve => {
    engine.once('exit', (code, signal) => resolve(signal ?? `exit code ${code ?? 'unknown'}`))
  })
  await new Promise<void>((resolve, reject) => {
    engine.once('message', message => {
      if (message === 'ready') resolve()
      else reject(new Error((message as { readonly failed: string }).failed))
    })
    void ended.then(how => reject(new Error(`the engine ended with ${how} before it was ready`)))
  })
  process.env[ENGINE_ADDRESS] = address
  return async () => {
    // One that was killed leaves it behind.
    rmSync(address, { force: true })
    if (engine.exitCode !== null || engine.signalCode !== null)
      throw new Error(`the engine ended early: ${await ended}`)
    engine.disconnect()
    await ended
  }
}
