import type { RuleSamples } from './sample.ts'
import { TOKEN } from './sample.ts'
import { instead, spoilt, withOctet, type Put, type Spoil } from './syntax-sample.ts'

const wrapper =
  `From: Bob <sip:bob-${TOKEN}@imps.example>\r\nTo: <sip:alice-${TOKEN}@sip.example>\r\n` +
  'DateTime: 2026-11-22T10:00:00Z\r\nSubject: Greeting\r\n\r\nContent-Type: text/plain\r\n\r\nHello'

const inSend: Put = (log, octets) => {
  const head =
    `MSRP a786hjs2Qx9k SEND\r\nTo-Path: msrp://127.0.0.1:40000/${TOKEN};tcp\r\n` +
    'From-Path: msrp://127.0.0.1:2855/iwfabcdefghijklmnopq;tcp\r\nMessage-ID: 12339sdq\r\n' +
    `Byte-Range: 1-${octets.length}/${octets.length}\r\nContent-Type: message/cpim\r\n\r\n`
  const end = Buffer.from('\r\n-------a786hjs2Qx9k$\r\n')
  log.stream('msrp', 'm', 'received', Buffer.concat([Buffer.from(head), octets, end]))
}

const more = (field: string): Spoil => instead('Subject:', `${field}\r\nSubject:`)

/** Two traces for each rule of `protocols/cpim/syntax-rules.ts`. */
export const cpimSyntaxSamples: RuleSamples = spoilt(inSend, wrapper, {
  'CPIM-SYN-01': text => text.slice(0, text.indexOf('\r\n\r\n')),
  'CPIM-SYN-02': more('nothing'),
  'CPIM-SYN-03': more('X@Y: z'),
  'CPIM-SYN-04': instead('Subject: ', 'Subject:  '),
  'CPIM-SYN-05': withOctet(instead('Greeting', '~'), 0xff),
  'CPIM-SYN-06': instead('Greeting', 'a\\qb'),
  'CPIM-SYN-07': instead('Subject: ', 'Subject:;lang '),
  'CPIM-SYN-08': instead('From: Bob <sip:', 'From: Bob sip:'),
  'CPIM-SYN-09': instead('2026-11-22T10:00:00Z', 'yesterday'),
  'CPIM-SYN-10': more('NS: imdn'),
  'CPIM-SYN-11': more('Require: ,'),
  'CPIM-SYN-12': more('DateTime: 2026-11-22T10:00:00Z'),
  'CPIM-SYN-13': more('imdn.Message-ID: x'),
  'CPIM-SYN-14': text => text.slice(0, text.indexOf('\r\n\r\nHello')),
  'CPIM-SYN-15': instead('Content-Type: text/plain', 'Content-Type: text/plain\r\nnothing'),
  'CPIM-SYN-16': instead('Content-Type: text/plain', 'Content-ID: <x@y>'),
  'CPIM-SYN-17': instead('\r\nSubject', '\nSubject'),
  'CPIM-SYN-18': instead('Greeting', 'Greeting '),
})
