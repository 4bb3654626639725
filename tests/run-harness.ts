import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { main } from '../cli/main.ts'
import type { Results } from '../reports/results.ts'

const program = fileURLToPath(new URL('../cli/program.ts', import.meta.url))

/** What one call of the command line left behind. */
export interface HarnessRun {
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string
  /** Milliseconds. */
  readonly took: number
  /** The evidence folder that was given. */
  readonly evidence: string
  /** The run that `evidence/latest` points at; undefined when it points at nothing. */
  readonly folder: string | undefined
  /** Its `results.json`. */
  readonly results: Results | undefined
}

const temporary: string[] = []
process.once('exit', () => {
  for (const folder of temporary) rmSync(folder, { recursive: true, force: true })
})

/** A folder that goes when the process ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'iwf-conformance-'))
  temporary.push(folder)
  return folder
}

interface Surroundings {
  /** A new temporary folder unless given. */
  readonly evidence?: string
}

interface ChildSurroundings extends Surroundings {
  /** Variables besides those that this process has. */
  readonly environment?: Readonly<Record<string, string>>
}

/** Calls `iwf-conformance` with these arguments in a child process, as a user does. */
export async function commandLine(
  args: readonly string[],
  { evidence = temporaryFolder(), environment = {} }: ChildSurroundings = {},
): Promise<HarnessRun> {
  const began = performance.now()
  const child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), program, ...args], {
    env: { ...process.env, NO_COLOR: '1', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const output = { stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text))
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  return leftBehind(evidence, exitCode, output, began)
}

/** The same in this process, which spares its start; the IWF under test is a process of its own all the same. */
export async function commandLineHere(
  args: readonly string[],
  { evidence = temporaryFolder() }: Surroundings = {},
): Promise<HarnessRun> {
  const began = performance.now()
  const output = { stdout: '', stderr: '' }
  const exitCode = await main(args, {
    out: text => (output.stdout += text),
    err: text => (output.stderr += text),
    isTerminal: false,
  })
  return leftBehind(evidence, exitCode, output, began)
}

function leftBehind(
  evidence: string,
  exitCode: number | null,
  output: Pick<HarnessRun, 'stdout' | 'stderr'>,
  began: number,
): HarnessRun {
  const latest = join(evidence, 'latest')
  const folder = existsSync(latest) ? latest : undefined
  const file = folder && join(folder, 'results.json')
  const results = file && existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Results) : undefined
  return { exitCode, ...output, took: performance.now() - began, evidence, folder, results }
}

const runArguments = (evidence: string, args: readonly string[]) => ['run', '--evidence', evidence, ...args]

/** `iwf-conformance run` with an evidence folder of its own. */
export function run(args: readonly string[], { evidence = temporaryFolder(), ...rest }: ChildSurroundings = {}) {
  return commandLine(runArguments(evidence, args), { evidence, ...rest })
}

/** The same in this process. */
export function runHere(args: readonly string[], { evidence = temporaryFolder() }: Surroundings = {}) {
  return commandLineHere(runArguments(evidence, args), { evidence })
}

/** Arguments that select cases by id. */
export const only = (ids: readonly string[]): readonly string[] => ids.flatMap(id => ['--case', id])

/** Runs that an evidence folder holds, whatever their state. */
export const runsIn = (evidence: string): readonly string[] => readdirSync(evidence).filter(name => name !== 'latest')
