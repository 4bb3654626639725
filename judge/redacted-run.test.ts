import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { scaledPixit } from '../fixtures/catalogue/pixit.ts'
import { requirements } from '../fixtures/catalogue/requirements.ts'
import type { RedactionRecord } from '../trace/events.ts'
import { LogScript, sipText } from '../trace/log-script.ts'
import type { JudgedCase } from './judged-case.ts'
import { judgeRun } from './judge-run.ts'
import { finals } from './readers/sip.ts'
import { check, every, should } from './vocabulary/index.ts'

const TOKEN = 'kaaaaaaaaaaa'

const answers = (wanted: number) => (trace: Parameters<typeof finals>[0]) =>
  every(`${wanted}`, finals(trace), ({ status }) => status === wanted)
const judged: JudgedCase = {
  id: 'A-01',
  title: 'answers',
  group: 'capability',
  class: 'mandatory',
  checks: [check('R-01', 'answers 200', answers(200)), should('R-01', 'answers 200, too', answers(200))],
}

function judgedWith(redacted: RedactionRecord | undefined, status = 200) {
  const run = { selected: ['A-01'], pixit: scaledPixit, ...(redacted ? { redacted } : {}) }
  const script = new LogScript(run).begin('A-01', TOKEN)
  script.sip('sent', sipText('INVITE sip:x SIP/2.0', { token: TOKEN }))
  const answer = { token: TOKEN, toTag: 'iwf', more: 'Supported: x' }
  script.sip('received', sipText(`SIP/2.0 ${status} Answer`, answer))
  const outcome = judgeRun(script.after(5000).finish('A-01').closed(), [judged], { requirements })
  return { ...outcome, row: outcome.cases[0]?.rows[0] }
}

describe('a redacted run', () => {
  it('is judged like any other where nothing needs what was taken out', () => {
    assert.equal(judgedWith(undefined).row?.verdict, 'pass')
    assert.equal(judgedWith({ checks: {}, rules: [] }).row?.verdict, 'pass')
  })

  it('leaves a check undecided that needs what was taken out, and says so', () => {
    const { row } = judgedWith({ checks: { 'A-01': [0] }, rules: [] })
    assert.equal(row?.verdict, 'inconclusive')
    assert.deepEqual(
      row.checks.map(({ outcome, because }) => [outcome, because]),
      [
        ['unobservable', 'it needs octets that were redacted'],
        ['satisfied', undefined],
      ],
    )
    assert.match(row.remarks.join(), /could not be judged, since they need octets that were redacted: 1/)
  })

  it('is no better for a should that cannot be judged', () => {
    assert.equal(judgedWith({ checks: { 'A-01': [1] }, rules: [] }).row?.verdict, 'inconclusive')
  })

  it('fails for what can be seen all the same', () => {
    assert.equal(judgedWith({ checks: { 'A-01': [1] }, rules: [] }, 500).row?.verdict, 'fail')
  })

  it('is inconclusive as a whole when a rule cannot be judged', () => {
    const whole = judgedWith(undefined)
    assert.equal(whole.rules.find(({ id }) => id === 'CROSSTALK')?.outcome, 'satisfied')
    const { verdict, rules } = judgedWith({ checks: {}, rules: ['CROSSTALK'] })
    const rule = rules.find(({ id }) => id === 'CROSSTALK')
    assert.deepEqual([rule?.outcome, rule?.observed], ['notObserved', 0])
    assert.match(rule?.statement ?? '', /not judged: it needs octets that were redacted/)
    assert.ok(verdict === 'inconclusive' || verdict === 'fail')
  })
})
