import { defineCase } from '../../engine/case.ts'
import { times } from '../../fixtures/catalogue/pixit.ts'
import { finalOfMessage, messageOf } from '../../judge/readers/pager.ts'
import { responsesTo, sipFromPeer, type SipMessages } from '../../judge/readers/sip.ts'
import { asks, delivered } from '../../judge/readers/ssp.ts'
import type { Trace } from '../../judge/trace.ts'
import { all, allOf, check, every, exactly, need, none } from '../../judge/vocabulary/index.ts'
import { holds } from '../../simulators/behaviour.ts'
import { withImpsProbe } from '../cast-with-probe.ts'
import { pagerMessage, probeText } from '../liveness.ts'

/** How often the MESSAGE is sent once more after its final response. */
const AGAIN = [1, 2]

/** Every copy of the MESSAGE, the first one included. */
const copies = (trace: Trace): SipMessages => {
  const first = messageOf(trace)
  return sipFromPeer(trace).filter(({ octets }) => octets.equals(first.octets))
}

const finalResponses = (trace: Trace): SipMessages =>
  responsesTo(trace, messageOf(trace)).filter(({ message }) => message.status >= 200)

export default defineCase({
  id: 'PGR-05',
  title: 'takes a repeated MESSAGE for what it is',
  group: 'pager',
  class: 'mandatory',
  purpose:
    'Over UDP a client repeats its MESSAGE until it is answered. The IMPS user must get it once, and a copy that comes ' +
    'after the answer must get that same answer again, because the first one may have been lost.',
  when: [['ICS-02', 'ICS-23']],
  catches: ['duplicate-message-on-retransmission'],
  ladder: `
    alice              IWF            imps.example
      MESSAGE -------->|--- SendMessage --------------->|
      MESSAGE -------->|                                |  Timer E
      MESSAGE -------->|                                |
      <--------- 202   |<-- SendMessageResponse 200 ----|  4*T1 later
      MESSAGE -------->|
      <--------- 202   |  the same, octet for octet`,
  given: 'P1',
  cast: withImpsProbe,
  async script(script) {
    const { cast, mark, pixit, quiet, text } = script
    const { alice, bob, probe } = cast
    bob.on('message', holds(times(4, pixit.T1)))
    const message = mark('message', alice.message(bob, text('Hello Bob'), { transport: 'udp' }))
    await message.answered()
    for (const number of AGAIN) await mark(`copy ${number}`, message.repeat()).sent
    await quiet('after copies', { shows: probeText(script), probe: () => pagerMessage(script, alice, probe) })
  },
  checks: [
    check('R-34', 'the message goes to the IMPS side once', trace => {
      const sent = delivered(trace, trace.text('Hello Bob'))
      return allOf(
        exactly(trace, 1, 'SendMessageRequest', sent, {
          after: messageOf(trace),
          within: trace.bounds.messageAfterSend,
        }),
        none(
          trace,
          'second message',
          seen => asks(seen, 'message').filter(one => one.id !== sent[0]?.id && one.message.text !== probeText(trace)),
          messageOf(trace),
          'after copies',
        ),
      )
    }),
    check(
      'R-31',
      'each copy after the response gets the same again, and no copy before it any [RFC 3261 §17.2.2]',
      trace => {
        const final = need(finalOfMessage(trace)[0], 'final response')
        const finals = finalResponses(trace)
        const after = copies(trace).filter(({ at }) => at > final.at).length
        // What was on its way when the response went out came after it at the implementation, on a busy machine as well.
        const crossed = copies(trace).filter(
          ({ at }) => at <= final.at && final.at - at < trace.pixit.JITTER + final.lagSince(at),
        ).length
        return allOf(
          all(`${after} more`, finals, ({ length }) => length > after && length <= after + crossed + 1),
          every('octet for octet', finals, (_, { octets }) => final.octets.equals(octets)),
        )
      },
    ),
  ],
})
