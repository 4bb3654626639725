import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { ConfigurationError } from '../engine/configuration.ts'
import { RUN_LOCK } from '../reports/manifest.ts'

/** The process that works on a run. */
interface Holder {
  readonly pid: number
  /** Clock ticks between the boot of the system and its start; absent where there is no `/proc`. */
  readonly started?: string
}

/**
 * Claims the folder of a run for this process, so that no two write to one log, and gives what ends the claim. A claim
 * whose process is gone counts for nothing. Throws {@link ConfigurationError} (`run-under-way`) while another holds.
 */
export function lockRun(folder: string): () => void {
  const lock = join(folder, RUN_LOCK)
  if (!claim(lock)) {
    const text = read(lock)
    if (text !== undefined) {
      refuseLive(folder, text)
      removeStale(folder, lock, text)
    }
    if (!claim(lock)) throw underWay(folder, 'another process')
  }
  return () => rmSync(lock, { force: true })
}

/** Throws {@link ConfigurationError} (`run-under-way`) when a process that lives works on the run. */
export function refuseRunUnderWay(folder: string): void {
  const text = read(join(folder, RUN_LOCK))
  if (text !== undefined) refuseLive(folder, text)
}

function refuseLive(folder: string, text: string): void {
  const holder = parsed(text)
  if (!holder) throw underWay(folder, `${RUN_LOCK}, which names no process`)
  if (isAlive(holder)) throw underWay(folder, `process ${holder.pid}`)
}

const underWay = (folder: string, by: string): ConfigurationError =>
  new ConfigurationError(
    'run-under-way',
    `the run ${basename(folder)} is under way, held by ${by}: let it end, or end it, before you resume it; ` +
      `if nothing works on it, remove ${join(folder, RUN_LOCK)}`,
  )

function claim(lock: string): boolean {
  try {
    const started = startOf(process.pid)
    const holder: Holder = { pid: process.pid, ...(started === undefined ? {} : { started }) }
    writeFileSync(lock, `${JSON.stringify(holder)}\n`, { flag: 'wx' })
    return true
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false
    throw error
  }
}

/** Takes away the claim that was read, and no other: one that came in between is put back. */
function removeStale(folder: string, lock: string, stale: string): void {
  const aside = `${lock}.${process.pid}`
  try {
    renameSync(lock, aside)
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return
    throw error
  }
  try {
    if (read(aside) === stale) return
    linkSync(aside, lock)
    throw underWay(folder, 'another process')
  } finally {
    rmSync(aside, { force: true })
  }
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined
    throw error
  }
}

function parsed(text: string): Holder | undefined {
  try {
    const { pid, started } = JSON.parse(text) as { pid?: unknown; started?: unknown }
    if (typeof pid !== 'number' || !Number.isSafeInteger(pid) || pid <= 0) return undefined
    return { pid, ...(typeof started === 'string' ? { started } : {}) }
  } catch {
    return undefined
  }
}

/** Ids of processes are used again: one that started at another time is another process. */
function isAlive({ pid, started }: Holder): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    if (!hasCode(error, 'EPERM')) return false
  }
  return started === undefined || started === (startOf(pid) ?? started)
}

/** Field 22 of proc_pid_stat(5); the second, the name of the program, may hold blanks and parentheses. */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[22 - 3]
  } catch {
    return undefined
  }
}

const hasCode = (error: unknown, code: string): boolean => (error as NodeJS.ErrnoException).code === code
