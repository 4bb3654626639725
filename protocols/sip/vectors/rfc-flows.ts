import { octetsOf } from './octets.ts'

/** Bob's registration (RFC 3261 §24.1): F1 and F2. */
export const registrationFlow = {
  register: octetsOf(`
REGISTER sip:registrar.biloxi.com SIP/2.0
Via: SIP/2.0/UDP bobspc.biloxi.com:5060;branch=z9hG4bKnashds7
Max-Forwards: 70
To: Bob <sip:bob@biloxi.com>
From: Bob <sip:bob@biloxi.com>;tag=456248
Call-ID: 843817637684230@998sdasdh09
CSeq: 1826 REGISTER
Contact: <sip:bob@192.0.2.4>
Expires: 7200
Content-Length: 0

`),
  ok: octetsOf(`
SIP/2.0 200 OK
Via: SIP/2.0/UDP bobspc.biloxi.com:5060;branch=z9hG4bKnashds7
 ;received=192.0.2.4
To: Bob <sip:bob@biloxi.com>;tag=2493k59kd
From: Bob <sip:bob@biloxi.com>;tag=456248
Call-ID: 843817637684230@998sdasdh09
CSeq: 1826 REGISTER
Contact: <sip:bob@192.0.2.4>
Expires: 7200
Content-Length: 0

`),
}

const alice = 'Via: SIP/2.0/UDP pc33.atlanta.com;branch=z9hG4bKnashds8\n'
const atlanta = 'Via: SIP/2.0/UDP bigbox3.site3.atlanta.com;branch=z9hG4bK77ef4c2312983.1\n'
const biloxi = 'Via: SIP/2.0/UDP server10.biloxi.com;branch=z9hG4bK4b43c2ff8.1\n'
const receivedFrom = (via: string, host: string) => `${via} ;received=${host}\n`
/** The Via fields of what Alice sends, as they are when Alice, her proxy and Bob's get the responses. */
const toAlice = receivedFrom(alice, '192.0.2.1')
const toAtlanta = receivedFrom(atlanta, '192.0.2.2') + toAlice
const toBiloxi = receivedFrom(biloxi, '192.0.2.3') + toAtlanta

/** The RFC shows no session description. These are of the length that it gives. */
const offer = `v=0
o=alice 53655765 53655766 IN IP4 pc33.atlanta.com
s=-
c=IN IP4 pc33.atlanta.com
t=0 0
m=audio 49172 RTP/AVP 0
a=rtpmap:0 PCMU/8000
`
const answer = `v=0
o=bob 2353687637 23536876370 IN IP4 192.0.2.4
s=-
c=IN IP4 192.0.2.4
t=0 0
m=audio 49172 RTP/AVP 0
a=rtpmap:0 PCMU/8000
`

const invite = (uri: string, vias: string, maxForwards: number) =>
  octetsOf(`
INVITE ${uri} SIP/2.0
${vias}Max-Forwards: ${maxForwards}
To: Bob <sip:bob@biloxi.com>
From: Alice <sip:alice@atlanta.com>;tag=1928301774
Call-ID: a84b4c76e66710
CSeq: 314159 INVITE
Contact: <sip:alice@pc33.atlanta.com>
Content-Type: application/sdp
Content-Length: 142

${offer}`)

const trying = (vias: string) =>
  octetsOf(`
SIP/2.0 100 Trying
${vias}To: Bob <sip:bob@biloxi.com>
From: Alice <sip:alice@atlanta.com>;tag=1928301774
Call-ID: a84b4c76e66710
CSeq: 314159 INVITE
Content-Length: 0

`)

const ringing = (vias: string) =>
  octetsOf(`
SIP/2.0 180 Ringing
${vias}To: Bob <sip:bob@biloxi.com>;tag=a6c85cf
From: Alice <sip:alice@atlanta.com>;tag=1928301774
Call-ID: a84b4c76e66710
Contact: <sip:bob@192.0.2.4>
CSeq: 314159 INVITE
Content-Length: 0

`)

const ok = (vias: string) =>
  octetsOf(`
SIP/2.0 200 OK
${vias}To: Bob <sip:bob@biloxi.com>;tag=a6c85cf
From: Alice <sip:alice@atlanta.com>;tag=1928301774
Call-ID: a84b4c76e66710
CSeq: 314159 INVITE
Contact: <sip:bob@192.0.2.4>
Content-Type: application/sdp
Content-Length: 131

${answer}`)

