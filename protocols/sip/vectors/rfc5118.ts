import type { SipSyntaxRuleId } from '../syntax-rules.ts'
import { octetsOf } from './octets.ts'
import type { TortureTest } from './rfc4475.ts'

type Row = readonly [name: string, section: string, verdict: string, text: string, breaks?: SipSyntaxRuleId]

/** What is not told apart by a test: who asks whom in which call. */
const call = (cseq: string, toTag = '') => `\
From: "Zoë" <sip:zoe@[2001:db8:5::a]>;tag=zoe-6
To: <sip:yan@yonder.example>${toTag}
Call-ID: six.0x6@[2001:db8:5::a]
CSeq: ${cseq}
Max-Forwards: 66`

const options = (requestUri: string, via = 'SIP/2.0/UDP [2001:db8:5::a]:5062;branch=z9hG4bKsix') => `\
OPTIONS ${requestUri} SIP/2.0
Via: ${via}
${call('60 OPTIONS')}
Contact: <sip:zoe@[2001:db8:5::a]:5062>
Content-Length: 0

`

function invite(contact: string, description: string): string {
  const length = octetsOf(description).length
  return `\
INVITE sip:yan@yonder.example SIP/2.0
Via: SIP/2.0/UDP ${contact};branch=z9hG4bKsix
${call('61 INVITE')}
Contact: <sip:zoe@${contact}>
Content-Type: application/sdp
Content-Length: ${length}

${description}`
}

const message = (address: string) => `\
m=message 7654 TCP/MSRP *
c=IN ${address}
a=accept-types:message/cpim text/plain
a=setup:actpass
`

const valid: readonly Row[] = [
  ['ipv6-good', '4.1', 'well-formed: IPv6 references in Request-URI, Via and Contact', options('sip:[2001:db8:5::10]')],
  // The sender meant port 5070; what he wrote is an address that ends in these digits.
  [
    'port-ambiguous',
    '4.3',
    'well-formed: what looks like a port is part of the address',
    options('sip:[2001:db8:5::10:5070]'),
  ],
  ['port-unambiguous', '4.4', 'well-formed: a port behind the reference', options('sip:[2001:db8:5::10]:5070')],
  [
    'via-received-param-with-delim',
    '4.5',
    'to be accepted: brackets around the address in received',
    options('sip:[2001:db8:5::10]', 'SIP/2.0/UDP [2001:db8:5::a];received=[2001:db8:5::ff];branch=z9hG4bKsix'),
  ],
  [
    'via-received-param-no-delim',
    '4.5',
    'well-formed: no brackets around the address in received',
    options('sip:[2001:db8:5::10]', 'SIP/2.0/UDP [2001:db8:5::a];received=2001:db8:5::ff;branch=z9hG4bKsix'),
  ],
  [
    'ipv6-in-sdp',
    '4.6',
    'well-formed: addresses without brackets in SDP, with brackets in the URI of its path',
    invite(
      '[2001:db8:5::a]',
      `\
v=0
o=zoe 66 1 IN IP6 2001:db8:5::a
s=six
t=0 0
${message('IP6 2001:db8:5::a')}\
a=path:msrp://[2001:db8:5::a]:7654/5h0rtButN0tTh1sSh0rt;tcp
`,
    ),
  ],
  [
    'mult-ip-in-header',
    '4.7',
    'well-formed: addresses of both families in Via',
    `\
BYE sip:yan@yonder.example SIP/2.0
Via: SIP/2.0/UDP [2001:db8:5::a]:6050;branch=z9hG4bKsix
Via: SIP/2.0/UDP 192.0.2.66;branch=z9hG4bKfour
Via: SIP/2.0/TCP [2001:db8:5::c];received=192.0.2.67;branch=z9hG4bKboth
${call('62 BYE', ';tag=yan-6')}
Content-Length: 0

`,
  ],
  [
    'mult-ip-in-sdp',
    '4.8',
    'well-formed: a media line of either family',
    invite(
      '[2001:db8:5::a]',
      `\
v=0
o=zoe 66 1 IN IP4 host.yonder.example
s=both
t=0 0
m=audio 7000 RTP/AVP 0
c=IN IP4 192.0.2.66
${message('IP6 2001:db8:5::a')}\
a=path:msrp://[2001:db8:5::a]:7654/5h0rtButN0tTh1sSh0rt;tcp
`,
    ),
  ],
  [
    'ipv4-mapped-ipv6',
    '4.9',
    'well-formed: IPv4-mapped IPv6 addresses',
    invite(
      '[::ffff:192.0.2.66]:19823',
      `\
v=0
o=zoe 66 1 IN IP6 ::ffff:192.0.2.66
s=mapped
t=0 0
${message('IP6 ::ffff:192.0.2.66')}\
a=path:msrp://[::ffff:192.0.2.66]:7654/5h0rtButN0tTh1sSh0rt;tcp
`,
    ),
  ],
  // The grammar of RFC 3261 §25.1 leads here, that of RFC 5954 §4.1 does not; both are to be tolerated.
  [
    'ipv6-bug-abnf-3-colons',
    '4.10',
    'to be accepted: three colons before an IPv4 address',
    options('sip:yan@[2001:db8:5:::192.0.2.66]'),
  ],
  [
    'ipv6-correct-abnf-2-colons',
    '4.10',
    'well-formed: two colons before an IPv4 address',
    options('sip:yan@[2001:db8:5::192.0.2.66]'),
  ],
]

const invalid: readonly Row[] = [
  [
    'ipv6-bad',
    '4.2',
    'no brackets around the address in the Request-URI: 400',
    options('sip:2001:db8:5::10'),
    'SIP-SYN-29',
  ],
]

const tortureTest = ([name, section, verdict, text, breaks]: Row): TortureTest => ({
  name,
  clause: `RFC 5118 §${section}`,
  verdict,
  breaks: breaks === undefined ? [] : [breaks],
  octets: octetsOf(text),
})

/**
 * The situations of RFC 5118 in octets of this project, and with what a gateway may be sent: OPTIONS, INVITE and BYE, and
 * message lines in SDP, where the RFC has REGISTER, audio and video.
 */
export const validIpv6TortureTests: readonly TortureTest[] = valid.map(tortureTest)
/** §4.2, the one that is not well-formed. */
export const invalidIpv6TortureTests: readonly TortureTest[] = invalid.map(tortureTest)
