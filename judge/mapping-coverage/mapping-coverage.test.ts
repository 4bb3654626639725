import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LogScript, sspText } from '../../trace/log-script.ts'
import { TOKEN } from '../rules/samples/sample.ts'
import { answer, described, IWF, MsrpConversation, OURS } from '../rules/samples/msrp-conversation.ts'
import { IWF_CONTACT, sip, SipConversation, T1 } from '../rules/samples/sip-conversation.ts'
import { viewRun } from '../run-view.ts'
import { coverageTables, mappingCoverage } from './mapping-coverage.ts'

/** The rows that a log exercises, as `table row`. */
const exercised = (log: LogScript): readonly string[] =>
  mappingCoverage(viewRun(log.events())).flatMap(({ id, rows }) =>
    rows.filter(({ count }) => count > 0).map(row => `${id} ${row.id}`),
  )

const BOB = `wv:bob-${TOKEN}@imps.example`
const user = (id: string) => `<User userID="${id}"/>`
const query =
  `<GetClientCapabilityRequest><MetaInfo clientOriginated="Yes"><Requestor serviceID="wv:@x">${user('wv:a@x')}</Requestor>` +
  `</MetaInfo><UserID userID="${BOB}"/></GetClientCapabilityRequest>`
const message = (sender: string, recipient: string, id = 'm1') =>
  `<SendMessageRequest><MetaInfo clientOriginated="No"><Requestor serviceID="wv:@x"/></MetaInfo><MessageInfo messageID="${id}">` +
  `<Recipient>${user(recipient)}</Recipient><Sender>${user(sender)}</Sender></MessageInfo>` +
  '<ContentData contentType="text/plain">Hello</ContentData></SendMessageRequest>'
const answered = (code: number) => `<SendMessageResponse messageID="m1"><Status code="${code}"/></SendMessageResponse>`
const status = (code: number) => `<Status code="${code}"/>`

/** An INVITE, a query with its answer, and the final response. */
function negotiation(answerOfServer: string | undefined, final: number): LogScript {
  const call = sip().asks('INVITE', {}, { body: described() })
  call.log.ssp('iwf', sspText('Request', 'q', query))
  if (answerOfServer !== undefined) call.log.ssp('imps', sspText('Response', 'q', answerOfServer))
  return call.iwfAnswers(final).log
}

test('an IMPS status counts once the implementation has decided on the INVITE', () => {
  assert.ok(exercised(negotiation(status(531), 404)).includes('imps-status-invite 531'))
  assert.ok(exercised(negotiation(status(599), 500)).includes('imps-status-invite other'))
  const undecided = sip().asks('INVITE', {}, { body: described() })
  undecided.log.ssp('iwf', sspText('Request', 'q', query))
  undecided.log.ssp('imps', sspText('Response', 'q', status(531)))
  assert.ok(!exercised(undecided.log).includes('imps-status-invite 531'))
})

test('a query that nobody answers is a local event', () => {
  assert.ok(exercised(negotiation(undefined, 504)).includes('local-event-invite unanswered'))
})

test('what a capability answer says counts, and what the offer makes of it', () => {
  const list =
    '<CapabilityList><AcceptedContentType><ContentType>image/png</ContentType></AcceptedContentType></CapabilityList>'
  const told = `<GetClientCapabilityResponse><Status code="200"/><ClientCapability userID="${BOB}">${list}</ClientCapability></GetClientCapabilityResponse>`
  const rows = exercised(negotiation(told, 488))
  for (const row of ['rich-type', 'nothing-in-common', 'offer-restricts'])
    assert.ok(rows.includes(`capabilities ${row}`), row)
  assert.ok(!rows.includes('capabilities text'))
})

