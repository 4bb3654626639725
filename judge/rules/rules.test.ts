import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LogScript, sipText, sspText } from '../../trace/log-script.ts'
import { viewRun } from '../run-view.ts'
import type { RuleOutcome } from '../outcome.ts'
import { alwaysOnRules } from './index.ts'
import { ruleOutcome } from './rule-outcome.ts'

const A = 'kaaaaaaaaaaa'
const B = 'kbbbbbbbbbbb'
const OURS = `msrp://127.0.0.1:40000/${A};tcp`
const THEIRS = 'msrp://127.0.0.1:2855/iwfabcdefgh;tcp'

function judged(id: string, log: LogScript): RuleOutcome {
  const rule = alwaysOnRules.find(one => one.id === id)
  assert.ok(rule, id)
  return ruleOutcome(rule, viewRun(log.events()))
}

const begun = () => new LogScript().begin('A-01', A)

/** A request of the peer and a response of the implementation. */
const exchange = (status: number, more: string, options: { toTag?: string; cseq?: string } = { toTag: 'i' }) => {
  const log = begun()
  const cseq = options.cseq ?? '1 INVITE'
  log.sip('sent', sipText('INVITE sip:x SIP/2.0', { token: A, cseq }))
  log.sip('received', sipText(`SIP/2.0 ${status} X`, { token: A, more, ...options }))
  return log
}
const contact = 'Contact: <sip:x@y>'
const ok = () => exchange(200, contact)

const msrp = (request: string, response: string) => {
  const log = begun()
  log.stream('msrp', 'm', 'sent', `MSRP aaaa ${request}-------aaaa$\r\n`)
  log.stream('msrp', 'm', 'received', `MSRP ${response}`)
  return log
}
const paths = `To-Path: ${THEIRS}\r\nFrom-Path: ${OURS}\r\nMessage-ID: 1234\r\n`
const back = (to: string, id = 'aaaa') => `${id} 200 OK\r\nTo-Path: ${to}\r\nFrom-Path: ${THEIRS}\r\n-------${id}$\r\n`

const message = `<SendMessageRequest><MetaInfo clientOriginated="No"><Requestor serviceID="wv:@x"/></MetaInfo><MessageInfo messageID="1"><Recipient><User userID="wv:${A}@x"/></Recipient><Sender><User userID="wv:y@x"/></Sender></MessageInfo></SendMessageRequest>`
const sent = `<SendMessageResponse messageID="${A}"><Status code="200"/></SendMessageResponse>`

