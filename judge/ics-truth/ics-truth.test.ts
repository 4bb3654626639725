import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { icsItems } from '../../fixtures/catalogue/ics.ts'
import { LogScript } from '../../trace/log-script.ts'
import { answer, described, OURS } from '../rules/samples/msrp-conversation.ts'
import { TOKEN } from '../rules/samples/sample.ts'
import { SipConversation, T1 } from '../rules/samples/sip-conversation.ts'
import { viewRun } from '../run-view.ts'
import { traceOf } from '../trace-view.ts'
import { contradictionsIn } from './contradictions.ts'
import { truthItems } from './index.ts'
import { truthSamples } from './truth-samples.ts'

test('every item of the ICS is held against the traffic, and every entry has a sample', () => {
  const items = new Set<string>(truthItems.map(({ item }) => item))
  assert.deepEqual(
    icsItems.map(({ id }) => id).filter(id => !items.has(id)),
    [],
  )
  assert.deepEqual(truthItems.map(({ item, feature }) => `${item} ${feature}`).sort(), Object.keys(truthSamples).sort())
})

suite('traffic tells whether a feature is there', () => {
  for (const one of truthItems)
    test(`${one.item}: ${one.feature}`, () => {
      const { works, refused } = truthSamples[`${one.item} ${one.feature}`] ?? {}
      const uses = (log: LogScript) => {
        const view = viewRun(log.events())
        const [execution] = view.attribution.executions
        assert.ok(execution)
        return one.uses(traceOf(view, execution)).map(use => use.works)
      }
      assert.ok(works ?? refused)
      if (works) assert.deepEqual([...new Set(uses(works()))], [true])
      if (refused) assert.deepEqual([...new Set(uses(refused()))], [false])
    })
})

test('a path of several URIs that nothing gets along is no relay (ICS-19)', () => {
  const path = `msrp://127.0.0.1:9/relay;tcp ${OURS}`
  const along = (first: string) => {
    const conversation = new SipConversation(new LogScript({ pixit: { T1 }, ics: {} }).begin('A-01', TOKEN))
    conversation.asks('INVITE', {}, { body: described() }).iwfAnswers(200, {}, { body: answer({ path }) })
    const sent = `To-Path: ${path}\r\nFrom-Path: ${OURS}\r\nMessage-ID: 12339sdq\r\n-------a786hjs2Qx9k$\r\n`
    conversation.log.stream('msrp', 'm', 'sent', `MSRP a786hjs2Qx9k SEND\r\n${sent}`)
    const paths = `To-Path: ${OURS}\r\nFrom-Path: msrp://127.0.0.1:9/relay;tcp\r\n`
    conversation.log.stream('msrp', 'm', 'received', `MSRP a786hjs2Qx9k ${first}\r\n${paths}-------a786hjs2Qx9k$\r\n`)
    const view = viewRun(conversation.log.events())
    const [execution] = view.attribution.executions
    assert.ok(execution)
    const item = truthItems.find(one => one.item === 'ICS-19')
    return item?.uses(traceOf(view, execution)).map(use => use.works)
  }
  assert.deepEqual(along('200 OK'), [true])
  assert.deepEqual(along('481 No Session'), [false])
})

/** A MESSAGE that is answered so, under an ICS, in a case or in a probe. */
const told = (status: number, declared: boolean, probes: readonly string[] = []) => {
  const ics = { 'ICS-02': declared, 'ICS-23': true }
  const log = new LogScript({ pixit: { T1 }, ics, probes }).begin('A-01', TOKEN)
  const { log: recorded } = new SipConversation(log).asks('MESSAGE').iwfAnswers(status)
  return contradictionsIn(viewRun(recorded.events())).map(({ item, kind, counts, cases }) => [
    item,
    kind,
    counts,
    cases,
  ])
}

test('what is not declared and works contradicts the ICS, and so does what is declared and always refused', () => {
  assert.deepEqual(told(202, false), [['ICS-02', 'undeclared but working', true, ['A-01']]])
  assert.deepEqual(told(405, true), [['ICS-02', 'declared but refused', true, ['A-01']]])
  assert.deepEqual(told(202, true), [])
  assert.deepEqual(told(405, false), [])
})

test('what only a probe shows does not count', () => {
  assert.deepEqual(told(202, false, ['A-01']), [['ICS-02', 'undeclared but working', false, ['A-01']]])
})
