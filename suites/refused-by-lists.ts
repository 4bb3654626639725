import type { ExpectationSet } from '../fixtures/expectations/sets.ts'
import { inviteOf, negotiationWith, refusalOf, refusalTold } from '../judge/readers/negotiation.ts'
import { asks, type WithSsp } from '../judge/readers/ssp.ts'
import { about, impsAddressOf } from '../judge/readers/users.ts'
import type { Trace } from '../judge/trace.ts'
import { every, finalIn, irrelevant, none, type Finding } from '../judge/vocabulary/index.ts'

/**
 * What it means that the lists of an IMPS user keep a sender out (`simple-iwf` BLK-02, BLK-04, BLK-05). `role` is the
 * IMPS user in the cast; the INVITE is the one marked `invite`.
 */

/** The INVITE of that label was refused with a code of the set, after the IMPS side had told why. */
export function refusedByLists(trace: Trace, role: string, expected: ExpectationSet, label = 'invite'): Finding {
  const told = refusalTold(trace, impsAddressOf(trace, role))
  return finalIn(trace, negotiationWith(trace, role, label), expected, told, trace.bounds.finalAfterInvite)
}

/** Not one message went to the user, from the INVITE to the end of the recording. */
export function nothingForwarded(trace: Trace, role: string, silence: string): Finding {
  const user = impsAddressOf(trace, role)
  const messages = (seen: WithSsp) => about(asks(seen, 'message'), user)
  return none(trace, 'SendMessageRequest', messages, inviteOf(trace), silence)
}

/** The refusal carries no session description. An IWF that masks blocks (ICS-08) may have accepted instead. */
export function refusalWithoutSdp(trace: Trace): Finding {
  const refusal = refusalOf(trace)
  if (!refusal) return irrelevant('the session was not refused')
  return every('no SDP in the refusal', [refusal], ({ hasSdp }) => !hasSdp)
}
