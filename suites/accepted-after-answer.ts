import { inviteOf, lastAnswer, negotiationWith } from '../judge/readers/negotiation.ts'
import type { Trace } from '../judge/trace.ts'
import { acceptance, need, type Finding } from '../judge/vocabulary/index.ts'

/** The INVITE to bob is accepted as soon as the IMPS side has answered what it was asked. */
export const acceptedAfterAnswer = (trace: Trace): Finding => {
  const after = need(lastAnswer(trace), 'answer about the user')
  const within = trace.bounds.acceptanceAfterAnswer
  return acceptance(trace, inviteOf(trace), { after, within }, negotiationWith(trace, 'bob').spoiledBy)
}
