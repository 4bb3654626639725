import { defineCase } from '../../engine/case.ts'
import { longer, shorter, sum, times, type Duration } from '../../fixtures/catalogue/duration.ts'
import type { Pixit } from '../../fixtures/catalogue/pixit.ts'
import { answeredWith } from '../../judge/readers/answered.ts'
import { acceptancesOf, inviteOf } from '../../judge/readers/negotiation.ts'
import { msrpFromIwf } from '../../judge/readers/msrp.ts'
import { accepts, inCallOf, requests } from '../../judge/readers/sip.ts'
import type { Trace } from '../../judge/trace.ts'
import {
  check,
  cite,
  citeWindow,
  exactly,
  irrelevant,
  need,
  none,
  satisfied,
  should,
  spaced,
  unobservable,
  violated,
} from '../../judge/vocabulary/index.ts'
import { withImpsProbe } from '../cast-with-probe.ts'
import { newSession, probeText } from '../liveness.ts'

const firstAccept = (trace: Trace) => need(acceptancesOf(trace, inviteOf(trace))[0], '2xx')
const byes = (trace: Trace) => inCallOf(requests(trace, 'BYE'), inviteOf(trace))

/** Intervals between 2xx: T1, doubling to T2, as long as 64*T1 has not passed (RFC 3261 §13.3.1.4). */
function schedule({ T1, T2 }: Pixit): readonly Duration[] {
  const intervals: Duration[] = []
  for (let next = T1; sum(...intervals, next) < times(64, T1); next = shorter(times(2, next), T2)) intervals.push(next)
  return intervals
}

/** How exactly timers are to be kept. How late a busy machine is does not scale with T1. */
const inaccuracy = ({ T1, JITTER }: Pixit): Duration => longer(times(0.25, T1), times(4, JITTER))

export default defineCase({
  id: 'SIP-03',
  title: 'repeats a 2xx that is not acknowledged, and then ends the call',
  group: 'sip',
  class: 'mandatory',
  purpose:
    'Between a 2xx and its ACK nobody but the IWF knows whether the caller got the answer. It must repeat the 2xx on every ' +
    'transport, and not keep a call for ever that nobody acknowledged.',
  when: [['ICS-01']],
  catches: ['no-2xx-retransmission', 'early-bye-without-ack', 'dialog-leak'],
  ladder: `
    alice              IWF
      INVITE --------->|
      <--------- 200   |  0, 1, 3, 7, 15, 23 ... x T1, no ACK
      <--------- BYE   |  at 64 T1
      OPTIONS -------->|  in the dead dialog
      <--------- 481   |`,
  given: 'P1',
  lasts: ({ T1 }) => times(64, T1),
  cast: withImpsProbe,
  async script(script) {
    const { cast, mark, quiet } = script
    const { alice, bob, probe } = cast
    const call = mark('invite', alice.invite(bob, { ack: 'withheld', transport: 'tcp' }))
    await call.accepted()
    // An IWF that sends no BYE is warned about, not waited for.
    await Promise.allSettled([call.next('BYE')])
    await Promise.allSettled([mark('options', call.inDialog('OPTIONS')).answered()])
    await quiet('after the end', { shows: probeText(script), probe: () => newSession(script, alice, probe) })
  },
  checks: [
    check('R-31', 'the 2xx is repeated at T1, doubling to T2 [RFC 3261 §13.3.1.4]', trace => {
      const repeated = inCallOf(accepts(trace), inviteOf(trace))
      return spaced(trace, '2xx', repeated, schedule(trace.pixit), inaccuracy(trace.pixit))
    }),
    check('R-31', 'no BYE before 64*T1 [RFC 3261 §15]', trace => {
      const first = firstAccept(trace)
      // The time runs from when the 2xx was sent, which is before it was recorded.
      const due = first.at - first.lag + sum(times(64, trace.pixit.T1), times(-1, inaccuracy(trace.pixit)))
      const early = byes(trace).filter(({ at }) => at < due)
      if (early.length > 0) return violated('BYE before the ACK was given up', ...cite('offends', ...early))
      if (trace.endedAt < due) return unobservable('the recording ended before 64*T1', ...cite('cause', first))
      return satisfied(...cite('cause', first), citeWindow(first.at, due))
    }),
    should('R-44', 'BYE once 64*T1 have passed [RFC 3261 §13.3.1.4]', trace =>
      exactly(trace, 1, 'BYE', byes(trace), { after: firstAccept(trace), within: trace.bounds.byeAfterMissingAck }),
    ),
    check('R-44', 'the dialog is gone after the BYE: OPTIONS in it gets 481', trace =>
      byes(trace).length === 0
        ? irrelevant('there was no BYE')
        : answeredWith(trace, 'options', trace.bounds.optionsAnswer, { strict: [481] }),
    ),
    check('R-44', 'nothing is sent on MSRP', trace =>
      none(
        trace,
        'MSRP request',
        seen => msrpFromIwf(seen).filter(({ message }) => message.kind !== 'response'),
        firstAccept(trace),
        'after the end',
      ),
    ),
  ],
})
