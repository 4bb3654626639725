import { requirements } from '../fixtures/catalogue/requirements.ts'
import { scaledPixit } from '../fixtures/catalogue/pixit.ts'
import { judgeRun } from '../judge/judge-run.ts'
import type { JudgedCase } from '../judge/judged-case.ts'
import { sends } from '../judge/readers/msrp.ts'
import { accepts, acceptsOrShowsSdp, opens, sipMark } from '../judge/readers/sip.ts'
import { answerTo, delivered } from '../judge/readers/ssp.ts'
import { check, every, exactly, need, none, noneBefore } from '../judge/vocabulary/index.ts'
import { linesOfText } from '../trace/lines.ts'
import { LogScript, sipText, sspText } from '../trace/log-script.ts'
import { readTrace } from '../trace/reader.ts'
import { newToken } from '../trace/token.ts'

const ID = 'SES-02'

const session: JudgedCase = {
  id: ID,
  title: 'carries messages both ways',
  group: 'session',
  class: 'mandatory',
  checks: [
    check('R-09', 'no acceptance before the answer', trace =>
      noneBefore('acceptance', acceptsOrShowsSdp(trace), answerTo(trace, 'capability'), 'capability answer'),
    ),
    check('R-01', 'accepts', trace =>
      exactly(trace, 1, '2xx', accepts(trace), {
        after: need(sipMark(trace, 'invite'), 'INVITE'),
        within: trace.pixit.T_CAP,
      }),
    ),
    check('R-15', 'delivers', trace => every('text/plain', delivered(trace, trace.text('Hello')), () => true)),
    check('R-14', 'replies in the session', trace => every('text', sends(trace, trace.text('Hi')), () => true)),
    check('R-14', 'opens nothing', trace =>
      none(trace, 'MESSAGE', opens, need(trace.mark('invite'), 'INVITE'), 'silence'),
    ),
  ],
}

const sdp = (path: string): string =>
  'v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=message 2855 TCP/MSRP *\r\n' +
  `a=path:${path}\r\na=accept-types:message/cpim text/plain\r\na=max-size:1000\r\na=setup:passive\r\n`

function cpim(token: string, text: string): string {
  return (
    `From: <sip:alice-${token}@sip.example>\r\nTo: <sip:bob-${token}@imps.example>\r\n\r\n` +
    `Content-Type: text/plain;charset=UTF-8\r\n\r\n${text}`
  )
}

function msrpSend(tid: string, to: string, from: string, body: string): string {
  const length = Buffer.byteLength(body)
  return (
    `MSRP ${tid} SEND\r\nTo-Path: ${to}\r\nFrom-Path: ${from}\r\nMessage-ID: m${tid}\r\n` +
    `Byte-Range: 1-${length}/${length}\r\nContent-Type: message/cpim\r\n\r\n${body}\r\n-------${tid}$\r\n`
  )
}

const msrpOk = (tid: string, to: string, from: string): string =>
  `MSRP ${tid} 200 OK\r\nTo-Path: ${to}\r\nFrom-Path: ${from}\r\n-------${tid}$\r\n`

function sspMessage(token: string, text: string, outward: boolean): string {
  const [alice, bob] = [`wv:alice-${token}@sip.example`, `wv:bob-${token}@imps.example`]
  const [sender, recipient] = outward ? [alice, bob] : [bob, alice]
  const content = Buffer.from(text).toString('base64')
  return (
    `<SendMessageRequest deliveryReport="No"><MetaInfo clientOriginated="Yes"><Requestor serviceID="wv:@sip.example">` +
    `<User userID="${sender}"/></Requestor></MetaInfo><MessageInfo messageID="m-${token}" contentType="text/plain">` +
    `<Recipient><User userID="${recipient}"/></Recipient><Sender><User userID="${sender}"/></Sender></MessageInfo>` +
    `<ContentData contentType="text/plain" encoding="base64">${content}</ContentData></SendMessageRequest>`
  )
}

