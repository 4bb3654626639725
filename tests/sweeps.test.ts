import assert from 'node:assert/strict'
import { join } from 'node:path'
import { before, describe, it } from 'node:test'
import { judgedCases } from '../cli/catalogue.ts'
import { runDirectly } from '../engine/front-end.ts'
import { loadCases } from '../engine/load-cases.ts'
import { executionsOf } from '../engine/plan.ts'
import { profiles } from '../fixtures/catalogue/profiles.ts'
import { requirements } from '../fixtures/catalogue/requirements.ts'
import { judgeRun } from '../judge/judge-run.ts'
import type { RowOutcome, RunOutcome } from '../judge/outcome.ts'
import type { TraceEvent } from '../trace/events.ts'
import { readTrace } from '../trace/reader.ts'
import { tokensIn } from '../trace/token.ts'
import { only, runHere } from './run-harness.ts'

runDirectly()
const SWEEPS = ['BLK-05', 'REV-06', 'USR-07', 'PGR-07'] as const
type Sweep = (typeof SWEEPS)[number]

const isSweep = (id: string): id is Sweep => (SWEEPS as readonly string[]).includes(id)
const catalogue = (await loadCases([], '.')).filter(({ id }) => isSweep(id))

type Recorded = Extract<TraceEvent, { direction: string }>

const isReceived = (event: TraceEvent): event is Recorded & { text: string } =>
  'direction' in event && event.direction === 'received' && 'text' in event

/** Another code of as many digits, so that no length changes: of a class that the row did not have, and of no set. */
const wrong = (code: string): string => (code.startsWith('2') ? '699' : '299')

/** Final SIP responses to this method, as the IWF did not send them. */
const otherFinals =
  (method: string) =>
  (text: string): string =>
    text.replace(
      /^SIP\/2\.0 ([2-6]\d\d)([^]*?\r\nCSeq: *\d+ (\w+)\r\n)/gim,
      (whole, code: string, rest: string, of: string) => (of === method ? `SIP/2.0 ${wrong(code)}${rest}` : whole),
    )

/** What the IWF tells the IMPS side, as it did not tell it: a failure that no row knows. */
const otherStatuses = (text: string): string =>
  /<(SendMessageResponse|DeliveryStatusReport|Status)\b/.test(text)
    ? text.replace(/ code="\d{3}"/g, ' code="699"')
    : text

const changes: Readonly<Record<Sweep, (text: string) => string>> = {
  'BLK-05': otherFinals('INVITE'),
  'USR-07': otherFinals('INVITE'),
  'PGR-07': otherFinals('MESSAGE'),
  'REV-06': otherStatuses,
}

/** The log of a run with what the IWF sent in the executions of each sweep changed. */
function changed(log: readonly TraceEvent[]): readonly TraceEvent[] {
  const sweepOf = new Map<string, Sweep>()
  for (const event of log)
    if (event.type === 'case.begin' && isSweep(event.case)) sweepOf.set(event.token.toLowerCase(), event.case)
  // One chunk of a stream may hold messages of several executions.
  const changeFor = (text: string) =>
    [...new Set(tokensIn(text, sweepOf))].reduce((so, sweep) => changes[sweep](so), text)
  return log.map(event => (isReceived(event) ? { ...event, text: changeFor(event.text) } : event))
}

const judge = (log: Iterable<TraceEvent>): RunOutcome => judgeRun(log, judgedCases(catalogue), { requirements })

const rowsOf = ({ cases }: RunOutcome, id: string): readonly RowOutcome[] =>
  cases.find(outcome => outcome.id === id)?.rows ?? []

describe('a sweep', () => {
  let right: RunOutcome
  let wrongly: RunOutcome
  before(async () => {
    const { folder, stderr } = await runHere(only(SWEEPS))
    assert.ok(folder, stderr)
    const log = [...readTrace(join(folder, 'traces', 'run.jsonl'))]
    right = judge(log)
    wrongly = judge(changed(log))
  })

  for (const sweep of SWEEPS)
    it(`${sweep} goes through all its rows and finds the wrong outcome of each`, () => {
      const definition = catalogue.find(({ id }) => id === sweep)
      assert.ok(definition)
      const passed = rowsOf(right, sweep).filter(({ verdict }) => verdict === 'pass' || verdict === 'warn')
      const planned = executionsOf(definition, profiles.plain.ics)
      assert.deepEqual(
        passed.map(({ id }) => id),
        planned.map(({ id }) => id),
      )
      const unnoticed = rowsOf(wrongly, sweep).filter(({ verdict }) => verdict !== 'fail')
      assert.deepEqual(
        unnoticed.map(({ id, verdict }) => `${id}: ${verdict}`),
        [],
      )
    })
})
