import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { loadCases } from '../engine/load-cases.ts'
import {
  CONFIGURATION_FILE,
  ENGINE_OPTIONS,
  type CaseReply,
  type EngineOptions,
} from '../engine/playwright/protocol.ts'
import { serveEngine, type RunAnswers } from '../engine/playwright/engine-server.ts'
import type { CaseResult } from '../reports/results.ts'
import { whyNotGreen } from '../reports/findings.ts'
import { summary } from '../reports/summary.ts'
import { conduct } from './conduct.ts'
import { loadConfiguration, withDefect } from './load-configuration.ts'

/** The engine behind Playwright: started by its global set-up, ended when that goes away. */
const address = process.argv[2] ?? ''
const options = JSON.parse(process.env[ENGINE_OPTIONS] ?? '{}') as EngineOptions

try {
  const loaded = withDefect(await loadConfiguration(process.env[CONFIGURATION_FILE] || undefined), options.defect)
  const catalogue = await loadCases(loaded.configuration.cases ?? [], loaded.base)
  const server = await serveEngine(address, async ({ ids }): Promise<RunAnswers> => {
    const { results, folder, report } = await conduct({
      loaded,
      catalogue,
      cases: catalogue.filter(({ id }) => ids.includes(id)),
      concurrency: options.concurrency,
      seed: options.seed,
    })
    return {
      cases: new Map(results.cases.map(result => [result.id, replyOf(result, folder)])),
      overall: {
        overall: results.verdict,
        summary: summary(results, { colour: process.stdout.isTTY, report }),
      },
    }
  })
  process.once('disconnect', () => {
    server.close()
    rmSync(address, { force: true })
    process.exit(0)
  })
  process.send?.('ready')
} catch (error) {
  process.send?.({ failed: error instanceof Error ? error.message : String(error) })
  process.exitCode = 1
  process.disconnect()
}

function replyOf(result: CaseResult, folder: string): CaseReply {
  return {
    verdict: result.verdict,
    reason: whyNotGreen(result),
    attachments: [{ name: 'trace', path: join(folder, result.trace.file), contentType: 'application/x-ndjson' }],
  }
}
