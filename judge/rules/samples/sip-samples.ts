import type { RuleSamples } from './sample.ts'
import { ALICE, BOB, IWF_CONTACT, SDP, sip, T1, viaOf, type Fields } from './sip-conversation.ts'

const contact: Fields = { Contact: `<${IWF_CONTACT}>` }
const invited = (fields: Fields = {}) => sip().asks('INVITE', fields)
/** An INVITE of the peer, answered so. */
const invite =
  (status: number, fields: Fields = {}, asked: Fields = {}) =>
  () =>
    invited(asked).iwfAnswers(status, fields).log
/** Another request of the peer, answered so. */
const answered =
  (method: string, status: number, fields: Fields = {}, asked: Fields = {}, body = '') =>
  () =>
    sip().asks(method, asked).iwfAnswers(status, fields, { body }).log
const ok = invite(200, contact)

const responses: RuleSamples = {
  'SIP-TAG-01': { right: ok, wrong: invite(200, { ...contact, To: `<${BOB}>` }) },
  'SIP-TAG-02': {
    right: () => invited().iwfAnswers(180, contact).iwfAnswers(200, contact).log,
    wrong: () =>
      invited()
        .iwfAnswers(180, contact)
        .iwfAnswers(200, { ...contact, To: `<${BOB}>;tag=other` }).log,
  },
  'SIP-TAG-03': {
    right: () => sip().accepted().asksWithin('BYE').iwfAnswers(200).log,
    wrong: () =>
      sip()
        .accepted()
        .asksWithin('BYE')
        .iwfAnswers(200, { To: `<${BOB}>;tag=other` }).log,
  },
  'SIP-COPY-01': { right: ok, wrong: invite(486, { From: `<${ALICE}>;tag=b` }) },
  'SIP-COPY-02': {
    right: invite(486, { Via: `${viaOf(1)};received=127.0.0.1` }),
    wrong: invite(486, { Via: `${viaOf(1)}, SIP/2.0/UDP other;branch=z9hG4bKx` }),
  },
  'SIP-COPY-03': { right: ok, wrong: invite(486, { To: `<sip:carol@imps.example>;tag=i` }) },
  'SIP-RSP-01': { right: ok, wrong: invite(486, { Via: viaOf(9) }) },
  'SIP-RSP-02': { right: ok, wrong: answered('ACK', 481) },
  'SIP-RSP-03': {
    right: () => invited().iwfAnswers(180, contact).iwfAnswers(486).log,
    wrong: () => invited().iwfAnswers(486).iwfAnswers(200, contact).log,
  },
  'SIP-100-01': {
    right: invite(100, { Timestamp: '54 0.1' }, { Timestamp: '54' }),
    wrong: invite(100, {}, { Timestamp: '54' }),
  },
  'SIP-100-02': { right: invite(100), wrong: invite(100, { To: `<${BOB}>;tag=i` }) },
  'SIP-CODE-01': { right: ok, wrong: invite(531) },
  'SIP-AUTH-01': { right: invite(401, { 'WWW-Authenticate': 'Digest realm="x", nonce="y"' }), wrong: invite(401) },
  'SIP-AUTH-02': {
    right: answered('CANCEL', 200),
    wrong: answered('CANCEL', 401, { 'WWW-Authenticate': 'Digest realm="x", nonce="y"' }),
  },
  'SIP-LIST-01': { right: invite(405, { Allow: 'MESSAGE' }), wrong: invite(405) },
  'SIP-LIST-02': { right: invite(420, { Unsupported: 'foo' }, { Require: 'foo' }), wrong: invite(420) },
  'SIP-LIST-03': { right: invite(415, { Accept: 'application/sdp' }), wrong: invite(415) },
  'SIP-EXT-01': {
    right: invite(200, { ...contact, Require: 'timer' }, { Supported: 'timer, 100rel' }),
    wrong: invite(200, { ...contact, Require: 'timer' }),
  },
  'SIP-EXT-02': {
    right: invite(420, { Unsupported: 'foo' }, { Require: 'foo, timer' }),
    wrong: invite(420, { Unsupported: 'bar' }, { Require: 'foo' }),
  },
  'SIP-EXT-03': { right: answered('CANCEL', 481), wrong: answered('CANCEL', 420, { Unsupported: 'foo' }) },
  'SIP-RSN-01': {
    right: invite(480, { Reason: 'Q.850;cause=16' }),
    wrong: invite(480, { Reason: 'SIP;cause=480;text="offline"' }),
  },
  'SIP-RTA-01': { right: invite(480, { 'Retry-After': '5' }), wrong: invite(403, { 'Retry-After': '5' }) },
  'SIP-OPT-01': {
    right: answered('OPTIONS', 200, {
      Allow: 'INVITE',
      Accept: 'application/sdp',
      'Accept-Encoding': 'identity',
      'Accept-Language': 'en',
      Supported: 'timer',
    }),
    wrong: answered('OPTIONS', 200, { Allow: 'INVITE' }),
  },
}

