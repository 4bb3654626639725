import type { RuleSamples } from './sample.ts'
import { TOKEN } from './sample.ts'
import { instead, spoilt, withOctet, type Put, type Spoil } from './syntax-sample.ts'

const message = [
  `MESSAGE sip:alice-${TOKEN}@sip.example SIP/2.0`,
  `Via: SIP/2.0/UDP 127.0.0.1:5060;branch=z9hG4bK-${TOKEN}`,
  'Max-Forwards: 70',
  `From: <sip:bob-${TOKEN}@imps.example>;tag=i`,
  `To: <sip:alice-${TOKEN}@sip.example>`,
  `Call-ID: call-${TOKEN}@127.0.0.1`,
  'CSeq: 1 MESSAGE',
  'Content-Type: text/plain',
  'Content-Length: 5',
  '',
  'Hello',
].join('\r\n')

const response = [
  'SIP/2.0 480 Temporarily Unavailable',
  `Via: SIP/2.0/UDP 127.0.0.1:40000;branch=z9hG4bK-${TOKEN}`,
  `From: <sip:alice-${TOKEN}@sip.example>;tag=a`,
  `To: <sip:bob-${TOKEN}@imps.example>;tag=i`,
  `Call-ID: call-${TOKEN}@127.0.0.1`,
  'CSeq: 1 INVITE',
  'Content-Length: 0',
  '',
  '',
].join('\r\n')

const datagram: Put = (log, octets) =>
  void log.writer.datagram(
    {
      owner: 'simple',
      protocol: 'sip',
      direction: 'received',
      local: { host: '127.0.0.1', port: 40000 },
      remote: { host: '127.0.0.1', port: 5060 },
    },
    octets,
  )
const stream: Put = (log, octets) => void log.stream('sip', 's', 'received', octets)

/** A further header field. */
const more = (field: string): Spoil => instead('Content-Type:', `${field}\r\nContent-Type:`)
const value = (name: string, wrong: string): Spoil =>
  instead(new RegExp(`\\r\\n${name}: [^\\r]*`), `\r\n${name}: ${wrong}`)
const without = (name: string): Spoil => instead(new RegExp(`\\r\\n${name}: [^\\r]*`), '')

/** Two traces for each rule of `protocols/sip/syntax-rules.ts`. */
export const sipSyntaxSamples: RuleSamples = {
  ...spoilt(datagram, message, {
    'SIP-SYN-01': instead(' SIP/2.0', '  SIP/2.0'),
    'SIP-SYN-03': instead(' SIP/2.0', ' SIP/7.0'),
    'SIP-SYN-04': instead(/^MESSAGE [^\r]*/, 'nothing'),
    'SIP-SYN-05': instead('\r\nMax-Forwards', '\nMax-Forwards'),
    'SIP-SYN-06': more('nothing'),
    'SIP-SYN-07': more('X Y: z'),
    'SIP-SYN-08': instead(/\r\n\r\nHello$/, '\r\n'),
    'SIP-SYN-09': withOctet(more('Subject: ~'), 0xff),
    'SIP-SYN-10': more('Subject: a\x01b'),
    'SIP-SYN-11': value('Content-Length', 'five'),
    'SIP-SYN-12': value('Content-Length', '50'),
    'SIP-SYN-13': value('Content-Length', '2'),
    'SIP-SYN-15': without('Content-Type'),
    'SIP-SYN-16': without('Max-Forwards'),
    'SIP-SYN-17': more('Max-Forwards: 70'),
    'SIP-SYN-18': value('CSeq', 'one MESSAGE'),
    'SIP-SYN-19': value('CSeq', '2147483648 MESSAGE'),
    'SIP-SYN-20': value('CSeq', '1 INVITE'),
    'SIP-SYN-21': instead('127.0.0.1:5060', '127.0.0.1:x'),
    'SIP-SYN-22': instead('z9hG4bK-', 'x-'),
    'SIP-SYN-23': value('From', `<sip:bob-${TOKEN}@imps.example;tag=i`),
    'SIP-SYN-24': instead(';tag=i', ''),
    'SIP-SYN-25': value('To', `<sip:alice-${TOKEN}@sip.example`),
    'SIP-SYN-26': value('Call-ID', `call ${TOKEN}`),
    'SIP-SYN-27': value('Max-Forwards', '256'),
    'SIP-SYN-28': more('Contact: <sip:x'),
    'SIP-SYN-29': instead(/^MESSAGE \S+/, `MESSAGE <sip:alice-${TOKEN}@sip.example>`),
    'SIP-SYN-30': more('Route: sip:p;lr'),
    'SIP-SYN-31': more('P-Asserted-Identity: <sip:a@b>, <tel:+1>, <sip:c@d>'),
    'SIP-SYN-32': more('Supported: a b'),
    'SIP-SYN-33': value('Content-Type', 'text'),
    'SIP-SYN-34': more('Accept: text'),
    'SIP-SYN-35': more('Warning: 3 x y'),
    'SIP-SYN-36': more('Retry-After: soon'),
    'SIP-SYN-37': more('Date: yesterday'),
    'SIP-SYN-38': more('Expires: never'),
    'SIP-SYN-39': more('Session-Expires: long'),
    'SIP-SYN-40': more('Reason: ;cause=1'),
    'SIP-SYN-41': more('RSeq: x'),
    'SIP-SYN-42': more('User-Agent: (open'),
    'SIP-SYN-43': more('Timestamp: now'),
    'SIP-SYN-45': text => `\r\n${text}`,
    'SIP-SYN-46': more('Content-Disposition: ;x'),
    'SIP-SYN-47': more('Accept-Contact: sip:x'),
    'SIP-SYN-48': more('Accept-Language: e n'),
    'SIP-SYN-49': more('Privacy: i d'),
    'SIP-SYN-51': more('Contact: <sip:x@y>'),
    'SIP-SYN-52': instead(/^MESSAGE/, 'MESS@GE'),
  }),
  ...spoilt(datagram, response, {
    'SIP-SYN-02': instead('480 Temporarily', '48 Temporarily'),
    'SIP-SYN-44': instead('480', '980'),
  }),
  ...spoilt(stream, message, {
    'SIP-SYN-14': without('Content-Length'),
    'SIP-SYN-50': instead(' SIP/2.0', ' HTTP/1.1'),
  }),
}
