import { parseSessionExpires, type SessionExpires } from '../protocols/sip/delta-seconds.ts'
import { headerValue } from '../protocols/sip/headers.ts'
import type { SipResponse } from '../protocols/sip/message.ts'
import type { Call, Addressee, SimpleUser } from '../simulators/simple/interface.ts'

/** Who refreshes a session, as Session-Expires says it (RFC 4028 §4). */
export type Refresher = 'uac' | 'uas'

/** An INVITE that asks for a session timer: `seconds` on the wire, refreshed by the named side. */
export const asksForTimer = (seconds: number, refresher?: Refresher): readonly (readonly [string, string])[] => [
  ['Supported', 'timer'],
  ['Session-Expires', `${seconds}${refresher === undefined ? '' : `;refresher=${refresher}`}`],
]

/** What a 2xx says of the session timer; undefined when the session has none. */
export function timerOf(accepted: SipResponse): SessionExpires | undefined {
  const written = headerValue(accepted, 'session-expires')
  return written === undefined ? undefined : parseSessionExpires(written)
}

/**
 * Invites with a timer of `seconds`, and once more with the Min-SE of a 422 (RFC 4028 §7.3). `began` gets each INVITE
 * and its number. Gives the call that was answered last.
 */
export async function inviteWithTimer(
  user: SimpleUser,
  to: Addressee,
  { seconds, refresher }: { readonly seconds: number; readonly refresher: Refresher },
  began: (call: Call, attempt: 1 | 2) => void,
): Promise<{ readonly call: Call; readonly final: SipResponse }> {
  const call = user.invite(to, { headers: asksForTimer(seconds, refresher) })
  began(call, 1)
  const final = await call.final()
  const least = Number.parseInt(headerValue(final, 'min-se') ?? '', 10)
  if (final.status !== 422 || Number.isNaN(least)) return { call, final }
  const headers = [...asksForTimer(Math.max(least, seconds), refresher), ['Min-SE', String(least)] as const]
  const again = user.invite(to, { headers })
  began(again, 2)
  return { call: again, final: await again.final() }
}
