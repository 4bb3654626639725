import { compileFunction } from 'node:vm'
import { test, type TestInfo } from '@playwright/test'
import { requirementsOf } from '../../judge/judged-case.ts'
import type { AnyCase } from '../case.ts'
import { registerKey, type CaseSite } from '../declared.ts'
import { EngineClient } from './engine-client.ts'
import { RUN_ID, type CaseReply } from './protocol.ts'

class ConformanceFailure extends Error {
  override readonly name = 'ConformanceFailure'
}
class Inconclusive extends Error {
  override readonly name = 'Inconclusive'
}
class HarnessError extends Error {
  override readonly name = 'HarnessError'
}

/** One connection a worker, made by its first test. */
let engine: Promise<EngineClient> | undefined

async function outcomeOf(id: string, repeat: number): Promise<CaseReply> {
  try {
    engine ??= EngineClient.connect()
    const reply = await (await engine).ask({ run: process.env[RUN_ID], ask: id, repeat })
    return 'verdict' in reply
      ? reply
      : { verdict: 'error', reason: 'the engine answered another question', attachments: [] }
  } catch (error) {
    return { verdict: 'error', reason: error instanceof Error ? error.message : String(error), attachments: [] }
  }
}

function errorFor(definition: AnyCase, { verdict, reason }: CaseReply): Error {
  const message = `${definition.id}: ${reason}`
  if (verdict === 'fail') return new ConformanceFailure(message)
  return verdict === 'inconclusive' ? new Inconclusive(message) : new HarnessError(message)
}

/** Makes every case file that is loaded from now on a Playwright test, located at its `defineCase`. */
function register(definition: AnyCase, site: CaseSite): void {
  // Playwright reads fixtures off the first parameter, which must be destructured.
  const body = async ({}: object, info: TestInfo) => {
    const reply = await outcomeOf(definition.id, info.repeatEachIndex)
    info.annotations.push({ type: 'verdict', description: reply.verdict })
    for (const { name, path, contentType } of reply.attachments) await info.attach(name, { path, contentType })
    if (reply.verdict === 'notApplicable') test.skip(true, reply.reason)
    if (reply.verdict === 'pass' || reply.verdict === 'warn' || reply.verdict === 'notApplicable') return
    if (reply.accepted !== undefined) {
      info.annotations.push({ type: 'accepted', description: reply.accepted })
      info.fail(true, reply.accepted)
    }
    // A failed test costs its worker; an expected failure does not, and our reporter restores the expectation.
    else if (process.env[RUN_ID] !== undefined)
      info.fail(true, 'kept in this worker; the reporter restores the expectation')
    const error = errorFor(definition, reply)
    error.stack = `${error.name}: ${error.message}\n    at ${info.file}:${info.line}:${info.column}`
    throw error
  }
  const details = {
    tag: [`@${definition.group}`, `@${definition.class}`],
    annotation: requirementsOf(definition.checks).map(description => ({ type: 'requirement', description })),
  }
  // Playwright takes the place of a test from its caller: a function compiled with the coordinates of the case file.
  const declare = compileFunction('test(title, details, body)', ['test', 'title', 'details', 'body'], {
    filename: site.file,
    lineOffset: site.line - 1,
    columnOffset: site.column - 1,
  }) as (declareTest: typeof test, title: string, details: object, body: unknown) => void
  declare(test, `${definition.id} ${definition.title}`, details, body)
}

;(globalThis as { [registerKey]?: typeof register })[registerKey] = register
