import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { LogScript, sipText } from '../../trace/log-script.ts'
import { viewRun } from '../run-view.ts'
import { alwaysOnRules } from './index.ts'
import { ruleOutcome } from './rule-outcome.ts'

const A = 'kaaaaaaaaaaa'
const BAD_TO = 'To: "Mr. J. User <sip:j.user@example.com>'

/** What becomes of the rule on header values when the implementation answers a request with a bad To. */
function outcomeOf(answer: string) {
  const log = new LogScript().begin('A-01', A)
  log.sip('sent', sipText('OPTIONS sip:x SIP/2.0', { token: A, cseq: '1 OPTIONS' }).replace(/^To: .*$/m, BAD_TO))
  log.sip('received', answer)
  const rule = alwaysOnRules.find(({ id }) => id === 'SIP-SYN-25')
  assert.ok(rule)
  return ruleOutcome(rule, viewRun(log.events())).outcome
}

const answer = () => sipText('SIP/2.0 400 Bad', { token: A, cseq: '1 OPTIONS', toTag: 'i' })

describe('a fault that the peer had made before', () => {
  it('is excused where it is copied, with a tag behind it', () => {
    assert.equal(outcomeOf(answer().replace(/^To: .*$/m, `${BAD_TO};tag=i`)), 'satisfied')
  })

  it('is a fault of the implementation where it made it itself', () => {
    assert.equal(outcomeOf(answer().replace(/^To: .*$/m, 'To: "another <sip:y@z>;tag=i')), 'violated')
  })

  it('is a fault where the peer had made none', () => {
    const log = new LogScript().begin('A-01', A)
    log.sip('sent', sipText('OPTIONS sip:x SIP/2.0', { token: A, cseq: '1 OPTIONS' }))
    log.sip('received', answer().replace(/^To: .*$/m, BAD_TO))
    const rule = alwaysOnRules.find(({ id }) => id === 'SIP-SYN-25')
    assert.ok(rule)
    assert.equal(ruleOutcome(rule, viewRun(log.events())).outcome, 'violated')
  })
})
