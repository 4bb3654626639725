import type { RuleSamples } from './sample.ts'
import { TOKEN } from './sample.ts'
import { instead, spoilt, type Put, type Spoil } from './syntax-sample.ts'

const paths =
  `To-Path: msrp://127.0.0.1:40000/${TOKEN};tcp\r\n` + 'From-Path: msrp://127.0.0.1:2855/iwfabcdefghijklmnopq;tcp\r\n'

const send =
  `MSRP a786hjs2Qx9k SEND\r\n${paths}Message-ID: 12339sdq\r\nByte-Range: 1-5/5\r\nSuccess-Report: yes\r\n` +
  'Failure-Report: yes\r\nContent-Type: text/plain\r\n\r\nHello\r\n-------a786hjs2Qx9k$\r\n'
const bodiless = `MSRP a786hjs2Qx9k SEND\r\n${paths}Message-ID: 12339sdq\r\nByte-Range: 1-0/0\r\n-------a786hjs2Qx9k$\r\n`
const report =
  `MSRP a786hjs2Qx9k REPORT\r\n${paths}Message-ID: 12339sdq\r\nByte-Range: 1-5/5\r\nStatus: 000 200 OK\r\n` +
  '-------a786hjs2Qx9k$\r\n'
const response = `MSRP a786hjs2Qx9k 200 OK\r\n${paths}-------a786hjs2Qx9k$\r\n`

const stream: Put = (log, octets) => void log.stream('msrp', 'm', 'received', octets)
/** The last of its connection: nothing can complete it. */
const ended: Put = (log, octets) => {
  stream(log, octets)
  log.tap('msrp', 'm').end('self')
}
const more = (field: string): Spoil => instead('Content-Type:', `${field}\r\nContent-Type:`)
const value = (name: string, wrong: string): Spoil =>
  instead(new RegExp(`\\r\\n${name}: [^\\r]*`), `\r\n${name}: ${wrong}`)
const without = (name: string): Spoil => instead(new RegExp(`\\r\\n${name}: [^\\r]*`), '')
const body =
  (other: string, length: number): Spoil =>
  text =>
    text.replace('\r\nHello\r\n', `\r\n${other}\r\n`).replace('1-5/5', `1-${length}/${length}`)

/** Two traces for each rule of `protocols/msrp/syntax-rules.ts`. */
export const msrpSyntaxSamples: RuleSamples = {
  ...spoilt(stream, send, {
    'MSRP-SYN-01': instead('SEND', 'SEND NOW'),
    'MSRP-SYN-02': text => text.replaceAll('a786hjs2Qx9k', 'a78'),
    'MSRP-SYN-03': instead('SEND', 'Send'),
    'MSRP-SYN-05': more('nothing'),
    'MSRP-SYN-06': more('1X: y'),
    'MSRP-SYN-07': instead('Message-ID: ', 'Message-ID:'),
    'MSRP-SYN-08': more('Subject: a\x01b'),
    'MSRP-SYN-09': instead('To-Path:', 'X-Path:'),
    'MSRP-SYN-10': instead('From-Path:', 'X-Path:'),
    'MSRP-SYN-11': more('Message-ID: 12339sdr'),
    'MSRP-SYN-12': value('To-Path', `sip:${TOKEN}`),
    'MSRP-SYN-13': instead('Content-Type: text/plain', 'Content-Type: text/plain\r\nX: y'),
    'MSRP-SYN-14': value('Content-Type', 'text'),
    'MSRP-SYN-15': without('Content-Type'),
    'MSRP-SYN-18': instead('Hello\r\n', ''),
    'MSRP-SYN-20': without('Message-ID'),
    'MSRP-SYN-21': value('Message-ID', 'x'),
    'MSRP-SYN-22': value('Byte-Range', 'all'),
    'MSRP-SYN-23': value('Byte-Range', '1-9/9'),
    'MSRP-SYN-24': body('x'.repeat(2100), 2100),
    'MSRP-SYN-25': value('Success-Report', 'maybe'),
    'MSRP-SYN-26': value('Failure-Report', 'maybe'),
    'MSRP-SYN-34': more('Content-Transfer-Encoding: base64'),
  }),
  ...spoilt(ended, send, {
    'MSRP-SYN-17': instead('-------a786hjs2Qx9k$', '-------otherotherot$'),
  }),
  ...spoilt(stream, bodiless, {
    'MSRP-SYN-16': instead('1-0/0\r\n', '1-0/0\r\n\r\n'),
    'MSRP-SYN-33': instead('1-0/0\r\n', '1-0/0\r\nContent-Type: text/plain\r\n'),
  }),
  ...spoilt(stream, report, {
    'MSRP-SYN-27': without('Status'),
    'MSRP-SYN-28': value('Status', 'fine'),
    'MSRP-SYN-29': instead('Status:', 'Success-Report: yes\r\nStatus:'),
    'MSRP-SYN-32': instead('OK\r\n-', `OK\r\nContent-Type: text/plain\r\n\r\n${'x'.repeat(10_300)}\r\n-`),
  }),
  ...spoilt(stream, response, {
    'MSRP-SYN-04': instead('200', '2000'),
    'MSRP-SYN-30': instead(';tcp\r\n-', ';tcp\r\nContent-Type: text/plain\r\n\r\nHello\r\n-'),
    'MSRP-SYN-31': instead('Qx9k$', 'Qx9k+'),
  }),
}
