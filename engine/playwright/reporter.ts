import { randomUUID } from 'node:crypto'
import type { FullConfig, FullResult, Reporter, Suite, TestCase, TestResult } from '@playwright/test/reporter'
import { EngineClient } from './engine-client.ts'
import { ENGINE_ADDRESS, RUN_ID } from './protocol.ts'

/**
 * The first reporter of the configuration: tells the engine the selection, so that cases run concurrently while
 * Playwright asks for their outcomes one by one; restores expectations of tests whose red was made cheap; and returns
 * the engine's overall verdict, so that the always-on rules count.
 */
export default class ConformanceReporter implements Reporter {
  #selected = 0
  #engine: Promise<EngineClient> | undefined
  readonly #run = randomUUID()

  onBegin(_config: FullConfig, suite: Suite): void {
    const tests = suite.allTests()
    this.#selected = tests.length
    // Without an engine this is a mere listing.
    if (process.env[ENGINE_ADDRESS] === undefined) return
    if (tests.some(test => test.retries > 0)) throw new Error('retries hide defects: run without --retries')
    // Workers are forked after this and inherit it.
    process.env[RUN_ID] = this.#run
    const plan = tests.map(test => ({ id: test.title.split(' ')[0] ?? '', repeat: test.repeatEachIndex }))
    this.#engine = EngineClient.connect()
    this.#engine.then(
      engine => engine.tell({ run: this.#run, plan }),
      () => undefined,
    )
  }

  onTestEnd(test: TestCase, result: TestResult): void {
    const judged = result.annotations.some(({ type }) => type === 'verdict')
    if (!judged || test.expectedStatus !== 'failed') return
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
    if (!this.#engine || result.status === 'interrupted') return {}
    try {
      const engine = await this.#engine
      const reply = await engine.ask({ run: this.#run, overall: true })
      engine.close()
      if (!('overall' in reply)) return { status: 'failed' }
      process.stdout.write(`\n${reply.summary}`)
      return reply.overall === 'pass' || reply.overall === 'warn' ? {} : { status: 'failed' }
    } catch (error) {
      process.stdout.write(`\n${error instanceof Error ? error.message : String(error)}\n`)
      return { status: 'failed' }
    }
  }

  printsToStdio(): boolean {
    return false
  }
}
