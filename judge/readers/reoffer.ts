import { originOf } from '../../protocols/sdp/description.ts'
import { nextVersion, sameApartFromOrigin } from '../../protocols/sdp/offer-answer.ts'
import type { SipView } from '../../trace/decoded/sip.ts'
import type { Observed } from '../../trace/observed.ts'
import { sdpIn } from './sdp.ts'

/** Media and protocol of each m= line, in their order. */
export const mediaLines = (message: Observed<SipView>): readonly string[] =>
  (sdpIn(message)?.media ?? []).map(({ media, protocol }) => `${media} ${protocol}`)

/**
 * Whether the o= line of one party's description follows from that of its last: the same version while nothing else
 * changed, otherwise one higher; user, session id and address never change (RFC 3264 §8).
 */
export function oLineFollows(before: Observed<SipView>, after: Observed<SipView>): boolean {
  const [last, next] = [sdpIn(before), sdpIn(after)]
  const [was, is] = [last && originOf(last), next && originOf(next)]
  if (!last || !next || !was || !is) return false
  if (was.username !== is.username || was.sessionId !== is.sessionId || was.address !== is.address) return false
  return sameApartFromOrigin(last, next) ? is.version === was.version : is.version === nextVersion(was.version)
}
