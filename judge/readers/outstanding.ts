import type { SipView } from '../../trace/decoded/sip.ts'
import type { Observed } from '../../trace/observed.ts'
import { sipFromPeer, type SipMessages, type WithSip } from './sip.ts'

/** The peer's first final response to a request of the implementation: same Call-ID, CSeq and branch. */
export const peerFinalTo = (seen: WithSip, { message, at }: Observed<SipView>): Observed<SipView> | undefined =>
  sipFromPeer(seen).find(
    answer =>
      answer.at >= at &&
      answer.message.kind === 'response' &&
      answer.message.status >= 200 &&
      answer.message.callId === message.callId &&
      answer.message.method === message.method &&
      answer.message.branch === message.branch &&
      answer.message.cseq?.number === message.cseq?.number,
  )

/**
 * Requests that were sent while one before them to the same Request-URI had no final response of the peer yet. A
 * retransmission is none of them.
 */
export const overlaps = (seen: WithSip, requests: SipMessages): SipMessages =>
  requests.filter((request, index) =>
    requests.slice(0, index).some(earlier => {
      const answered = peerFinalTo(seen, earlier)
      const same = earlier.message.requestUri === request.message.requestUri
      return same && earlier.at < request.at && (!answered || answered.at > request.at)
    }),
  )
