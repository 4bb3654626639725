import { MsrpView } from '../../trace/decoded/msrp.ts'
import { SipView } from '../../trace/decoded/sip.ts'
import { SspView } from '../../trace/decoded/ssp.ts'
import type { Attributed } from '../../trace/attribution.ts'
import type { WireMessage } from '../../trace/wire-message.ts'
import type { Rule } from './rule.ts'

/** An HTTP message only carries SSP transactions: those are judged, each on its own. */
const isCarrier = ({ message }: Attributed): boolean => message.sighting.protocol === 'http'

export const crosstalk: Rule = {
  id: 'CROSSTALK',
  clause: 'harness: executions have names of their own',
  statement: 'No message carries the names or texts of two unconnected executions',
  judge: ({ attribution }) => {
    const claimed = attribution.messages.filter(one => one.message.fromIwf && one.kind === 'claimed' && !isCarrier(one))
    return {
      observed: claimed.length,
      offences: claimed
        .filter(({ executions }) => executions.length > 1)
        .map(({ message, executions }) => ({
          message,
          executions,
          because: `belongs to ${executions.map(({ id }) => id).join(' and ')}`,
        })),
    }
  },
}

export const lateTraffic: Rule = {
  id: 'LATE-TRAFFIC',
  clause: 'harness: an execution ends when its dialogs and sessions have ended',
  statement: 'Nothing is begun for an execution after its end',
  judge: run => {
    const claimed = run.attribution.messages.filter(
      one => one.message.fromIwf && one.kind === 'claimed' && !isCarrier(one),
    )
    const offences = claimed.flatMap(({ message, lateFor }) => {
      if (lateFor.length === 0 || !beginsSomething(message.decoded.view)) return []
      if (lateFor.some(execution => isRepeated(message, run.messagesOf(execution)))) return []
      return [{ message, executions: lateFor, because: `came after the end of ${lateFor.map(({ id }) => id).join()}` }]
    })
    return { observed: claimed.length, offences }
  },
}

const isRepeated = ({ sighting }: WireMessage, earlier: readonly WireMessage[]): boolean =>
  earlier.some(({ fromIwf, sighting: other }) => fromIwf && other.octets.equals(sighting.octets))

/**
 * Answers and repetitions after the end are what the protocols demand; a request or an acceptance is something new. Not
 * so a capability or block query: two that were asked for together may part on their way, and the answer to the one may
 * end what the other was asked for (AMB-09).
 */
function beginsSomething(view: unknown): boolean {
  if (view instanceof SipView)
    return (
      (view.kind === 'request' && view.method !== 'ACK') ||
      (view.kind === 'response' && view.method === 'INVITE' && view.status >= 200 && view.status < 300)
    )
  if (view instanceof MsrpView) return view.kind === 'SEND' || view.kind === 'other'
  return (
    view instanceof SspView && view.kind === 'query' && view.primitive !== 'capability' && view.primitive !== 'block'
  )
}
