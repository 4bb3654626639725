import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { viewRun } from '../../run-view.ts'
import { ruleOutcome } from '../rule-outcome.ts'
import { BOB, IWF_CONTACT, sip, T1, viaOf, type SipConversation } from '../samples/sip-conversation.ts'
import { inviteAcceptanceRules } from './invite-acceptance-rules.ts'

const copy = { Contact: `<${IWF_CONTACT}>`, Via: viaOf(1), CSeq: '1 INVITE', To: `<${BOB}>;tag=i` }
const acknowledged = () =>
  sip()
    .asks('INVITE')
    .iwfAnswers(200, { Contact: `<${IWF_CONTACT}>` })
    .asksWithin('ACK')

function outcomeOf(conversation: SipConversation): string {
  const rule = inviteAcceptanceRules.find(({ id }) => id === 'SIP-2XX-03')
  assert.ok(rule)
  return ruleOutcome(rule, viewRun(conversation.log.events())).outcome
}

describe('a 2xx that is repeated after its ACK', () => {
  it('is no fault while the ACK may lie unread in the sockets of a busy implementation', () => {
    assert.equal(
      outcomeOf(
        acknowledged()
          .after(6 * T1)
          .iwfAnswers(200, copy),
      ),
      'satisfied',
    )
  })

  it('is a fault once something that came behind the ACK was answered', () => {
    const answered = acknowledged().after(1).asksWithin('OPTIONS').iwfAnswers(200)
    assert.equal(outcomeOf(answered.after(6 * T1).iwfAnswers(200, copy)), 'violated')
  })

  it('is a fault long after the ACK, whatever else was answered', () => {
    assert.equal(
      outcomeOf(
        acknowledged()
          .after(20 * T1)
          .iwfAnswers(200, copy),
      ),
      'violated',
    )
  })
})
