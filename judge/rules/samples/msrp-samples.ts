import type { RuleSamples } from './sample.ts'
import { T1 } from './sip-conversation.ts'
import { answer, ID, IWF, MsrpConversation, OURS, type Described } from './msrp-conversation.ts'

const session = (offer: Described = {}) => new MsrpConversation(offer)
const MESSAGE = { 'Message-ID': '12339sdq', 'Byte-Range': '1-5/5' }

type Fields = Readonly<Record<string, string | undefined>>

/** A SEND of the peer with more fields. */
const asked = (fields: Fields = {}) => session().send('SEND', { fields: { ...MESSAGE, ...fields }, body: 'Hello' })
/** It, and a response. */
const answered =
  (first: string, fields: Fields = {}, sent: Readonly<Record<string, string>> = {}) =>
  () =>
    asked(fields).iwf(first, sent).log
const ok = answered('200 OK')
const notSend = (to: string) => () =>
  session()
    .send('NICKNAME', { from: `${OURS} ${OURS}` })
    .iwf('501 No', { to }).log

const responses: RuleSamples = {
  'MSRP-RPT-01': {
    right: ok,
    wrong: () =>
      session()
        .send('REPORT', { fields: { ...MESSAGE, Status: '000 200' } })
        .iwf('200 OK').log,
  },
  'MSRP-RSP-01': { right: ok, wrong: answered('200 OK', { 'Failure-Report': 'no' }) },
  'MSRP-RSP-02': {
    right: answered('415 No', { 'Failure-Report': 'partial' }),
    wrong: answered('200 OK', { 'Failure-Report': 'partial' }),
  },
  'MSRP-RSP-03': { right: ok, wrong: answered('200 OK', {}, { to: IWF }) },
  'MSRP-RSP-04': { right: ok, wrong: answered('200 OK', {}, { id: 'other1234567' }) },
  'MSRP-RSP-05': { right: ok, wrong: answered('200 OK', {}, { from: OURS }) },
  'MSRP-RSP-06': { right: notSend(`${OURS} ${OURS}`), wrong: notSend(OURS) },
  'MSRP-RSP-07': { right: ok, wrong: () => asked().iwf('200 OK').iwf('200 OK').log },
  'MSRP-RSP-08': { right: ok, wrong: answered('531 Unknown') },
  'MSRP-RSP-09': { right: ok, wrong: answered('408 Timeout') },
}

const REPORTED = { ...MESSAGE, Status: '000 200 OK' }
/** A SEND that asks for a success report, and a REPORT of the implementation with more fields. */
const reported = (fields: Fields = {}, sent: Readonly<Record<string, string>> = {}, send: Fields = {}) =>
  asked({ 'Success-Report': 'yes', ...send })
    .iwf('200 OK')
    .iwf('REPORT', { id: 'report123456', fields: { ...REPORTED, ...fields }, ...sent })
const report =
  (...given: Parameters<typeof reported>) =>
  () =>
    reported(...given).log
const success = report()
const failure = { Status: '000 403 Forbidden' }

/** A REPORT so many ms after the end of its session. */
const afterTheEnd = (ms: number) => () => {
  const conversation = asked({ 'Success-Report': 'yes' })
  conversation.sip.asksWithin('BYE').iwfAnswers(200).after(ms)
  return conversation.iwf('REPORT', { id: 'report123456', fields: REPORTED }).log
}

const reports: RuleSamples = {
  'MSRP-RPT-02': { right: success, wrong: report({ 'Message-ID': 'unknown1' }) },
  'MSRP-RPT-03': { right: success, wrong: report({}, { to: IWF }) },
  'MSRP-RPT-04': { right: success, wrong: report({}, {}, { 'Success-Report': 'no' }) },
  'MSRP-RPT-05': { right: report(failure), wrong: report(failure, {}, { 'Failure-Report': 'no' }) },
  'MSRP-RPT-06': { right: report(failure), wrong: report({ ...failure, 'Byte-Range': '1-*/5' }) },
  'MSRP-RPT-07': { right: success, wrong: report({ 'Byte-Range': undefined }) },
  'MSRP-RPT-08': { right: success, wrong: report({ Status: '001 200 OK' }) },
  'MSRP-RPT-09': { right: success, wrong: report({ 'Byte-Range': '1-50/50' }) },
  'MSRP-RPT-10': {
    right: () => reported().iwf('REPORT', { id: 'report234567', fields: REPORTED }).log,
    wrong: () => reported().iwf('REPORT', { id: 'report234567', fields: { ...REPORTED, ...failure } }).log,
  },
  'MSRP-RPT-11': { right: success, wrong: report({}, { flag: '+' }) },
  'MSRP-RPT-12': {
    right: afterTheEnd(10),
    wrong: afterTheEnd(10 * T1),
  },
}