test('a status of a message counts for MESSAGE or for SEND, as the SIMPLE user had sent it', () => {
  const pager = sip().asks('MESSAGE', {}, { body: 'Hello' })
  pager.log.ssp('iwf', sspText('Request', 'm', message('wv:a@x', BOB)))
  pager.log.ssp('imps', sspText('Response', 'm', answered(533)))
  const ofPager = exercised(pager.iwfAnswers(480).log)
  assert.ok(ofPager.includes('imps-status-message 533'))
  assert.ok(ofPager.includes('reports-simple-to-imps server-failed'))

  const inSession = new MsrpConversation().bound()
  const fields = { 'Message-ID': '12339sdq', 'Byte-Range': '1-5/5' }
  inSession.send('SEND', { fields, body: 'Hello' })
  inSession.log.ssp('iwf', sspText('Request', 'm', message('wv:a@x', BOB)))
  inSession.log.ssp('imps', sspText('Response', 'm', answered(533)))
  const ofSend = exercised(inSession.iwf('413 Stop').log)
  assert.ok(ofSend.includes('imps-status-send 533'))
  assert.ok(!ofSend.includes('imps-status-message 533'))
})

/** A message of the IMPS side that becomes a MESSAGE, answered so. */
function relayed(final: number, sender = BOB): LogScript {
  const conversation = sip()
  conversation.log.ssp('imps', sspText('Request', 'm', message(sender, `wv:alice-${TOKEN}@sip.example`)))
  conversation.iwfAsks('MESSAGE', {}, { body: 'Hello' }).answers(final)
  conversation.log.ssp('iwf', sspText('Response', 'm', answered(final < 300 ? 200 : 531)))
  return conversation.log
}

test('a SIP final response counts once the IMPS side was told', () => {
  assert.ok(exercised(relayed(404)).includes('sip-status-message 404-485'))
  assert.ok(exercised(relayed(202)).includes('reports-imps-to-simple message-202'))
  const untold = sip().iwfAsks('MESSAGE', {}, { body: 'Hello' }).answers(404).log
  assert.ok(!exercised(untold).some(row => row.startsWith('sip-status')))
})

test('the fate of a SEND counts for the message that it carried', () => {
  const conversation = new MsrpConversation().bound()
  conversation.log.ssp('imps', sspText('Request', 'm', message(BOB, `wv:alice-${TOKEN}@sip.example`)))
  const fields = { 'Message-ID': '98765432', 'Byte-Range': '1-5/5' }
  conversation.iwf('SEND', { fields, body: 'Hello' }).send('415 No', { to: IWF, from: OURS })
  conversation.log.ssp('iwf', sspText('Response', 'm', answered(415)))
  const rows = exercised(conversation.log)
  assert.ok(rows.includes('msrp-status 415'))
  assert.ok(rows.includes('reports-imps-to-simple simple-failed'))
})

test('an address counts by its shape, in its own direction', () => {
  const slash = sip()
    .asks('INVITE', {}, { uri: `sip:a/b-${TOKEN}@imps.example` })
    .iwfAnswers(404).log
  assert.ok(exercised(slash).includes('address-to-wv sip:a/b@sip.example'))
  const resource = exercised(relayed(200, `wv:bob-${TOKEN}/home@imps.example`))
  assert.ok(resource.includes('address-to-sip wv:bob/home@imps.example'))
})

test('probes of what the ICS excludes do not count', () => {
  const log = new LogScript({ pixit: { T1 }, probes: ['A-01'] }).begin('A-01', TOKEN)
  const call = new SipConversation(log).asks('INVITE', {}, { body: described() })
  call.log.ssp('iwf', sspText('Request', 'q', query))
  call.log.ssp('imps', sspText('Response', 'q', status(531)))
  assert.deepEqual(exercised(call.iwfAnswers(404).log), [])
})

test('every table tells its rows, each once, and counts those that were exercised', () => {
  const accepted = sip().asks('INVITE', {}, { body: described() })
  const { log } = accepted.iwfAnswers(200, { Contact: `<${IWF_CONTACT}>` }, { body: answer() })
  for (const { id, rows, exercised: count } of mappingCoverage(viewRun(log.events()))) {
    assert.ok(rows.length > 0, id)
    assert.equal(new Set(rows.map(row => row.id)).size, rows.length, id)
    assert.equal(count, rows.filter(row => row.count > 0).length, id)
  }
  assert.equal(new Set(coverageTables.map(({ id }) => id)).size, coverageTables.length)
})