const nonInvite: RuleSamples = {
  'SIP-NIT-01': { right: answered('MESSAGE', 202), wrong: answered('MESSAGE', 180) },
  'SIP-NIT-02': { right: answered('MESSAGE', 504), wrong: answered('MESSAGE', 408) },
  'SIP-NIT-03': {
    // T1 + 2 T1 + 4 T1, then the interval is T2.
    right: () =>
      sip()
        .asks('MESSAGE')
        .after(7 * T1)
        .iwfAnswers(100).log,
    wrong: () =>
      sip()
        .asks('MESSAGE')
        .after(2 * T1)
        .iwfAnswers(100).log,
  },
  'SIP-NIT-04': {
    right: () =>
      sip()
        .asks('MESSAGE')
        .after(60 * T1)
        .iwfAnswers(504).log,
    wrong: () =>
      sip()
        .asks('MESSAGE')
        .after(70 * T1)
        .iwfAnswers(504).log,
  },
  'SIP-MSG-01': { right: answered('MESSAGE', 202), wrong: answered('MESSAGE', 202, {}, {}, 'thanks') },
  'SIP-MSG-02': {
    right: answered('MESSAGE', 415, { Accept: 'text/plain' }),
    wrong: answered('MESSAGE', 202, { 'Record-Route': '<sip:p;lr>' }),
  },
}

const withSdp = (status: number, body: string) => () =>
  sip().asks('INVITE', {}, { body: SDP }).iwfAnswers(status, contact, { body }).log
/** A 2xx, and copies of it after so many ms each. */
const repeated = (...gaps: readonly number[]) => {
  const call = invited().iwfAnswers(200, contact)
  for (const gap of gaps) call.after(gap).iwfAnswers(200, contact)
  return call
}
const routed = { 'Record-Route': '<sip:p1;lr>, <sip:p2;lr>' }

const acceptance: RuleSamples = {
  'SIP-DLG-01': { right: ok, wrong: invite(200) },
  'SIP-CTC-02': { right: ok, wrong: invite(200, { Contact: `<${IWF_CONTACT}>, <sip:other@127.0.0.1>` }) },
  'SIP-RR-01': {
    right: invite(200, { ...contact, ...routed }, routed),
    wrong: invite(200, { ...contact, 'Record-Route': '<sip:p2;lr>, <sip:p1;lr>' }, routed),
  },
  'SIP-ANS-01': { right: withSdp(200, SDP), wrong: withSdp(200, '') },
  'SIP-INV-02': { right: invite(200, { ...contact, Allow: 'INVITE', Supported: 'timer' }), wrong: ok },
  'SIP-WRN-01': { right: invite(488, { Warning: '304 x "no type in common"' }), wrong: invite(488) },
  'SIP-487-01': {
    right: () =>
      invited()
        .asks('CANCEL', { Via: viaOf(1) })
        .iwfAnswers(200)
        .iwfAnswers(487, { CSeq: '1 INVITE' }).log,
    wrong: invite(487),
  },
  'SIP-2XX-01': {
    right: () => repeated(T1, 2 * T1).log,
    wrong: () =>
      invited()
        .iwfAnswers(200, contact)
        .after(T1)
        .iwfAnswers(200, { ...contact, Server: 'x' }).log,
  },
  'SIP-2XX-02': { right: () => repeated(T1, 2 * T1, 4 * T1).log, wrong: () => repeated(T1 / 5, T1 / 5, T1 / 5).log },
  'SIP-2XX-03': {
    right: () => repeated(T1).asksWithin('ACK').log,
    wrong: () => {
      const call = invited().iwfAnswers(200, contact)
      const copy = { ...contact, Via: viaOf(1), CSeq: '1 INVITE', To: `<${BOB}>;tag=i` }
      return call
        .after(T1)
        .asksWithin('ACK')
        .after(1)
        .asksWithin('OPTIONS')
        .iwfAnswers(200)
        .after(6 * T1)
        .iwfAnswers(200, copy).log
    },
  },
  'SIP-2XX-04': {
    right: () => {
      const call = invited().iwfAnswers(200, contact)
      return call
        .after(T1)
        .iwfAnswers(200, contact)
        .after(5 * T1)
        .asksWithin('ACK').log
    },
    wrong: () =>
      invited()
        .iwfAnswers(200, contact)
        .after(6 * T1)
        .asksWithin('ACK').log,
  },
}

