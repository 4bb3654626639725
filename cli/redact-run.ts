import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { AnyCase } from '../engine/case.ts'
import { ConfigurationError } from '../engine/configuration.ts'
import { needsContent } from '../reports/redaction/needs-content.ts'
import { redactLog } from '../reports/redaction/redact-log.ts'
import type { RedactionRecord, TraceEvent } from '../trace/events.ts'
import { judgeFolder, reportRun, RUN_TRACE } from './report-run.ts'

export interface RedactedRun {
  readonly folder: string
  /** Where the salt is kept. */
  readonly salt: string
}

/** Where the redacted copy of a run is. */
export const redactedFolder = (folder: string): string => `${folder}-redacted`

/**
 * Makes a redacted copy of a run beside it, `<run>-redacted`, out of nothing but its redacted recording: whatever else
 * was in its folder stays there. The salt is read from a file, which is made when there is none. Throws a
 * {@link ConfigurationError} (`redacted-already`, `salt-not-usable`).
 */
export async function redactRun(
  folder: string,
  catalogue: readonly AnyCase[],
  saltFile: string | undefined,
): Promise<RedactedRun> {
  const salt = saltFile ?? `${folder}.salt`
  const whole = judgeFolder(folder, catalogue)
  if (whole.view.run.redacted)
    throw new ConfigurationError('redacted-already', `${folder} is redacted already: seal it without --redact`)
  const target = redactedFolder(folder)
  const making = `${target}.${process.pid}.tmp`
  try {
    const events = redactLog(whole.events, readSalt(salt))
    writeLog(making, events, { checks: {}, rules: [] })
    const blind = judgeFolder(making, catalogue)
    writeLog(making, events, needsContent(whole.outcome, blind.outcome))
    await reportRun(making, catalogue)
    rmSync(target, { recursive: true, force: true })
    renameSync(making, target)
  } finally {
    rmSync(making, { recursive: true, force: true })
  }
  return { folder: target, salt }
}

function writeLog(folder: string, events: readonly TraceEvent[], redacted: RedactionRecord): void {
  const log = join(folder, RUN_TRACE)
  mkdirSync(dirname(log), { recursive: true })
  const marked = events.map(event => (event.type === 'run' ? { ...event, redacted } : event))
  writeFileSync(log, marked.map(event => `${JSON.stringify(event)}\n`).join(''))
}

const SALT_DIGITS = 64

/** The owner keeps the salt: with it, and only with it, a guess can be held against a pseudonym. */
function readSalt(file: string): Buffer {
  if (!existsSync(file))
    writeFileSync(file, `${randomBytes(SALT_DIGITS / 2).toString('hex')}\n`, { mode: 0o600, flag: 'wx' })
  const text = readFileSync(file, 'utf8').trim()
  if (!/^[0-9a-f]+$/i.test(text) || text.length !== SALT_DIGITS)
    throw new ConfigurationError(
      'salt-not-usable',
      `${file} is no salt: ${SALT_DIGITS} hexadecimal digits, as \`openssl rand -hex ${SALT_DIGITS / 2}\` makes them`,
    )
  return Buffer.from(text, 'hex')
}
