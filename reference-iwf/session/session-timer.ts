import type { Clock, Timer } from '../../protocols/clock.ts'
import type { HeaderField } from '../../protocols/sip/build.ts'
import { parseSessionExpires } from '../../protocols/sip/delta-seconds.ts'
import { headerValue, headerValues } from '../../protocols/sip/headers.ts'
import type { SipRequest, SipResponse } from '../../protocols/sip/message.ts'
import type { Refusal } from '../sip/request-checks.ts'

/** Option tag of session timers (RFC 4028 §4). */
export const SESSION_TIMER = 'timer'

/** Seconds; no session interval is shorter (RFC 4028 §5). */
export const LEAST_INTERVAL = 90
/** Seconds before its end at which a session that was not refreshed is given up (RFC 4028 §10). */
const MARGIN = 32

/** After how many seconds a session ends unless it is refreshed, and which side does that. */
export interface AgreedTimer {
  readonly interval: number
  readonly refreshes: 'here' | 'there'
  /** The other side understands session timers, and is to keep this one. */
  readonly understood: boolean
}

/** What is agreed with the sender of an INVITE: nothing where it asks for nothing (RFC 4028 §9). */
export function timerFor(
  request: SipRequest,
  least: number,
): { readonly timer?: AgreedTimer } | { readonly refusal: Refusal } {
  const asked = parseSessionExpires(headerValue(request, 'session-expires') ?? '')
  if (!asked) return {}
  const supports = headerValues(request, 'supported').some(tag => tag.toLowerCase() === SESSION_TIMER)
  // A client that knows nothing of timers would not understand a 422, so there is none then.
  if (asked.interval < least) return supports ? { refusal: { status: 422, headers: [['Min-SE', String(least)]] } } : {}
  const there = supports && asked.refresher === 'uac'
  return { timer: { interval: asked.interval, refreshes: there ? 'there' : 'here', understood: supports } }
}

/** What is agreed by the 2xx to an INVITE of this side (RFC 4028 §7.2). */
export function timerIn(response: SipResponse): AgreedTimer | undefined {
  const agreed = parseSessionExpires(headerValue(response, 'session-expires') ?? '')
  const refreshes = agreed?.refresher === 'uas' ? 'there' : 'here'
  return agreed && { interval: agreed.interval, refreshes, understood: true }
}

/** The fields of the 2xx that tell a caller what was agreed (RFC 4028 §9). */
export function timerFields(timer: AgreedTimer | undefined): readonly HeaderField[] {
  if (!timer) return []
  const { interval, refreshes, understood } = timer
  const field: HeaderField = ['Session-Expires', `${interval};refresher=${refreshes === 'here' ? 'uas' : 'uac'}`]
  return understood ? [['Require', SESSION_TIMER], field] : [field]
}

export interface SessionTimerOptions {
  readonly clock: Clock
  /** Milliseconds that count as a second of Session-Expires. */
  readonly second: number
  /** It is time to refresh the session. */
  readonly refresh: (timer: AgreedTimer) => void
  /** Nobody refreshed it. */
  readonly expired: () => void
}

/** Watches over the interval of one session: refreshes it half way, or gives it up near its end (RFC 4028 §10). */
export class SessionTimer {
  readonly #options: SessionTimerOptions
  #refresh: Timer | undefined
  #end: Timer | undefined

  constructor(options: SessionTimerOptions) {
    this.#options = options
  }

  /** The interval begins, anew or for the first time; undefined: the session has no timer any more. */
  start(timer: AgreedTimer | undefined): void {
    this.stop()
    if (!timer) return
    const { clock, second, refresh, expired } = this.#options
    const { interval, refreshes } = timer
    if (refreshes === 'here') this.#refresh = clock.after((interval / 2) * second, () => refresh(timer))
    this.#end = clock.after((interval - Math.min(MARGIN, interval / 3)) * second, expired)
  }

  stop(): void {
    this.#refresh?.cancel()
    this.#end?.cancel()
  }
}