const asked =
  (method: string, fields: Fields = {}, rest = {}) =>
  () =>
    sip().iwfAsks(method, fields, rest).log
/** A MESSAGE, and another one to the same user after so many ms. */
const twoMessages = (answer: boolean) => {
  const first = sip().iwfAsks('MESSAGE')
  const second = { 'Call-ID': `other-kaaaaaaaaaaa` }
  return (answer ? first.answers(200) : first).after(T1).iwfAsks('MESSAGE', second).log
}

const requests: RuleSamples = {
  'SIP-MXF-01': { right: asked('MESSAGE'), wrong: asked('MESSAGE', { 'Max-Forwards': '255' }) },
  'SIP-TRN-01': { right: asked('MESSAGE'), wrong: asked('MESSAGE', { Via: viaOf(1, 5060).replace('UDP', 'TCP') }) },
  'SIP-SIZE-01': {
    right: asked('MESSAGE', {}, { body: 'x'.repeat(1400), over: 's' }),
    wrong: asked('MESSAGE', {}, { body: 'x'.repeat(1400) }),
  },
  'SIP-EXT-04': { right: asked('INVITE', { Supported: 'timer' }), wrong: asked('INVITE', { Require: 'vendor-x' }) },
  'SIP-CTC-01': { right: asked('INVITE'), wrong: asked('INVITE', { Contact: '<tel:+1234>' }) },
  'SIP-INV-01': { right: asked('INVITE', { Allow: 'INVITE', Supported: 'timer' }), wrong: asked('INVITE') },
  'SIP-PAI-01': {
    right: asked('MESSAGE', { 'P-Asserted-Identity': `<${BOB}>, <tel:+1234>` }),
    wrong: asked('MESSAGE', { 'P-Asserted-Identity': `<${BOB}>, <${ALICE}>` }),
  },
  'SIP-MSG-03': { right: () => twoMessages(true), wrong: () => twoMessages(false) },
  'SIP-MSG-04': { right: asked('MESSAGE'), wrong: asked('MESSAGE', { Accept: 'text/plain' }) },
}

/** A MESSAGE of the implementation, and copies of it after so many ms each. */
const copies = (...gaps: readonly number[]) => {
  const fields = { Via: viaOf(1, 5060) }
  const call = sip().iwfAsks('MESSAGE', fields)
  for (const gap of gaps) call.after(gap).iwfAsks('MESSAGE', fields)
  return call.log
}
const overTcp = { over: 's' }
const rport: Fields = { Via: `${viaOf(1)};rport` }

const transactions: RuleSamples = {
  'SIP-BRN-01': {
    right: asked('MESSAGE'),
    wrong: () =>
      sip()
        .iwfAsks('MESSAGE')
        .iwfAsks('OPTIONS', { Via: viaOf(1, 5060), CSeq: '2 OPTIONS' }).log,
  },
  'SIP-RTX-01': {
    right: asked('MESSAGE', {}, overTcp),
    wrong: () => {
      const fields = { Via: viaOf(1, 5060).replace('UDP', 'TCP') }
      return sip().iwfAsks('MESSAGE', fields, overTcp).after(T1).iwfAsks('MESSAGE', fields, overTcp).log
    },
  },
  'SIP-RTX-02': {
    right: () => copies(T1),
    wrong: () => {
      const call = sip()
        .iwfAsks('MESSAGE', { Via: viaOf(1, 5060) })
        .after(T1)
      return call.iwfAsks('MESSAGE', { Via: viaOf(1, 5060), Date: 'Sat, 13 Nov 2010 23:29:00 GMT' }).log
    },
  },
  'SIP-RTX-03': { right: () => copies(T1, 2 * T1, 4 * T1), wrong: () => copies(T1 / 5, T1 / 5, T1 / 5) },
  'SIP-RTX-04': {
    right: () => sip().asks('MESSAGE', {}, overTcp).iwfAnswers(202, {}, overTcp).log,
    wrong: () => sip().asks('MESSAGE', {}, overTcp).iwfAnswers(202, {}, overTcp).iwfAnswers(202, {}, overTcp).log,
  },
  'SIP-VIA-01': {
    right: invite(486, { Via: `${viaOf(1)};rport=40000;received=127.0.0.1` }, rport),
    wrong: invite(486, rport, rport),
  },
  'SIP-VIA-02': {
    right: () => sip().asks('MESSAGE', {}, overTcp).iwfAnswers(202, {}, overTcp).log,
    wrong: () => sip().asks('MESSAGE', {}, overTcp).iwfAnswers(202, {}, { over: 'other' }).log,
  },
}

