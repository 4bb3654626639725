import { msrpFromIwf } from '../judge/readers/msrp.ts'
import { pathOfferedIn } from '../judge/readers/sdp.ts'
import { sipMark } from '../judge/readers/sip.ts'
import type { Trace } from '../judge/trace.ts'
import { need, none, type Finding } from '../judge/vocabulary/index.ts'

/**
 * After the BYE of that mark the implementation sends no request to the path of the session P2, to the end of the
 * recording. By the path: another session may use the same connection (RFC 4975 §5.4).
 */
export function nothingInOldSession(trace: Trace, bye: string, silence: string): Finding {
  const path = pathOfferedIn(need(sipMark(trace, 'P2.invite'), 'INVITE'))
  return none(
    trace,
    'SEND or REPORT in the old session',
    seen =>
      msrpFromIwf(seen).filter(({ message: { kind, toPath } }) => kind !== 'response' && toPath.join(' ') === path),
    need(trace.mark(bye), 'BYE'),
    silence,
  )
}
