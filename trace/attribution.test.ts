import assert from 'node:assert/strict'
import { test } from 'node:test'
import { attribute, type Attributed } from './attribution.ts'
import { LogScript, sipText, sspText } from './log-script.ts'
import { SspView } from './decoded/ssp.ts'
import { SipView } from './decoded/sip.ts'

const A = 'kaaaaaaaaaaa'
const B = 'kbbbbbbbbbbb'

const owners = (log: LogScript): string[] =>
  attribute(log.events()).messages.map(({ message, executions, kind }) => {
    const ids = executions.map(({ id }) => id).join('+')
    return `${message.sighting.protocol} ${message.fromIwf ? 'iwf' : 'peer'} ${ids === '' ? kind : ids}`
  })

const twoCases = () => new LogScript().begin('A-01', A).begin('B-01', B)

test('a token in the octets says whose a message is', () => {
  const log = twoCases()
  log.sip('sent', sipText('INVITE sip:x SIP/2.0', { token: A }))
  log.sip('received', sipText('SIP/2.0 200 OK', { token: B }))
  assert.deepEqual(owners(log), ['sip peer A-01', 'sip iwf B-01'])
})

test('a token inside base64 content says whose a message is', () => {
  const log = twoCases()
  const content = Buffer.from(`Hello ${B}`).toString('base64')
  log.ssp(
    'iwf',
    sspText(
      'Request',
      '1',
      `<SendMessageRequest><MessageInfo><Recipient><User userID="wv:x@imps.example"/></Recipient></MessageInfo>` +
        `<ContentData encoding="base64">${content}</ContentData></SendMessageRequest>`,
    ),
  )
  assert.deepEqual(owners(log), ['http iwf B-01', 'ssp iwf B-01', 'http peer B-01'])
})

test('an answer without a token follows its transaction id, and says what it answers', () => {
  const log = twoCases()
  const query = (id: string, token: string) =>
    sspText(
      'Request',
      id,
      `<GetClientCapabilityRequest><UserID userID="wv:bob-${token}@imps.example"/></GetClientCapabilityRequest>`,
    )
  log.ssp('iwf', query('7', A))
  log.ssp('iwf', query('8', B))
  log.ssp('imps', sspText('Response', '8', '<Status code="405"/>'))
  log.ssp('imps', sspText('Response', '7', '<Status code="200"/>'))
  const ssp = attribute(log.events()).messages.filter(({ message }) => message.sighting.protocol === 'ssp')
  assert.deepEqual(
    ssp.map(({ executions }) => executions[0]?.id),
    ['A-01', 'B-01', 'B-01', 'A-01'],
  )
  for (const { message } of ssp)
    assert.ok(message.decoded.view instanceof SspView && message.decoded.view.primitive === 'capability')
})

test('an answer without a token belongs to the latest query under its id: a new process may count anew', () => {
  const log = twoCases()
  const query = (token: string) =>
    sspText(
      'Request',
      '1',
      `<GetBlockStatusRequest><UserID userID="wv:bob-${token}@imps.example"/></GetBlockStatusRequest>`,
    )
  log.ssp('iwf', query(A))
  log.ssp('imps', sspText('Response', '1', '<Status code="503"/>'))
  log.ssp('iwf', query(B))
  log.ssp('imps', sspText('Response', '1', '<Status code="503"/>'))
  const ssp = owners(log).filter(line => line.startsWith('ssp peer'))
  assert.deepEqual(ssp, ['ssp peer A-01', 'ssp peer B-01'])
})

test('the same transaction id of either side is another transaction', () => {
  const log = twoCases()
  const message = (token: string) =>
    `<SendMessageRequest><MessageInfo><Recipient><User userID="wv:${token}@x"/></Recipient></MessageInfo></SendMessageRequest>`
  log.ssp('iwf', sspText('Request', '1', message(A)))
  log.ssp('imps', sspText('Request', '1', message(B)))
  log.ssp('iwf', sspText('Response', '1', '<SendMessageResponse><Status code="200"/></SendMessageResponse>'))
  assert.equal(
    owners(log)
      .filter(line => line.startsWith('ssp'))
      .at(-1),
    'ssp iwf B-01',
  )
})

test('several transactions in one document are attributed each on its own', () => {
  const log = twoCases()
  const one = sspText('Request', '1', `<GetBlockStatusRequest><UserID userID="${A}"/></GetBlockStatusRequest>`)
  const other = `<Transaction mode="Request" transactionID="2"><GetBlockStatusRequest><UserID userID="${B}"/></GetBlockStatusRequest></Transaction>`
  log.ssp('iwf', one.replace('</Session>', `${other}</Session>`))
  assert.deepEqual(owners(log).slice(0, 3), ['http iwf A-01+B-01', 'ssp iwf A-01', 'ssp iwf B-01'])
})

test('an MSRP message without a token follows the path and connection of earlier ones', () => {
  const log = twoCases()
  const send = (tid: string, to: string, from: string) =>
    `MSRP ${tid} SEND\r\nTo-Path: ${to}\r\nFrom-Path: ${from}\r\nMessage-ID: 1\r\n-------${tid}$\r\n`
  const iwf = 'msrp://127.0.0.1:2855/iwfsession;tcp'
  log.stream('msrp', 'm', 'sent', send('aaaa', iwf, `msrp://127.0.0.1:4000/${A};tcp`))
  log.stream('msrp', 'm', 'received', `MSRP aaaa 200 OK\r\nTo-Path: x\r\nFrom-Path: ${iwf}\r\n-------aaaa$\r\n`)
  log.stream('msrp', 'other', 'received', send('bbbb', 'msrp://127.0.0.1:4000/zzz;tcp', iwf))
  assert.deepEqual(owners(log), ['msrp peer A-01', 'msrp iwf A-01', 'msrp iwf A-01'])
})

