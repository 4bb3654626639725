import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { viewRun } from '../../run-view.ts'
import { ruleOutcome } from '../rule-outcome.ts'
import { ALICE, sip, type SipConversation } from '../samples/sip-conversation.ts'
import { dialogRules } from './dialog-rules.ts'

function outcomeOf(id: string, conversation: SipConversation): string {
  const rule = dialogRules.find(one => one.id === id)
  assert.ok(rule, id)
  return ruleOutcome(rule, viewRun(conversation.log.events())).outcome
}

const to = (tag: string) => `<${ALICE}>;tag=${tag}`
const contact = { Contact: '<sip:alice@127.0.0.1:40000>' }
/** An INVITE of the implementation that two clients have accepted. */
const forked = () =>
  sip()
    .iwfAsks('INVITE')
    .answers(200, { ...contact, To: to('p') })
    .answers(200, { ...contact, To: to('q') })

describe('CSeq of dialogs that one INVITE has made', () => {
  const bye = (conversation: SipConversation, tag: string, number: number) => {
    return conversation.iwfAsks('BYE', { To: to(tag), CSeq: `${number} BYE` }, { uri: 'sip:alice@127.0.0.1:40000' })
  }

  it('counts on in each by itself', () => {
    const both = bye(bye(forked(), 'p', 2), 'q', 2)
    assert.equal(outcomeOf('SIP-SEQ-01', both), 'satisfied')
  })

  it('leaves no gap in either', () => {
    const counted = bye(bye(forked(), 'p', 2), 'q', 3)
    assert.equal(outcomeOf('SIP-SEQ-01', counted), 'violated')
  })
})

describe('the route set of a dialog that the implementation has asked for', () => {
  const routed = (route: string) =>
    sip()
      .iwfAsks('INVITE')
      .answers(180, { ...contact, 'Record-Route': '<sip:p1;lr>' })
      .answers(200, { ...contact, 'Record-Route': '<sip:p2;lr>' })
      .iwfAsks('ACK', { To: to('p'), CSeq: '1 ACK', Route: route }, { uri: 'sip:alice@127.0.0.1:40000' })

  it('is that of the 2xx, whatever a provisional response has said before', () => {
    assert.equal(outcomeOf('SIP-DLG-04', routed('<sip:p2;lr>')), 'satisfied')
    assert.equal(outcomeOf('SIP-DLG-04', routed('<sip:p1;lr>')), 'violated')
  })
})