/** Session setup and end (RFC 3261 §24.2), by the numbers of its figure. */
export const sessionMessages = {
  F1: invite('sip:bob@biloxi.com', alice, 70),
  F2: trying(toAlice),
  F3: invite('sip:bob@biloxi.com', atlanta + toAlice, 69),
  F4: trying(toAtlanta),
  F5: invite('sip:bob@192.0.2.4', biloxi + toAtlanta, 68),
  F6: ringing(toBiloxi),
  F7: ringing(toAtlanta),
  F8: ringing(toAlice),
  F9: ok(toBiloxi),
  F10: ok(toAtlanta),
  F11: ok(toAlice),
  F12: octetsOf(`
ACK sip:bob@192.0.2.4 SIP/2.0
Via: SIP/2.0/UDP pc33.atlanta.com;branch=z9hG4bKnashds9
Max-Forwards: 70
To: Bob <sip:bob@biloxi.com>;tag=a6c85cf
From: Alice <sip:alice@atlanta.com>;tag=1928301774
Call-ID: a84b4c76e66710
CSeq: 314159 ACK
Content-Length: 0

`),
  F13: octetsOf(`
BYE sip:alice@pc33.atlanta.com SIP/2.0
Via: SIP/2.0/UDP 192.0.2.4;branch=z9hG4bKnashds10
Max-Forwards: 70
From: Bob <sip:bob@biloxi.com>;tag=a6c85cf
To: Alice <sip:alice@atlanta.com>;tag=1928301774
Call-ID: a84b4c76e66710
CSeq: 231 BYE
Content-Length: 0

`),
  F14: octetsOf(`
SIP/2.0 200 OK
Via: SIP/2.0/UDP 192.0.2.4;branch=z9hG4bKnashds10
From: Bob <sip:bob@biloxi.com>;tag=a6c85cf
To: Alice <sip:alice@atlanta.com>;tag=1928301774
Call-ID: a84b4c76e66710
CSeq: 231 BYE
Content-Length: 0

`),
}

/** The session of RFC 3261 §24.2 as Bob's side sees it. */
export const sessionFlow = {
  invite: sessionMessages.F5,
  ringing: sessionMessages.F6,
  ok: sessionMessages.F9,
  ack: sessionMessages.F12,
  bye: sessionMessages.F13,
}

const indented = (spaces: number, text: string) => `\n${' '.repeat(spaces)}${text}`

/**
 * The pager-mode message of RFC 3428 §10 through its proxy, F1 to F4, as printed: the From tag changes on the way, and
 * in the answers an empty parameter stands once in Via (F3) and once in From (F4), which no grammar allows.
 */
export const pagerFlow = {
  message: octetsOf(`
MESSAGE sip:user2@domain.com SIP/2.0
Via: SIP/2.0/TCP user1pc.domain.com;branch=z9hG4bK776sgdkse
Max-Forwards: 70
From: sip:user1@domain.com;tag=49583
To: sip:user2@domain.com
Call-ID: asd88asd77a@1.2.3.4
CSeq: 1 MESSAGE
Content-Type: text/plain
Content-Length: 18

Watson, come here.`),
  forwarded: octetsOf(`
MESSAGE sip:user2@domain.com SIP/2.0
Via: SIP/2.0/TCP proxy.domain.com;branch=z9hG4bK123dsghds
Via: SIP/2.0/TCP user1pc.domain.com;branch=z9hG4bK776sgdkse;${indented(43, 'received=1.2.3.4')}
Max-Forwards: 69
From: sip:user1@domain.com;tag=49394
To: sip:user2@domain.com
Call-ID: asd88asd77a@1.2.3.4
CSeq: 1 MESSAGE
Content-Type: text/plain
Content-Length: 18

Watson, come here.`),
  okOfUser2: octetsOf(`
SIP/2.0 200 OK
Via: SIP/2.0/TCP proxy.domain.com;branch=z9hG4bK123dsghds;${indented(41, 'received=192.0.2.1')}
Via: SIP/2.0/TCP user1pc.domain.com;;branch=z9hG4bK776sgdkse;${indented(44, 'received=1.2.3.4')}
From: sip:user1@domain.com;tag=49394
To: sip:user2@domain.com;tag=ab8asdasd9
Call-ID: asd88asd77a@1.2.3.4
CSeq: 1 MESSAGE
Content-Length: 0

`),
  ok: octetsOf(`
SIP/2.0 200 OK
Via: SIP/2.0/TCP user1pc.domain.com;branch=z9hG4bK776sgdkse;${indented(43, 'received=1.2.3.4')}
From: sip:user1@domain.com;;tag=49394
To: sip:user2@domain.com;tag=ab8asdasd9
Call-ID: asd88asd77a@1.2.3.4
CSeq: 1 MESSAGE
Content-Length: 0

`),
}