/** Chunks of one message of the implementation: range, flag, and more fields of each. */
type Chunk = readonly [range: string | undefined, flag: '$' | '+' | '#', fields?: Fields]
const chunked = (...chunks: readonly Chunk[]) => {
  const conversation = session().bound()
  for (const [index, [range, flag, more = {}]] of chunks.entries()) {
    const [first = 1, last = 5] = (range ?? '1-5/10').split(/[-/]/).map(Number)
    const fields = { 'Message-ID': '98765432', 'Byte-Range': range, ...more }
    conversation.iwf('SEND', { id: `chunk${index}chunk`, fields, body: 'x'.repeat(last - first + 1), flag })
  }
  return conversation
}
const chunks =
  (...given: readonly Chunk[]) =>
  () =>
    chunked(...given).log
const two = chunks(['1-5/10', '+'], ['6-10/10', '$'])
const stopped = (more: boolean) => {
  const conversation = chunked(['1-5/15', '+'], ['6-10/15', '+'])
  conversation.send('413 Stop', { id: 'chunk1chunk' }).after(2000)
  const fields = { 'Message-ID': '98765432', 'Byte-Range': more ? '11-15/15' : '11-10/15' }
  return conversation.iwf('SEND', { id: 'chunk2chunk', fields, body: more ? 'xxxxx' : '', flag: more ? '$' : '#' }).log
}

const chunkings: RuleSamples = {
  'MSRP-CHK-01': { right: two, wrong: chunks(['1-5/10', '+'], ['6-10/10', '$', { 'Failure-Report': 'no' }]) },
  'MSRP-CHK-02': { right: two, wrong: chunks(['1-5/10', '+'], [undefined, '$']) },
  'MSRP-CHK-03': { right: two, wrong: chunks([undefined, '$']) },
  'MSRP-CHK-04': { right: two, wrong: chunks(['1-5/10', '+'], ['8-10/10', '$']) },
  'MSRP-CHK-05': { right: two, wrong: chunks(['1-5/10', '+'], ['6-10/12', '$']) },
  'MSRP-CHK-06': { right: chunks(['1-2048/2050', '+'], ['2049-2050/2050', '$']), wrong: two },
  'MSRP-CHK-07': { right: two, wrong: chunks(['1-5/10', '$']) },
  'MSRP-CHK-08': { right: two, wrong: chunks(['1-5/10', '$'], ['6-10/10', '$']) },
  'MSRP-CHK-09': { right: () => stopped(false), wrong: () => stopped(true) },
}

/** A message of the implementation to a peer that offered so. */
const delivered =
  (offer: Described = {}, sent: Readonly<Record<string, string>> = {}) =>
  () =>
    session(offer)
      .bound()
      .iwf('SEND', { fields: MESSAGE, body: 'Hello', ...sent }).log

/** Content so many ms after BYE. */
const deliveredAfterBye = (ms: number) => () => {
  const conversation = session().bound()
  conversation.sip.asksWithin('BYE').iwfAnswers(200).after(ms)
  return conversation.iwf('SEND', { fields: MESSAGE, body: 'Hello' }).log
}

const sessions: RuleSamples = {
  'MSRP-SES-01': { right: delivered(), wrong: delivered({}, { to: OURS.replace('xyz', 'abc') }) },
  'MSRP-SES-02': {
    right: deliveredAfterBye(10),
    wrong: deliveredAfterBye(10 * T1),
  },
  'MSRP-SES-03': { right: delivered(), wrong: delivered({ more: ['sendonly'] }) },
  'MSRP-SES-04': { right: delivered(), wrong: delivered({}, { type: 'text/html' }) },
  'MSRP-SES-05': { right: delivered({ more: ['max-size:5'] }), wrong: delivered({ more: ['max-size:4'] }) },
  'MSRP-CON-01': { right: delivered(), wrong: () => session().iwf('SEND', { fields: MESSAGE, body: 'Hello' }).log },
  'MSRP-CON-02': {
    right: delivered({}, { connection: 'theirs' }),
    wrong: () => asked({ 'Success-Report': 'yes' }).iwf('REPORT', { fields: REPORTED, connection: 'theirs' }).log,
  },
}

/** The implementation invites in another call, with this path. */
const invitesWith = (path: string) => session().sip.iwfAsks('INVITE', {}, { body: answer({ path }) }).log

const identifiers: RuleSamples = {
  'MSRP-TID-01': { right: delivered(), wrong: delivered({}, { id: '12345678' }) },
  'MSRP-TID-02': {
    right: delivered(),
    wrong: () =>
      session()
        .bound()
        .iwf('SEND', { fields: MESSAGE, body: 'Hello' })
        .iwf('SEND', { fields: { ...MESSAGE, 'Message-ID': '98765432' }, body: 'Hello' }).log,
  },
  'MSRP-URI-01': {
    right: delivered(),
    wrong: () => invitesWith('msrp://127.0.0.1:2855/s17;tcp'),
  },
  'MSRP-URI-02': {
    right: delivered(),
    wrong: () => invitesWith(IWF),
  },
  'MSRP-END-01': { right: delivered(), wrong: delivered({}, { body: `Hello\r\n-------${ID}$\r\nand more` }) },
}

/** Two traces for each rule of `judge/rules/msrp`. */
export const msrpSamples: RuleSamples = { ...responses, ...reports, ...chunkings, ...sessions, ...identifiers }