const cases: readonly (readonly [id: string, right: () => LogScript, wrong: () => LogScript])[] = [
  ['SIP-TAG-01', ok, () => exchange(200, contact, {})],
  [
    'SIP-TAG-02',
    () => {
      const log = ok()
      log.sip('received', sipText('SIP/2.0 200 X', { token: A, toTag: 'i', more: contact }))
      return log
    },
    () => {
      const log = ok()
      log.sip('received', sipText('SIP/2.0 200 X', { token: A, toTag: 'other', more: contact }))
      return log
    },
  ],
  [
    'SIP-COPY-01',
    ok,
    () => {
      const log = begun()
      log.sip('sent', sipText('INVITE sip:x SIP/2.0', { token: A }))
      log.sip('received', sipText('SIP/2.0 486 X', { token: A, toTag: 'i' }).replace('tag=a', 'tag=b'))
      return log
    },
  ],
  [
    'SIP-COPY-02',
    () => {
      const log = begun()
      log.sip('sent', sipText('INVITE sip:x SIP/2.0', { token: A }))
      const response = sipText('SIP/2.0 486 X', { token: A, toTag: 'i' })
      log.sip('received', response.replace(/(branch=[^\r]*)/, '$1;received=127.0.0.1'))
      return log
    },
    () => exchange(486, 'Via: SIP/2.0/UDP other;branch=z9hG4bKx'),
  ],
  ['SIP-AUTH-01', () => exchange(401, 'WWW-Authenticate: Digest realm="x"'), () => exchange(401, 'Supported: x')],
  ['SIP-LIST-01', () => exchange(405, 'Allow: INVITE'), () => exchange(405, 'Supported: x')],
  ['SIP-LIST-02', () => exchange(420, 'Unsupported: foo'), () => exchange(420, 'Supported: x')],
  ['SIP-LIST-03', () => exchange(415, 'Accept: text/plain'), () => exchange(415, 'Supported: x')],
  ['SIP-DLG-01', ok, () => exchange(200, 'Supported: x')],
  [
    'SIP-NIT-01',
    () => exchange(100, 'Supported: x', { cseq: '1 MESSAGE' }),
    () => exchange(180, 'Supported: x', { cseq: '1 MESSAGE', toTag: 'i' }),
  ],
  [
    'SIP-NIT-02',
    () => exchange(504, 'Supported: x', { cseq: '1 MESSAGE', toTag: 'i' }),
    () => exchange(408, 'Supported: x', { cseq: '1 MESSAGE', toTag: 'i' }),
  ],
  ['MSRP-RPT-01', () => msrp(`SEND\r\n${paths}`, back(OURS)), () => msrp(`REPORT\r\n${paths}`, back(OURS))],
  [
    'MSRP-RSP-01',
    () => msrp(`SEND\r\n${paths}`, back(OURS)),
    () => msrp(`SEND\r\n${paths}Failure-Report: no\r\n`, back(OURS)),
  ],
  [
    'MSRP-RSP-02',
    () => msrp(`SEND\r\n${paths}`, back(OURS)),
    () => msrp(`SEND\r\n${paths}Failure-Report: partial\r\n`, back(OURS)),
  ],
  ['MSRP-RSP-03', () => msrp(`SEND\r\n${paths}`, back(OURS)), () => msrp(`SEND\r\n${paths}`, back(THEIRS))],
  ['MSRP-RSP-04', () => msrp(`SEND\r\n${paths}`, back(OURS)), () => msrp(`SEND\r\n${paths}`, back(OURS, 'bbbb'))],
  [
    'SSP-TID-01',
    () => {
      const log = begun()
      log.ssp('imps', sspText('Request', '1', message))
      log.ssp('iwf', sspText('Response', '1', sent))
      return log
    },
    () => {
      const log = begun()
      log.ssp('imps', sspText('Request', '1', message))
      log.ssp('iwf', sspText('Response', '2', sent))
      return log
    },
  ],
  [
    'SSP-HTTP-01',
    () => {
      const log = begun()
      log.ssp('iwf', sspText('Request', '1', message))
      return log
    },
    () => {
      const log = begun()
      const document = sspText('Request', '1', message)
      const head = `POST / HTTP/1.1\r\nHost: x\r\nContent-Type: text/xml\r\nContent-Length: ${document.length}\r\n\r\n`
      log.stream('http', 'in', 'received', head + document, 'accepted')
      return log
    },
  ],
  [
    'SSP-HTTP-02',
    () => {
      const log = begun()
      log.ssp('iwf', sspText('Request', '1', message))
      return log
    },
    () => {
      const log = begun()
      log.stream('http', 'in', 'received', `GET /${A} HTTP/1.1\r\nHost: x\r\n\r\n`, 'accepted')
      return log
    },
  ],
  [
    'SSP-SYN-03',
    () => {
      const log = begun()
      log.ssp('iwf', sspText('Request', '1', message))
      return log
    },
    () => {
      const log = begun()
      log.ssp('iwf', sspText('Request', '1', message.replace('messageID="1"', 'messageIdent="1"')))
      return log
    },
  ],
  [
    'SIP-SYN-16',
    ok,
    () => {
      const log = begun()
      log.sip('received', sipText('BYE sip:x SIP/2.0', { token: A, cseq: '1 BYE' }).replace(/Max-Forwards.*\r\n/, ''))
      return log
    },
  ],
  [
    'CROSSTALK',
    ok,
    () => {
      const log = ok().begin('B-01', B)
      log.sip('received', sipText('MESSAGE sip:x SIP/2.0', { token: A, cseq: '1 MESSAGE', body: B }))
      return log
    },
  ],
  [
    'LATE-TRAFFIC',
    () => {
      const log = ok().finish('A-01')
      log.sip('received', sipText('SIP/2.0 200 X', { token: A, toTag: 'i', more: contact }))
      return log
    },
    () => {
      const log = ok().finish('A-01')
      log.sip('received', sipText('BYE sip:x SIP/2.0', { token: A, cseq: '7 BYE' }))
      return log
    },
  ],
]

for (const [id, right, wrong] of cases)
  test(`${id} is satisfied by what is right, and violated by what is wrong`, () => {
    const satisfied = judged(id, right())
    assert.equal(satisfied.outcome, 'satisfied', JSON.stringify(satisfied.evidence))
    const violated = judged(id, wrong())
    assert.equal(violated.outcome, 'violated')
    assert.deepEqual(violated.cases, ['A-01', ...(id === 'CROSSTALK' ? ['B-01'] : [])])
    assert.equal(violated.evidence[0]?.execution, 'A-01')
  })

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
