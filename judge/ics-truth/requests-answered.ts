import type { SipView } from '../../trace/decoded/sip.ts'
import type { Observed } from '../../trace/observed.ts'
import { finalTo, sipFromPeer } from '../readers/sip.ts'
import type { Trace } from '../trace.ts'
import { refused, works, type Use } from './truth-item.ts'

/** A request of the peer outside dialogs, with its final response. */
export interface Answered {
  readonly request: Observed<SipView>
  readonly final: Observed<SipView>
  readonly accepted: boolean
}

/** Requests of the peer outside dialogs that were answered for good, each once. */
export function answeredRequests(trace: Trace, ...methods: readonly string[]): readonly Answered[] {
  const transactions = new Map<string, Observed<SipView>>()
  for (const one of sipFromPeer(trace)) {
    const key = `${one.message.method} ${one.message.branch}`
    if (!transactions.has(key)) transactions.set(key, one)
  }
  return [...transactions.values()]
    .filter(({ message }) => message.kind === 'request' && methods.includes(message.method) && !message.inDialog)
    .flatMap(request => {
      const final = finalTo(trace, request)
      return final ? [{ request, final, accepted: final.message.status < 300 }] : []
    })
}

/** Requests of a method as uses of it: accepted, or refused with one of some statuses. Other refusals say nothing. */
export const usesOfMethod = (
  answered: readonly Answered[],
  what: string,
  refusals: readonly number[],
): readonly Use[] =>
  answered.flatMap(({ final, accepted }): Use[] => {
    const { status } = final.message
    if (accepted) return [works(final, `${status} to ${what}`)]
    return refusals.includes(status) ? [refused(final, `${status} to ${what}`)] : []
  })

/** Whether a header field lists an option tag. */
export const hasOption = ({ message }: Observed<SipView>, name: string, option: string): boolean =>
  message.values(name).some(value => value.trim().toLowerCase() === option)
