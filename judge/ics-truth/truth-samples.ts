import { LogScript, sspText } from '../../trace/log-script.ts'
import { answer, described, MsrpConversation, OURS } from '../rules/samples/msrp-conversation.ts'
import { TOKEN } from '../rules/samples/sample.ts'
import { IWF_CONTACT, sip, SipConversation, T1, type Fields } from '../rules/samples/sip-conversation.ts'

/** A trace in which a feature works, and one in which it is refused; the one that an entry cannot show is left out. */
export interface TruthSample {
  readonly works?: () => LogScript
  readonly refused?: () => LogScript
}

const contact: Fields = { Contact: `<${IWF_CONTACT}>` }
const pixit = { T1, T2: 8 * T1, T_IDLE: 1000 }
const begun = (ics: Readonly<Record<string, number | readonly string[]>> = {}) =>
  new SipConversation(new LogScript({ pixit, ics }).begin('A-01', TOKEN))

/** An INVITE of the peer, answered so. */
const invite =
  (status: number, fields: Fields = {}, asked: Fields = {}, offered = described(), answered = answer()) =>
  () =>
    begun()
      .asks('INVITE', asked, { body: offered })
      .iwfAnswers(status, { ...(status < 300 ? contact : {}), ...fields }, status < 300 ? { body: answered } : {}).log

const BOB = `wv:bob-${TOKEN}@imps.example`
const meta = `<MetaInfo clientOriginated="Yes"><Requestor serviceID="wv:@sip.example"><User userID="wv:alice-${TOKEN}@sip.example"/></Requestor></MetaInfo>`
const capability = (combined = false): string =>
  `<GetClientCapabilityRequest${combined ? ' blockStatusRequest="Yes"' : ''}>${meta}<UserID userID="${BOB}"/></GetClientCapabilityRequest>`
const block = `<GetBlockStatusRequest>${meta}<UserID userID="${BOB}"/></GetBlockStatusRequest>`
const capabilities = `<GetClientCapabilityResponse><Status code="200"/><ClientCapability userID="${BOB}" online="Yes"><CapabilityList/></ClientCapability></GetClientCapabilityResponse>`
const unblocked = `<GetBlockStatusResponse><Status code="200"/><BlockStatus userID="${BOB}" blocked="No" granted="Yes"/></GetBlockStatusResponse>`
const status = (code: number): string => `<Status code="${code}"/>`

/** An INVITE, the queries that it causes with their answers, and its final response. */
const inquired =
  (final: number, ...queries: readonly (readonly [query: string, answer: string | undefined])[]) =>
  () => {
    const call = begun().asks('INVITE', {}, { body: described() })
    for (const [index, [query, answered]] of queries.entries()) {
      call.log.ssp('iwf', sspText('Request', `q${index}`, query))
      if (answered !== undefined) call.log.ssp('imps', sspText('Response', `q${index}`, answered))
    }
    return call.iwfAnswers(final, final < 300 ? contact : {}, final < 300 ? { body: answer() } : {}).log
  }

/** A query of the IMPS side, and its answer. */
const askedOfIwf = (query: string, answered: string) => () => {
  const { log } = begun()
  log.ssp('imps', sspText('Request', 'q', query))
  log.ssp('iwf', sspText('Response', 'q', answered))
  return log
}

/** A message of the peer in a session, answered so. */
const sent = (type: string, first: string) => {
  const fields = { 'Message-ID': '12339sdq', 'Byte-Range': '1-5/5' }
  return new MsrpConversation().send('SEND', { type, fields, body: 'Hello' }).iwf(first)
}
const message = (type: string, text = 'Hello'): string =>
  `<SendMessageRequest>${meta}<MessageInfo messageID="1" contentType="${type}"><Recipient><User userID="${BOB}"/></Recipient>` +
  `<Sender><User userID="wv:alice-${TOKEN}@sip.example"/></Sender></MessageInfo><ContentData>${text}</ContentData></SendMessageRequest>`

const second = (final: number, query: boolean, ics = {}) => {
  const call = begun(ics).asks('INVITE')
  call.log.ssp('iwf', sspText('Request', 'q1', capability()))
  call.log.ssp('imps', sspText('Response', 'q1', capabilities))
  call
    .iwfAnswers(200, contact)
    .asksWithin('ACK')
    .after(T1)
    .asks('INVITE', { 'Call-ID': `other-${TOKEN}` })
  call.after(1)
  if (query) call.log.ssp('iwf', sspText('Request', 'q2', capability()))
  return call.after(1).iwfAnswers(final, final < 300 ? contact : {}).log
}
/** A session that nobody uses for so many ms, and what ends it then. */
const idle = (ms: number, bye: boolean) => () => {
  const call = begun().accepted().after(ms)
  const { log } = bye ? call.iwfAsksWithin('BYE') : call
  return log.finish('A-01')
}
const list: Fields = { Require: 'recipient-list-message' }
const large: Fields = { Contact: `<${IWF_CONTACT}>;+g.oma.sip-im.large-message` }
const tls = described().replace('TCP/MSRP', 'TCP/TLS/MSRP')

