import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { HarnessConfiguration } from '../engine/configuration.ts'
import { scaledPixit } from '../fixtures/catalogue/pixit.ts'
import { profiles } from '../fixtures/catalogue/profiles.ts'

const defineHarness = new URL('../engine/define-harness.ts', import.meta.url).href

/** What the repository's own `harness.config.ts` says. */
export const embedded: HarnessConfiguration = {
  iwf: { name: 'reference-iwf', version: '0', subject: { kind: 'embedded' } },
  ics: profiles.plain.ics,
  statements: profiles.plain.statements,
  pixit: scaledPixit,
}

/** Writes a configuration file whose evidence goes beside it; gives its path. Takes wrong configurations as well. */
export function writeConfiguration(folder: string, configuration: HarnessConfiguration | object = embedded): string {
  mkdirSync(folder, { recursive: true })
  const path = join(folder, 'harness.config.mjs')
  const content = JSON.stringify({ evidence: join(folder, 'evidence'), ...configuration }, null, 2)
  writeFileSync(
    path,
    `import { defineHarness } from ${JSON.stringify(defineHarness)}\n\nexport default defineHarness(${content})\n`,
  )
  return path
}