/** One session with a message each way and a proven silence: 40 events, as many as a case of the catalogue has. */
function play(log: LogScript, n: number, token: string): void {
  const execution = `${ID}/row-${n}`
  const [ours, theirs] = [`msrp://127.0.0.1:40000/${token};tcp`, `msrp://127.0.0.1:2855/iwf${n}abcdefgh;tcp`]
  const connection = `m${n}`
  const sip = (direction: 'sent' | 'received', first: string, fields: object = {}) =>
    log.after(0.1).sip(direction, sipText(first, { token, ...fields }))
  const body = { more: 'Contact: <sip:x@127.0.0.1>\r\nContent-Type: application/sdp' }
  const bob = `wv:bob-${token}@imps.example`
  const meta = `<MetaInfo clientOriginated="Yes"><Requestor serviceID="wv:@sip.example"><User userID="wv:alice-${token}@sip.example"/></Requestor></MetaInfo>`

  log.begin(execution, token)
  log.mark(execution, 'invite', sip('sent', 'INVITE sip:bob@imps.example SIP/2.0', { ...body, body: sdp(ours) }))
  sip('received', 'SIP/2.0 100 Trying')
  log.ssp(
    'iwf',
    sspText(
      'Request',
      `q${n}`,
      `<GetClientCapabilityRequest>${meta}<UserID userID="${bob}"/></GetClientCapabilityRequest>`,
    ),
  )
  const capability = `<ClientCapability userID="${bob}" online="Yes"><CapabilityList><AnyContent>T</AnyContent></CapabilityList></ClientCapability>`
  log.ssp(
    'imps',
    sspText(
      'Response',
      `q${n}`,
      `<GetClientCapabilityResponse><Status code="200"/>${capability}</GetClientCapabilityResponse>`,
    ),
  )
  sip('received', 'SIP/2.0 200 OK', { ...body, toTag: 'i', body: sdp(theirs) })
  sip('sent', 'ACK sip:x@127.0.0.1 SIP/2.0', { toTag: 'i', cseq: '1 ACK', branch: `z9hG4bK-a${token}` })
  const [hello, hi, probe] = [`Hello ${token}`, `Hi ${token}`, `probe ${token}`]
  const answer = '<SendMessageResponse><Status code="200"/></SendMessageResponse>'
  log.stream('msrp', connection, 'sent', msrpSend(`aa${n}bb`, theirs, ours, cpim(token, hello)))
  log.stream('msrp', connection, 'received', msrpOk(`aa${n}bb`, ours, theirs))
  log.ssp('iwf', sspText('Request', `m${n}`, sspMessage(token, hello, true)))
  log.ssp('imps', sspText('Response', `m${n}`, answer))
  log.ssp('imps', sspText('Request', `r${n}`, sspMessage(token, hi, false)))
  log.stream('msrp', connection, 'received', msrpSend(`cc${n}dd`, ours, theirs, cpim(token, hi)))
  log.stream('msrp', connection, 'sent', msrpOk(`cc${n}dd`, theirs, ours))
  log.ssp('iwf', sspText('Response', `r${n}`, answer))
  log.quiet(execution, 'silence', 0, probe)
  log.stream('msrp', connection, 'received', msrpSend(`ee${n}ff`, ours, theirs, cpim(token, probe)))
  log.stream('msrp', connection, 'sent', msrpOk(`ee${n}ff`, theirs, ours))
  const bye = { toTag: 'i', cseq: '2 BYE', branch: `z9hG4bK-b${token}` }
  sip('sent', 'BYE sip:x@127.0.0.1 SIP/2.0', bye)
  sip('received', 'SIP/2.0 200 OK', bye)
  log.tap('msrp', connection).end('self')
  log.finish(execution)
}

export interface JudgeSpeed {
  readonly events: number
  readonly eventsPerSecond: number
  readonly verdict: string
}

/** Reads and judges a log of so many sessions, as `judge` does after a run: lines in, outcome out. */
export function judgeEventsPerSecond(sessions = 1000): JudgeSpeed {
  let state = 1
  const random = () => (state = (state * 48271) % 2147483647) / 2147483647
  const log = new LogScript({ selected: [ID], pixit: scaledPixit })
  for (let n = 0; n < sessions; n++) play(log, n, newToken(random))
  const rows = Object.fromEntries(Array.from({ length: sessions }, (_, n) => [`row-${n}`, n]))
  const lines = log.text()
  const start = performance.now()
  const events = [...readTrace([...linesOfText(lines)])]
  const { verdict } = judgeRun(events, [{ ...session, rows }], { requirements })
  const seconds = (performance.now() - start) / 1000
  return { events: events.length, eventsPerSecond: Math.round(events.length / seconds), verdict }
}

if (process.argv[1] === import.meta.filename) {
  const { events, eventsPerSecond, verdict } = judgeEventsPerSecond()
  process.stdout.write(`judged ${events} events (${verdict}): ${eventsPerSecond} events/s\n`)
}
