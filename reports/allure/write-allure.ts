import { copyFileSync, existsSync, linkSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CaseResult, Results } from '../results.ts'
import type { AllureAttachment } from './allure-result.ts'
import { categories } from './allure-status.ts'
import { caseAsAllure } from './case-as-allure.ts'
import { environmentProperties, executor } from './run-as-allure.ts'

export const ALLURE_FOLDER = 'allure-results'

/**
 * Writes `allure-results/` into the folder of a run, whole or not at all, replacing one that is there: a result per
 * case, so that Allure counts what every other report counts. The trace and the capture of a case are attached where
 * they are in the folder already.
 */
export function writeAllure(folder: string, results: Results): void {
  const target = join(folder, ALLURE_FOLDER)
  const temporary = `${target}.${process.pid}.tmp`
  try {
    mkdirSync(temporary)
    const write = (name: string, text: string) => {
      writeFileSync(join(temporary, name), text)
    }
    for (const result of results.cases) {
      const attachments = attach(folder, temporary, result)
      const written = caseAsAllure(result, results, attachments)
      write(`${written.uuid}-result.json`, asJson(written))
    }
    write('categories.json', asJson(categories))
    write('executor.json', asJson(executor(results)))
    write('environment.properties', environmentProperties(results))
    rmSync(target, { recursive: true, force: true })
    renameSync(temporary, target)
  } finally {
    rmSync(temporary, { recursive: true, force: true })
  }
}

const asJson = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`

function attach(folder: string, into: string, { id, trace }: CaseResult): readonly AllureAttachment[] {
  const found = [
    // A case of which nothing was recorded names the whole log, which is not its own.
    {
      name: 'trace',
      file: trace.sha256 === '' ? '' : trace.file,
      source: `${id}-trace-attachment.jsonl`,
      type: 'application/x-ndjson',
    },
    {
      name: 'capture',
      file: `captures/${id}.pcapng`,
      source: `${id}-capture-attachment.pcapng`,
      type: 'application/x-pcapng',
    },
  ].filter(({ file }) => file !== '' && existsSync(join(folder, file)))
  for (const { file, source } of found) sameFile(join(folder, file), join(into, source))
  return found.map(({ name, source, type }) => ({ name, source, type }))
}

/**
 * Allure wants attachments beside its results. Traces are most of what a run weighs, so they get a second name instead
 * of a copy; a copy where the file system knows no second names.
 */
function sameFile(from: string, to: string): void {
  try {
    linkSync(from, to)
  } catch {
    copyFileSync(from, to)
  }
}
