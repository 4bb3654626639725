import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { scaledPixit } from '../fixtures/catalogue/pixit.ts'
import { requirements } from '../fixtures/catalogue/requirements.ts'
import { LogScript, sipText } from '../trace/log-script.ts'
import type { JudgedCase } from './judged-case.ts'
import { judgeRun } from './judge-run.ts'
import { finals, sipMark } from './readers/sip.ts'
import { viewRun } from './run-view.ts'
import { check, exactly, need } from './vocabulary/index.ts'

const A = 'kaaaaaaaaaaa'
const B = 'kbbbbbbbbbbb'

const answering: JudgedCase = {
  id: 'A-01',
  title: 'answers',
  group: 'capability',
  class: 'mandatory',
  checks: [
    check('R-01', 'answers once', trace =>
      exactly(trace, 1, 'final response', finals(trace), {
        after: need(sipMark(trace, 'options'), 'OPTIONS'),
        within: trace.pixit.T_CAP,
      }),
    ),
  ],
}

const log = () => new LogScript({ selected: ['A-01'], pixit: scaledPixit })
const resume = (script: LogScript) =>
  script.after(60_000).writer.record({ type: 'resume', resumedAt: '2026-01-01T00:01:00.000Z' })

/** A row begins and sends its OPTIONS. */
function asked(script: LogScript, execution: string, token: string, attempt = 1): LogScript {
  script.begin(execution, token, { attempt })
  return script.mark(execution, 'options', script.sip('sent', sipText('OPTIONS sip:x SIP/2.0', { token })))
}

function answered(script: LogScript, execution: string, token: string, attempt = 1): LogScript {
  asked(script, execution, token, attempt)
  script.sip('received', sipText('SIP/2.0 200 OK', { token, toTag: 'iwf', more: 'Supported: x' }))
  return script.after(5000).finish(execution)
}

const judge = (script: LogScript) => judgeRun(script.closed(), [answering], { requirements })

describe('a run that was taken up again', () => {
  it('counts the attempt that ended instead of the one that was cut off', () => {
    const script = asked(log(), 'A-01', A)
    resume(script)
    const [result] = judge(answered(script, 'A-01#2', B, 2)).cases
    assert.deepEqual([result?.verdict, result?.rows.length, result?.rows[0]?.earlier], ['pass', 1, undefined])
    assert.equal(result?.rows[0]?.execution, 'A-01#2')
  })

  it('leaves a row that never ran again inconclusive', () => {
    const script = asked(log(), 'A-01', A)
    resume(script)
    const [result] = judge(script).cases
    assert.deepEqual([result?.verdict, result?.remarks], ['inconclusive', ['the recording ended before the row did']])
  })

  it('is complete when its last part came to its end', () => {
    const script = asked(log(), 'A-01', A)
    resume(script)
    assert.equal(viewRun(script.events()).complete, false)
    const view = viewRun(answered(script, 'A-01#2', B, 2).closed())
    assert.deepEqual([view.complete, view.resumptions.length], [true, 1])
  })

  it('takes the same transaction ids before and after for different transactions', () => {
    // No token tells whose the response is, only its branch, as that of an OPTIONS before.
    const asks = (at: LogScript) => at.sip('sent', sipText('OPTIONS sip:x SIP/2.0', { token: A, branch: 'z9hG4bK-1' }))
    const stray = sipText('SIP/2.0 200 OK', { token: 'nobody', branch: 'z9hG4bK-1' })
    const once = log().begin('A-01', A)
    asks(once)
    const script = log().begin('A-01', A)
    asks(script)
    resume(script)
    const before = viewRun(sent(once, stray))
    const after = viewRun(sent(script, stray))
    assert.equal(before.attribution.messages.at(-1)?.kind, 'claimed')
    assert.equal(after.attribution.messages.at(-1)?.kind, 'unclaimed')
  })

  it('cuts messages where the connection was left, and not into what came after', () => {
    const script = log()
    script.stream('sip', 'one', 'received', 'OPTIONS sip:x SIP/2.0\r\nContent-Le')
    resume(script)
    const { messages } = viewRun(script.closed()).attribution
    assert.deepEqual(
      messages.map(({ message }) => message.sighting.cutOff),
      [true],
    )
  })

  it('does not take the end of the implementation for its death when its part of the run was cut off', () => {
    const script = asked(log(), 'A-01', A)
    resume(script)
    script.writer.iwf({ what: 'start', text: 'iwf' })
    script.writer.iwf({ what: 'exit', text: 'code 0' })
    const alive = judge(script).rules.find(({ id }) => id === 'IWF-ALIVE')
    assert.notEqual(alive?.outcome, 'violated')
  })
})

function sent(script: LogScript, message: string) {
  script.sip('received', message)
  return script.closed()
}