const recordRoute: Fields = { 'Record-Route': '<sip:p1;lr>' }
const routedDialog = () =>
  sip()
    .asks('INVITE', recordRoute)
    .iwfAnswers(200, { ...contact, ...recordRoute })
const bye =
  (fields: Fields = {}, rest = {}) =>
  () =>
    sip().accepted().iwfAsksWithin('BYE', fields, rest).log

const dialogs: RuleSamples = {
  'SIP-DLG-02': { right: bye(), wrong: bye({ To: `<${ALICE}>;tag=unknown` }) },
  'SIP-DLG-03': { right: bye(), wrong: bye({}, { uri: ALICE }) },
  'SIP-DLG-04': {
    right: () => routedDialog().asksWithin('ACK').iwfAsksWithin('BYE', { Route: '<sip:p1;lr>' }).log,
    wrong: () => routedDialog().asksWithin('ACK').iwfAsksWithin('BYE').log,
  },
  'SIP-DLG-05': {
    right: () => sip().accepted().iwfAsksWithin('MESSAGE').log,
    wrong: () =>
      sip().accepted().asksWithin('BYE').iwfAnswers(200).after(T1).iwfAsksWithin('INVITE', { CSeq: '1 INVITE' }).log,
  },
  'SIP-SEQ-01': {
    right: () => sip().accepted().iwfAsksWithin('INFO').answers(200).iwfAsksWithin('BYE', { CSeq: '2 BYE' }).log,
    wrong: () => sip().accepted().iwfAsksWithin('INFO').answers(200).iwfAsksWithin('BYE', { CSeq: '4 BYE' }).log,
  },
  'SIP-BYE-01': {
    right: bye(),
    wrong: () => invited().iwfAnswers(200, contact).after(T1).iwfAsksWithin('BYE').log,
  },
}

const outgoing = (status: number) => sip().iwfAsks('INVITE').answers(status)
const ack = (fields: Fields = {}): Fields => ({ CSeq: '1 ACK', To: `<${ALICE}>;tag=p`, ...fields })
const sameBranch = { Via: viaOf(1, 5060) }

const acks: RuleSamples = {
  'SIP-ACK-01': {
    right: () => outgoing(486).iwfAsks('ACK', ack(sameBranch)).log,
    wrong: () => outgoing(486).iwfAsks('ACK', ack({ ...sameBranch, CSeq: '2 ACK' })).log,
  },
  'SIP-ACK-02': {
    right: () => outgoing(200).iwfAsks('ACK', ack()).log,
    wrong: () => outgoing(200).iwfAsks('ACK', ack({ CSeq: '2 ACK' })).log,
  },
  'SIP-ACK-03': { right: () => outgoing(200).iwfAsks('ACK', ack()).over(), wrong: () => outgoing(200).over() },
  'SIP-ACK-04': {
    right: () => outgoing(486).iwfAsks('ACK', ack(sameBranch)).over(),
    wrong: () => outgoing(486).over(),
  },
  'SIP-CAN-01': {
    right: () => outgoing(180).iwfAsks('CANCEL', sameBranch).log,
    wrong: () => outgoing(180).iwfAsks('CANCEL', { ...sameBranch, CSeq: '2 CANCEL' }).log,
  },
  'SIP-CAN-02': {
    right: () => outgoing(180).iwfAsks('CANCEL', sameBranch).log,
    wrong: () => sip().iwfAsks('INVITE').iwfAsks('CANCEL', sameBranch).log,
  },
  'SIP-CAN-03': {
    right: () => outgoing(180).iwfAsks('CANCEL', sameBranch).log,
    wrong: () => outgoing(180).iwfAsks('CANCEL', { ...sameBranch, Require: 'timer' }).log,
  },
}