/** By item and feature, as `judge/ics-truth` names them. */
export const truthSamples: Readonly<Record<string, TruthSample>> = {
  'ICS-01 INVITE is accepted': { works: invite(200), refused: invite(405, { Allow: 'MESSAGE' }) },
  'ICS-02 MESSAGE is accepted': {
    works: () => sip().asks('MESSAGE').iwfAnswers(202).log,
    refused: () => sip().asks('MESSAGE').iwfAnswers(501).log,
  },
  'ICS-03 the block status is asked for inside the capability query': {
    works: inquired(200, [capability(true), capabilities]),
    refused: inquired(200, [capability(), capabilities]),
  },
  'ICS-04 the block status is asked for in a query of its own': {
    works: inquired(200, [block, unblocked]),
    refused: inquired(200, [capability(), capabilities]),
  },
  'ICS-05 sessions with offline users are accepted': {
    works: inquired(200, [capability(), status(533)]),
    refused: inquired(480, [capability(), status(533)]),
  },
  'ICS-06 sessions are accepted although the server lacks the queries': {
    works: inquired(200, [capability(), status(405)]),
    refused: inquired(501, [capability(), status(405)]),
  },
  'ICS-07 earlier capability answers are used again': {
    works: () => second(200, false),
    refused: () => second(200, true, { 'ICS-07': 60 }),
  },
  'ICS-08 blocked and unknown users are masked': {
    works: inquired(480, [capability(), status(531)]),
    refused: inquired(404, [capability(), status(531)]),
  },
  'ICS-09 the sender is let in when the block query fails': {
    works: inquired(200, [capability(), capabilities], [block, undefined]),
    refused: inquired(480, [capability(), capabilities], [block, undefined]),
  },
  'ICS-10 capability queries about SIMPLE users are answered': {
    works: askedOfIwf(capability(), capabilities),
    refused: askedOfIwf(capability(), status(405)),
  },
  'ICS-11 MESSAGE to a SIMPLE user without a session': {
    works: () => sip().iwfAsks('MESSAGE', {}, { body: 'Hi' }).log,
  },
  'ICS-11 INVITE to a SIMPLE user without a session': { works: () => sip().iwfAsks('INVITE').log },
  'ICS-12 OMA feature tags and products': {
    works: invite(200, { Server: 'IM-serv/OMA1.0 x/1' }),
    refused: invite(200),
  },
  'ICS-13 disposition notifications': {
    works: () => sip().iwfAsks('MESSAGE', { 'Content-Type': 'message/imdn+xml' }, { body: '<imdn/>' }).log,
    refused: () => sent('message/imdn+xml', '415 No').log,
  },
  'ICS-14 recipient lists': {
    works: () => sip().asks('MESSAGE', list).iwfAnswers(202).log,
    refused: () => sip().asks('MESSAGE', list).iwfAnswers(420, { Unsupported: 'recipient-list-message' }).log,
  },
  'ICS-15 composing indications are accepted': {
    works: () => sent('application/im-iscomposing+xml', '200 OK').log,
    refused: () => sent('application/im-iscomposing+xml', '415 No').log,
  },
  'ICS-16 content is converted as declared': {
    refused: () => {
      const call = begun({ 'ICS-16': ['text/html>text/plain'] })
      const head = `MSRP a786hjs2Qx9k SEND\r\nTo-Path: ${OURS}\r\nFrom-Path: ${OURS}\r\nMessage-ID: 12339sdq\r\nContent-Type: text/html\r\n\r\n`
      call.log.stream('msrp', 'm', 'sent', `${head}Hello\r\n-------a786hjs2Qx9k$\r\n`)
      const no = `MSRP a786hjs2Qx9k 415 No\r\nTo-Path: ${OURS}\r\nFrom-Path: ${OURS}\r\n-------a786hjs2Qx9k$\r\n`
      call.log.stream('msrp', 'm', 'received', no)
      return call.log
    },
  },
  'ICS-16 content is converted otherwise than declared': {
    works: () => {
      const { log } = sent('text/html', '200 OK')
      log.ssp('iwf', sspText('Request', 'q', message('text/plain')))
      return log
    },
  },
  'ICS-16 long texts are divided': {
    works: () => {
      const { log } = sent('text/plain', '200 OK')
      log.ssp('iwf', sspText('Request', 'q1', message('text/plain', 'Hel')))
      log.ssp('iwf', sspText('Request', 'q2', message('text/plain', 'lo')))
      return log
    },
    refused: () => sent('text/plain', '413 Too Large').log,
  },
  'ICS-17 MSRP over TLS': {
    works: invite(200, {}, {}, tls, answer().replace('TCP/MSRP', 'TCP/TLS/MSRP')),
    refused: invite(488, {}, {}, tls),
  },
  'ICS-18 opens the MSRP connection itself': {
    works: invite(200, {}, {}, described(), answer({ more: ['setup:active'] })),
    refused: invite(488, {}, {}, described({ more: ['setup:passive'] })),
  },
  'ICS-19 its own path leads over a relay': {
    works: invite(200, {}, {}, described(), answer({ path: `msrp://127.0.0.1:9/relay;tcp ${OURS}` })),
    refused: invite(200),
  },
  'ICS-20 reliable provisional responses': {
    works: invite(183, { ...contact, RSeq: '1', Require: '100rel' }),
    refused: invite(420, { Unsupported: '100rel' }, { Require: '100rel' }),
  },
  'ICS-21 session timers': {
    works: invite(200, { 'Session-Expires': '1800;refresher=uas' }, { Supported: 'timer', 'Session-Expires': '1800' }),
    refused: invite(200, {}, { Supported: 'timer', 'Session-Expires': '1800' }),
  },
  'ICS-22 sessions for one large message': { works: invite(200, {}, large), refused: invite(488, {}, large) },
  'ICS-23 SIP over UDP': { works: invite(200), refused: () => sip().asks('OPTIONS').log },
  'ICS-24 idle sessions are ended': { works: idle(1100, true), refused: idle(2000, false) },
  'ICS-25 a second session of the same pair': { works: () => second(200, false), refused: () => second(486, false) },
  'ICS-26 block queries about SIMPLE users are answered': {
    works: askedOfIwf(block, unblocked),
    refused: askedOfIwf(block, status(501)),
  },
}