test('what shows tokens of two executions belongs to both', () => {
  const log = twoCases()
  log.sip('received', sipText('MESSAGE sip:x SIP/2.0', { token: A, cseq: '1 MESSAGE', body: B }))
  assert.deepEqual(owners(log), ['sip iwf A-01+B-01'])
})

test('set-up, keep-alive and preflight are infrastructure, not unclaimed', () => {
  const log = new LogScript().begin('preflight', A)
  const setUp =
    '<WV-SSP-Message><SetupTransaction mode="Request" transactionID="1"><SendSecretToken serviceID="wv:@sip.example">' +
    '<SecretToken>abc</SecretToken></SendSecretToken></SetupTransaction></WV-SSP-Message>'
  log.ssp('iwf', setUp)
  log.ssp('iwf', sspText('Request', '2', '<KeepAliveRequest timeToLive="60"/>'))
  log.ssp('imps', sspText('Response', '2', '<Status code="200"/>'))
  log.sip('received', '\r\n\r\n')
  log.sip('sent', sipText('OPTIONS sip:x SIP/2.0', { token: A, cseq: '1 OPTIONS' }))
  assert.deepEqual(
    attribute(log.events()).messages.map(({ kind }) => kind),
    Array.from({ length: 11 }, () => 'infrastructure'),
  )
})

test('what nothing ties to an execution is unclaimed', () => {
  const log = twoCases()
  log.sip('received', sipText('MESSAGE sip:x SIP/2.0', { token: 'nobody', cseq: '1 MESSAGE' }))
  assert.deepEqual(owners(log), ['sip iwf unclaimed'])
})

test('what a script marks is its own, and so is the answer', () => {
  const log = twoCases()
  const garbage = log.sip('sent', 'GARBAGE\r\nVia: SIP/2.0/UDP x;branch=z9hG4bK-odd\r\n\r\n')
  log.mark('B-01', 'garbage', garbage)
  const odd = log.sip('sent', sipText('INVITE sip:x SIP/2.0', { token: 'none', branch: 'z9hG4bK-odd' }))
  log.mark('B-01', 'odd', odd)
  log.sip('received', sipText('SIP/2.0 400 Bad', { token: 'none', branch: 'z9hG4bK-odd' }))
  assert.deepEqual(owners(log), ['sip peer B-01', 'sip peer B-01', 'sip iwf B-01'])
})

test('what comes after the end of an execution is late for it', () => {
  const log = twoCases()
  log.sip('received', sipText('SIP/2.0 200 OK', { token: A }))
  log.finish('A-01')
  log.sip('received', sipText('SIP/2.0 200 OK', { token: A }))
  const late = attribute(log.events()).messages.map(({ lateFor }) => lateFor.map(({ id }) => id))
  assert.deepEqual(late, [[], ['A-01']])
})

test('later events never change what belongs to an execution', () => {
  const log = twoCases()
  log.sip('sent', sipText('INVITE sip:x SIP/2.0', { token: A }))
  log.sip('received', sipText('SIP/2.0 100 Trying', { token: A }))
  log.finish('A-01')
  const told = ({ message, executions, kind }: Attributed) => [
    message.sighting.firstEvent,
    kind,
    executions.map(({ id }) => id),
  ]
  const before = attribute(log.events()).messages.map(told)
  for (let n = 0; n < 20; n++) log.sip('received', sipText('SIP/2.0 200 OK', { token: n % 2 ? A : B }))
  assert.deepEqual(attribute(log.events()).messages.slice(0, before.length).map(told), before)
})

test('a message that comes in pieces has the time of its last octet, and octets that are none are kept', () => {
  const log = twoCases()
  const message = sipText('INVITE sip:x SIP/2.0', { token: A })
  log.at(1).stream('sip', 's', 'received', message.slice(0, 50))
  log.at(5).stream('sip', 's', 'received', message.slice(50))
  log.at(6).stream('sip', 's', 'received', message.slice(0, 20))
  log.tap('sip', 's').end('peer')
  const [whole, cut] = attribute(log.events()).messages.map(({ message: one }) => one)
  assert.ok(whole?.decoded.view instanceof SipView && cut?.decoded.view instanceof SipView)
  assert.equal(whole.sighting.at, 5)
  assert.deepEqual([whole.sighting.firstEvent, whole.sighting.lastEvent], [9, 10])
  assert.equal(whole.sighting.octets.toString(), message)
  assert.deepEqual([cut.sighting.start, cut.sighting.end], [message.length, message.length + 20])
  assert.ok(cut.violations.length > 0)
})

test('the delay of the recorder around a message is told', () => {
  const log = twoCases()
  log.at(10).sip('received', sipText('SIP/2.0 200 OK', { token: A }))
  log.at(30).sip('received', sipText('SIP/2.0 200 OK', { token: A }))
  log.at(31).lag(15)
  const [before, during] = attribute(log.events()).messages.map(({ message }) => message.observed(1))
  assert.equal(before?.lag, 0)
  assert.equal(during?.lag, 15)
})
