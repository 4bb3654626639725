import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { ENGINE_OPTIONS, type EngineOptions } from '../engine/playwright/protocol.ts'
import type { Results } from '../reports/results.ts'

const program = createRequire(import.meta.url).resolve('@playwright/test/cli')

/** What one call of Playwright left behind. */
export interface PlaywrightRun {
  readonly exitCode: number | null
  /** Both outputs. */
  readonly output: string
  /** The `results.json` that the latest run below the configuration's evidence folder left. */
  readonly results: Results | undefined
}

/**
 * Calls `playwright test` with a configuration whose evidence goes to `evidence` beside it. `started` gets the process.
 */
export async function playwright(
  config: string,
  args: readonly string[],
  options: EngineOptions = {},
  started: (child: ChildProcess) => void = () => undefined,
): Promise<PlaywrightRun> {
  const folder = dirname(config)
  const child = spawn(
    process.execPath,
    [program, 'test', '-c', config, '--output', join(folder, 'test-results'), ...args],
    {
      env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0', [ENGINE_OPTIONS]: JSON.stringify(options) },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  started(child)
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text))
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  const file = join(folder, 'evidence', 'latest', 'results.json')
  const results = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Results) : undefined
  return { exitCode, output, results }
}
