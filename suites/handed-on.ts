import { asks, type SspMessages, type WithSsp } from '../judge/readers/ssp.ts'
import { about, impsAddressOf } from '../judge/readers/users.ts'
import type { AnyObserved, Trace } from '../judge/trace.ts'
import { none, type Finding } from '../judge/vocabulary/index.ts'
import { probeText } from './liveness.ts'

/** Messages that the IMPS side was given for bob, whatever they say; the probe of a silence is none of them. */
export const handedOn = (trace: Trace, seen: WithSsp = trace): SspMessages =>
  about(asks(seen, 'message'), impsAddressOf(trace, 'bob')).filter(({ message }) => message.text !== probeText(trace))

/** No such message, from then to the end of the recording. */
export const nothingHandedOn = (trace: Trace, since: AnyObserved, silence: string): Finding =>
  none(trace, 'SendMessageRequest', seen => handedOn(trace, seen), since, silence)
