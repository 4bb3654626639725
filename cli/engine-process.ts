import { join } from 'node:path'
import { loadCases } from '../engine/load-cases.ts'
import {
  CONFIGURATION_FILE,
  ENGINE_OPTIONS,
  type CaseReply,
  type EngineOptions,
} from '../engine/playwright/protocol.ts'
import { serveEngine, type RunAnswers } from '../engine/playwright/engine-server.ts'
import { deviationInWords, deviationsOfCase, isAccepted } from '../reports/deviations.ts'
import type { CaseResult, Results } from '../reports/results.ts'
import { whyNotGreen } from '../reports/findings.ts'
import { summary } from '../reports/summary.ts'
import { conduct } from './conduct.ts'
import { loadConfiguration } from './load-configuration.ts'

/** The engine behind Playwright: started by its global set-up, ended when that goes away. */
const address = process.argv[2] ?? ''
const options = JSON.parse(process.env[ENGINE_OPTIONS] ?? '{}') as EngineOptions

try {
  const loaded = await loadConfiguration(process.env[CONFIGURATION_FILE] || undefined, options)
  const catalogue = await loadCases(loaded.configuration.cases ?? [], loaded.base, loaded.configuration.subject)
  const ending = new AbortController()
  const conducted = new Set<Promise<unknown>>()
  const server = await serveEngine(address, async ({ ids, judging }): Promise<RunAnswers> => {
    if (ending.signal.aborted) throw new Error('the run was ended before this repetition began')
    const conducting = conduct({
      loaded,
      catalogue,
      cases: catalogue.filter(({ id }) => ids.includes(id)),
      concurrency: options.concurrency,
      seed: options.seed,
      interrupted: ending.signal,
      judging,
    })
    conducted.add(conducting)
    const { results, folder, report } = await conducting
    return {
      cases: new Map(results.cases.map(result => [result.id, replyOf(result, results, folder)])),
      overall: {
        overall: results.verdict,
        summary: summary(results, { colour: process.stdout.isTTY, report }),
      },
    }
  })
  // A terminal interrupts its whole process group; Playwright then ends us in its own time.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => ending.abort())
  process.once('disconnect', () => {
    ending.abort()
    // The reporter hangs up when it has the overall verdict.
    void Promise.allSettled(conducted).then(() => server.close(() => process.exit(0)))
  })
  process.send?.('ready')
} catch (error) {
  process.send?.({ failed: error instanceof Error ? error.message : String(error) })
  process.exitCode = 1
  process.disconnect()
}

function replyOf(result: CaseResult, results: Results, folder: string): CaseReply {
  const accepted = deviationsOfCase(results.baseline, result.id).map(deviationInWords).join('; ')
  return {
    verdict: result.verdict,
    ...(isAccepted(result, results) ? { accepted } : {}),
    reason: whyNotGreen(result),
    attachments: [{ name: 'trace', path: join(folder, result.trace.file), contentType: 'application/x-ndjson' }],
  }
}