const rel = (sequence: number): Fields => ({ ...contact, Require: '100rel', RSeq: String(sequence) })
const willing: Fields = { Supported: '100rel' }
const prack = (rack: string): Fields => ({ RAck: rack, CSeq: '2 PRACK' })
/** A reliable 183, its PRACK, and what the implementation sends next under the INVITE. */
const acknowledged = (sequence: number) =>
  invited(willing)
    .iwfAnswers(183, rel(1))
    .asksWithin('PRACK', prack('1 1 INVITE'))
    .iwfAnswers(200)
    .iwfAnswers(183, {
      ...rel(sequence),
      Via: viaOf(1),
      To: `<${BOB}>;tag=i`,
      CSeq: '1 INVITE',
    }).log
const peerReliable = () => sip().iwfAsks('INVITE', willing).answers(183, { Require: '100rel', RSeq: '7' })
const iwfPrack = (rack: string): Fields => ({ To: `<${ALICE}>;tag=p`, CSeq: '2 PRACK', RAck: rack })

const reliability: RuleSamples = {
  'SIP-REL-01': { right: invite(183, rel(1), willing), wrong: invite(183, rel(1)) },
  'SIP-REL-02': {
    right: invite(183, rel(1), { Require: '100rel' }),
    wrong: invite(183, contact, { Require: '100rel' }),
  },
  'SIP-REL-03': { right: invite(100, {}, willing), wrong: invite(100, { Require: '100rel', RSeq: '1' }, willing) },
  'SIP-REL-04': { right: invite(183, rel(1), willing), wrong: invite(183, rel(2 ** 31), willing) },
  'SIP-REL-05': { right: () => acknowledged(2), wrong: () => acknowledged(4) },
  'SIP-REL-06': {
    right: () => acknowledged(2),
    wrong: () => invited(willing).iwfAnswers(183, rel(1)).iwfAnswers(183, rel(2)).log,
  },
  'SIP-REL-07': {
    right: () => acknowledged(2),
    wrong: () => invited(willing).iwfAnswers(183, rel(1)).asksWithin('PRACK', prack('9 1 INVITE')).iwfAnswers(200).log,
  },
  'SIP-REL-08': {
    right: () => peerReliable().iwfAsks('PRACK', iwfPrack('7 1 INVITE')).log,
    wrong: () => peerReliable().iwfAsks('PRACK', iwfPrack('8 1 INVITE')).log,
  },
  'SIP-REL-09': {
    right: () => peerReliable().iwfAsks('PRACK', iwfPrack('7 1 INVITE')).over(),
    wrong: () => peerReliable().over(),
  },
}

const timed: Fields = { Supported: 'timer', 'Session-Expires': '1800' }
const refreshed = (value: string, more: Fields = {}): Fields => ({ ...contact, 'Session-Expires': value, ...more })
const required: Fields = { Require: 'timer' }

const sessionTimers: RuleSamples = {
  'SIP-SE-01': {
    right: invite(200, refreshed('900;refresher=uas', required), timed),
    wrong: invite(200, refreshed('60;refresher=uas', required), timed),
  },
  'SIP-SE-02': {
    right: invite(200, refreshed('1800;refresher=uas', required), timed),
    wrong: invite(200, refreshed('3600;refresher=uas', required), timed),
  },
  'SIP-SE-03': {
    right: invite(200, refreshed('1800;refresher=uac', required), timed),
    wrong: invite(200, refreshed('1800', required), timed),
  },
  'SIP-SE-04': {
    right: invite(200, refreshed('1800;refresher=uac', required), timed),
    wrong: invite(200, refreshed('1800;refresher=uac'), timed),
  },
  'SIP-SE-05': {
    right: invite(200, refreshed('1800;refresher=uas', required), timed),
    wrong: invite(200, refreshed('1800;refresher=uas'), timed),
  },
  'SIP-SE-06': {
    right: invite(422, { 'Min-SE': '2000' }, timed),
    wrong: invite(422, { 'Min-SE': '60' }, { ...timed, 'Session-Expires': '30' }),
  },
  'SIP-SE-07': {
    right: asked('INVITE', timed),
    wrong: asked('INVITE', { 'Session-Expires': '1800' }),
  },
}

/** Two traces for each rule of `judge/rules/sip`. */
export const sipSamples: RuleSamples = {
  ...responses,
  ...nonInvite,
  ...acceptance,
  ...requests,
  ...transactions,
  ...dialogs,
  ...acks,
  ...reliability,
  ...sessionTimers,
}
