import type { MsrpView } from '../../trace/decoded/msrp.ts'
import type { SipView } from '../../trace/decoded/sip.ts'
import type { Observed } from '../../trace/observed.ts'
import { need } from '../vocabulary/need.ts'
import type { Trace } from '../trace.ts'
import { acceptancesOf } from './negotiation.ts'
import { pathOfferedIn } from './sdp.ts'
import { sipMark } from './sip.ts'

/** A session that a SIMPLE user of the cast began, as its messages to him show it: by the path that he gave. */
export interface PeerSession {
  readonly label: string
  readonly path: string
}

/** The session that the script's INVITE of that label began; undefined where it was refused or never sent. */
export function sessionOf(trace: Trace, label: string): PeerSession | undefined {
  const invite = sipMark(trace, label)
  return invite && acceptancesOf(trace, invite).length > 0 ? { label, path: pathOfferedIn(invite) } : undefined
}

/** The same where without it nothing can be said. */
export const needSession = (trace: Trace, label: string): PeerSession =>
  need(sessionOf(trace, label), `session of INVITE "${label}"`)

/** Whether a message was sent to the SIMPLE user's end of the session. A MESSAGE never is. */
export const isWithin = ({ message }: Observed<MsrpView | SipView>, { path }: PeerSession): boolean =>
  'toPath' in message && message.toPath.join(' ') === path
