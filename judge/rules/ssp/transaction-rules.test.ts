import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { LogScript } from '../../../trace/log-script.ts'
import { viewRun } from '../../run-view.ts'
import { alwaysOnRules } from '../index.ts'
import { ruleOutcome } from '../rule-outcome.ts'
import { TOKEN } from '../samples/sample.ts'
import { opened, query, session } from '../samples/ssp-samples.ts'

function outcomeOf(id: string, log: LogScript): string {
  const rule = alwaysOnRules.find(one => one.id === id)
  assert.ok(rule, id)
  return ruleOutcome(rule, viewRun(log.events())).outcome
}

const started = (log: LogScript): LogScript => {
  log.writer.iwf({ what: 'start', text: 'iwf' })
  return log
}

/** A process of the implementation sets up a session and asks its first question. */
function asksFirst(about: string, log?: LogScript): LogScript {
  const open = opened({}, log)
  open.ssp('iwf', session('7@sip.example', 'Request', '1', query(about)))
  return open
}

const begun = () => started(new LogScript()).begin('A-01', TOKEN)
const bob = `wv:bob-${TOKEN}@imps.example`
const carol = `wv:carol-${TOKEN}@imps.example`

describe('an implementation that counts its transactions and sessions', () => {
  it('may begin anew when it is started again', () => {
    const twice = asksFirst(carol, started(asksFirst(bob, begun())))
    for (const id of ['SSP-TID-02', 'SSP-SES-04']) assert.equal(outcomeOf(id, twice), 'satisfied', id)
  })

  it('may not while it goes on: another question is no repetition', () => {
    const twice = asksFirst(carol, asksFirst(bob, begun()))
    assert.equal(outcomeOf('SSP-TID-02', twice), 'violated')
  })
})
