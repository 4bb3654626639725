import type { RuleSamples } from './sample.ts'
import { sip } from './sip-conversation.ts'
import { instead, spoilt, withOctet, type Put, type Spoil } from './syntax-sample.ts'

const description = [
  'v=0',
  'o=- 1 1 IN IP4 127.0.0.1',
  's=-',
  'c=IN IP4 127.0.0.1',
  't=0 0',
  'm=message 2855 TCP/MSRP *',
  'a=path:msrp://127.0.0.1:2855/iwfabcdefghijklmnopq;tcp',
  'a=accept-types:message/cpim text/plain',
  'a=accept-wrapped-types:image/png',
  'a=max-size:1000',
  'a=setup:passive',
  'a=sendrecv',
  '',
].join('\r\n')

const inInvite: Put = (log, octets) => {
  // Latin-1 keeps every octet, and the conversation writes its body as text: octets beyond ASCII go by themselves.
  const head = sip()
    .iwfAsks('INVITE', {}, { body: 'v='.padEnd(octets.length, '0') })
    .log.events()
  const datagram = head.find(event => event.type === 'datagram')
  const text = datagram && 'text' in datagram ? datagram.text : ''
  const whole = Buffer.concat([Buffer.from(text.slice(0, text.length - octets.length)), octets])
  log.writer.datagram(
    {
      owner: 'simple',
      protocol: 'sip',
      direction: 'received',
      local: { host: '127.0.0.1', port: 40000 },
      remote: { host: '127.0.0.1', port: 5060 },
    },
    whole,
  )
}

const line = (start: string, other: string): Spoil => instead(new RegExp(`${start}[^\\r]*\\r\\n`), other)

/** Two traces for each rule of `protocols/sdp/syntax-rules.ts`. */
export const sdpSyntaxSamples: RuleSamples = spoilt(inInvite, description, {
  'SDP-SYN-01': line('s=', 'nothing\r\n'),
  'SDP-SYN-02': instead('s=-\r\n', 's=-\n'),
  'SDP-SYN-03': instead('t=0 0\r\n', 't=0 0\r\nc=IN IP4 127.0.0.1\r\n'),
  'SDP-SYN-04': instead('s=-\r\n', 's=-\r\ns=-\r\n'),
  'SDP-SYN-05': instead('v=0\r\n', 'v=1\r\n'),
  'SDP-SYN-06': line('o=', 'o=- x 1 IN IP4 127.0.0.1\r\n'),
  'SDP-SYN-07': line('s=', 's=\r\n'),
  'SDP-SYN-08': line('t=', ''),
  'SDP-SYN-09': line('c=', 'c=IN\r\n'),
  'SDP-SYN-10': line('c=', ''),
  'SDP-SYN-11': line('m=', 'm=message TCP/MSRP *\r\n'),
  'SDP-SYN-12': instead('a=sendrecv', 'a=send rec'),
  'SDP-SYN-13': withOctet(line('s=', 's=~\r\n'), 0xff),
  'SDP-SYN-14': instead('TCP/MSRP *', 'TCP/MSRP 98'),
  'SDP-SYN-15': line('a=path', ''),
  'SDP-SYN-16': line('a=accept-types', ''),
  'SDP-SYN-17': instead('text/plain', 'text'),
  'SDP-SYN-18': instead('a=max-size:1000', 'a=max-size:big'),
  'SDP-SYN-19': instead('a=setup:passive', 'a=setup:maybe'),
  'SDP-SYN-20': instead('a=sendrecv\r\n', 'a=sendrecv\r\na=inactive\r\n'),
  'SDP-SYN-21': instead('a=accept-wrapped-types:image/png', 'a=accept-wrapped-types:text/plain'),
  'SDP-SYN-22': instead('a=accept-wrapped-types:image/png', 'a=accept-wrapped-types:'),
})
