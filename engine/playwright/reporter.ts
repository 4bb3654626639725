import { randomUUID } from 'node:crypto'
import type { FullConfig, FullResult, Reporter, Suite, TestCase, TestResult } from '@playwright/test/reporter'
import { EngineClient } from './engine-client.ts'
import { ENGINE_ADDRESS, RUN_ID, type OverallReply, type ToEngine } from './protocol.ts'

/**
 * The first reporter of the configuration: tells the engine the selection, so that cases run concurrently while
 * Playwright asks for their outcomes one by one; restores expectations of tests whose red was made cheap; and returns
 * the engine's overall verdict, so that the always-on rules count.
 */
export default class ConformanceReporter implements Reporter {
  #selected: number | undefined
  #overall: Promise<OverallReply> | undefined
  readonly #run = randomUUID()

  onBegin(_config: FullConfig, suite: Suite): void {
    const tests = suite.allTests()
    this.#selected = tests.length
    // Without an engine this is a mere listing.
    if (process.env[ENGINE_ADDRESS] === undefined) return
    // Workers are forked after this and inherit it.
    process.env[RUN_ID] = this.#run
    const plan = tests.map(test => ({ id: test.title.split(' ')[0] ?? '', repeat: test.repeatEachIndex }))
    this.#overall = begin(this.#run, plan)
    // Told in onEnd.
    this.#overall.catch(() => undefined)
  }

  onTestEnd(test: TestCase, result: TestResult): void {
    const judged = result.annotations.some(({ type }) => type === 'verdict')
    // What was accepted is an expected failure.
    const accepted = result.annotations.some(({ type }) => type === 'accepted')
    if (!judged || accepted || test.expectedStatus !== 'failed') return
    test.expectedStatus = 'passed'
    test.annotations = test.annotations.filter(({ type }) => type !== 'fail')
    result.annotations = result.annotations.filter(({ type }) => type !== 'fail')
  }

  async onEnd(result: FullResult): Promise<{ status?: FullResult['status'] }> {
    Reflect.deleteProperty(process.env, RUN_ID)
    if (this.#selected === 0) {
      process.stdout.write('nothing is selected: no case matches\n')
      return { status: 'failed' }
    }
    if (!this.#overall || result.status === 'interrupted') return {}
    try {
      const { overall, summary } = await this.#overall
      process.stdout.write(`\n${summary}`)
      return overall === 'pass' || overall === 'warn' ? {} : { status: 'failed' }
    } catch (error) {
      process.stdout.write(`\n${error instanceof Error ? error.message : String(error)}\n`)
      return { status: 'failed' }
    }
  }

  printsToStdio(): boolean {
    return false
  }
}

/**
 * Starts the run and asks for its overall verdict at once: the answer comes when all cases have run, while in `onEnd`
 * the engine has been ended already.
 */
async function begin(run: string, plan: Extract<ToEngine, { plan: unknown }>['plan']): Promise<OverallReply> {
  const engine = await EngineClient.connect()
  engine.tell({ run, plan })
  const reply = await engine.ask({ run, overall: true })
  engine.close()
  if (!('overall' in reply)) throw new Error('the engine answered another question')
  return reply
}
