import type { Script } from '../../engine/case.ts'
import { finalTo, sipMark } from '../../judge/readers/sip.ts'
import type { Trace } from '../../judge/trace.ts'
import type { ImpsUser } from '../../simulators/imps/interface.ts'
import type { Call, Content, SimpleUser } from '../../simulators/simple/interface.ts'
import { textOfContent } from '../cpim-content.ts'
import { pagerMessage, probeText, textInSession } from '../liveness.ts'

/** How a message travels: in a session that is set up for it, or alone. */
export type Way = 'SEND' | 'MESSAGE'

type Sending = Pick<Script<unknown, unknown>, 'imps' | 'mark' | 'text'>

/** A message on its way, and how to prove that a silence after it means something. */
export interface Sent {
  readonly call: Call | undefined
  readonly quiet: { readonly shows: string; readonly probe: () => Promise<unknown> }
}

/** Sends message/cpim as the mark `message`; undefined where the implementation takes no CPIM in MESSAGE. */
export async function sendCpim(
  script: Sending,
  by: Way,
  alice: SimpleUser,
  bob: ImpsUser,
  content: Content,
): Promise<Sent | undefined> {
  const shows = probeText(script)
  if (by === 'MESSAGE') {
    const message = script.mark('message', alice.message(bob, textOfContent(content), { type: content.type }))
    if ((await message.answered()).status >= 300) return undefined
    return { call: undefined, quiet: { shows, probe: () => pagerMessage(script, alice, bob) } }
  }
  const call = alice.invite(bob)
  await call.accepted()
  await call.bind()
  script.mark('message', call.sendContent(content, { wrap: 'bare' }))
  return { call, quiet: { shows, probe: () => textInSession(script, call, bob) } }
}

/** Whether the message was a MESSAGE that was refused because it was CPIM. */
export function refusesCpim(trace: Trace): boolean {
  const request = sipMark(trace, 'message')
  return request !== undefined && finalTo(trace, request)?.message.status === 415
}
