import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { viewRun } from '../../judge/run-view.ts'
import { LogScript, sipText, sspText } from '../../trace/log-script.ts'
import { laddersOfRun } from './ladder-of-trace.ts'

const token = 'kaaaaaaaaaaa'

/** A log with both legs of one execution: INVITE, 100, a held capability query, its answer, a silence, a reset. */
function bothLegs(): LogScript {
  const log = new LogScript().at(100).begin('CAP-04', token)
  log.writer.behaviour({ execution: 'CAP-04', name: 'holds capability', target: 'bob', exercised: false })
  const invite = log.at(110).sip('sent', sipText('INVITE sip:bob@imps.example SIP/2.0', { token }))
  log.mark('CAP-04', 'invite', invite)
  log.at(111).sip('received', sipText('SIP/2.0 100 Trying', { token }))
  const query = `<GetClientCapabilityRequest><UserID userID="wv:bob-${token}@imps.example"/></GetClientCapabilityRequest>`
  log.at(115).ssp('iwf', sspText('Request', '1', query))
  log
    .at(120)
    .ssp(
      'imps',
      sspText('Response', '1', '<GetClientCapabilityResponse><Status code="200"/></GetClientCapabilityResponse>'),
    )
  log.at(200).quiet('CAP-04', 'after', 130, 'probe')
  return log.at(210).finish('CAP-04')
}

describe('laddersOfRun', () => {
  const view = viewRun(bothLegs().closed())
  const ladder = laddersOfRun(view).get('CAP-04')!

  it('shows both legs by who sent what to whom', () => {
    assert.deepEqual(
      ladder.messages.map(({ from, to, summary }) => `${from} → ${to}: ${summary}`),
      [
        'simple → iwf: INVITE sip:bob@imps.example',
        'iwf → simple: 100 Trying (INVITE)',
        'iwf → imps: SSP GetClientCapabilityRequest',
        'imps → iwf: HTTP 200 OK',
        'imps → iwf: SSP GetClientCapabilityResponse 200',
        'iwf → imps: HTTP 200 OK',
      ],
    )
  })

  it('has every number of the execution once, an SSP transaction and the HTTP message around it on one arrow', () => {
    const [execution] = view.attribution.executions
    const numbers = ladder.messages.flatMap(({ id, aliases = [] }) => [id, ...aliases]).sort((a, b) => a - b)
    assert.deepEqual(
      numbers,
      view.messagesOf(execution!).map((_, index) => index + 1),
    )
    assert.equal(ladder.messages[2]?.aliases?.length, 1)
  })

  it('shows the octets of each message exactly', () => {
    assert.equal(ladder.messages[1]?.octets.toString(), sipText('SIP/2.0 100 Trying', { token }))
  })

  it('keeps the script’s names, behaviours of peers, phases and silences', () => {
    assert.equal(ladder.messages[0]?.label, 'invite')
    assert.ok(ladder.notes.some(({ kind, text }) => kind === 'instruction' && text === 'told: holds capability (bob)'))
    assert.ok(ladder.notes.some(({ kind, text }) => kind === 'phase' && text === 'script'))
    assert.deepEqual(ladder.quiets, [{ from: 130, to: 200, label: 'after' }])
  })
})
