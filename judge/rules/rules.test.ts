import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LogScript, sipText } from '../../trace/log-script.ts'
import { viewRun } from '../run-view.ts'
import type { RuleOutcome } from '../outcome.ts'
import { alwaysOnRules } from './index.ts'
import { ruleOutcome } from './rule-outcome.ts'

const A = 'kaaaaaaaaaaa'

function judged(id: string, log: LogScript): RuleOutcome {
  const rule = alwaysOnRules.find(one => one.id === id)
  assert.ok(rule, id)
  return ruleOutcome(rule, viewRun(log.events()))
}

const begun = () => new LogScript().begin('A-01', A)

test('a rule that saw nothing says so', () => {
  for (const rule of alwaysOnRules) assert.equal(ruleOutcome(rule, viewRun(begun().events())).outcome, 'notObserved')
})

test('a fault that the peer itself had put in is not held against an answer that copies it', () => {
  const odd = (text: string) => text.replace('Via: SIP/2.0/UDP 127.0.0.1:40000', 'Via: SIP/2.0/UDP 127.0.0.1:x')
  const log = begun()
  log.sip('sent', odd(sipText('INVITE sip:x SIP/2.0', { token: A })))
  log.sip('received', odd(sipText('SIP/2.0 400 X', { token: A, toTag: 'i' })))
  assert.equal(judged('SIP-SYN-21', log).outcome, 'satisfied')
  const own = begun()
  own.sip('received', odd(sipText('SIP/2.0 400 X', { token: A, toTag: 'i' })))
  assert.equal(judged('SIP-SYN-21', own).outcome, 'violated')
})

test('a message that the end of its connection cuts off is nobody’s fault', () => {
  const log = begun()
  log.stream('sip', 's', 'received', sipText('BYE sip:x SIP/2.0', { token: A, cseq: '1 BYE' }).slice(0, 90))
  log.tap('sip', 's').end('self')
  for (const rule of alwaysOnRules.filter(({ id }) => id.startsWith('SIP-SYN')))
    assert.notEqual(ruleOutcome(rule, viewRun(log.events())).outcome, 'violated')
})

test('a rule does not hold in the phases and after the behaviours that it exempts', () => {
  const [rule] = alwaysOnRules.filter(({ id }) => id === 'SIP-TAG-01')
  assert.ok(rule)
  const wrong = (prepare: (log: LogScript) => void) => {
    const log = begun()
    prepare(log)
    log.sip('received', sipText('SIP/2.0 486 X', { token: A }))
    return viewRun(log.events())
  }
  const exempt = { ...rule, except: { phases: ['teardown'], behaviours: ['ignores'] } } as const
  const ignores = (log: LogScript) =>
    void log.writer.behaviour({ execution: 'A-01', name: 'ignores', target: 'bob', exercised: false })
  assert.equal(
    ruleOutcome(
      exempt,
      wrong(() => undefined),
    ).outcome,
    'violated',
  )
  assert.equal(ruleOutcome(exempt, wrong(ignores)).outcome, 'satisfied')
  assert.equal(
    ruleOutcome(
      exempt,
      wrong(log => void log.phase('A-01', 'teardown')),
    ).outcome,
    'satisfied',
  )
})
