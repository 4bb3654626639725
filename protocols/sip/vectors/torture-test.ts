import type { SipSyntaxRuleId } from '../syntax-rules.ts'
import { octetsOf } from './octets.ts'

/** A torture test of RFC 4475, with the rules that its octets break. */
export interface TortureTest {
  /** The name that the RFC gives it. */
  readonly name: string
  readonly clause: string
  /** What the RFC says of it. */
  readonly verdict: string
  readonly octets: Buffer
  /** The rules of this project that it violates, in ascending order; none for a valid message. */
  readonly breaks: readonly SipSyntaxRuleId[]
}

export function torture(
  name: string,
  section: string,
  verdict: string,
  breaks: readonly SipSyntaxRuleId[],
  text: string,
): TortureTest {
  return { name, clause: `RFC 4475 §${section}`, verdict, octets: octetsOf(text), breaks }
}

/** 150 octets, the body of most requests in the RFC. */
export const sdp = `v=0
o=mhandley 29739 7272939 IN IP4 192.0.2.1
s=-
c=IN IP4 192.0.2.1
t=0 0
m=audio 49217 RTP/AVP 0 12
m=video 3227 RTP/AVP 31
a=rtpmap:31 LPC
`
