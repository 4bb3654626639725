import { defineCase } from '../../engine/case.ts'
import { sum, times } from '../../fixtures/catalogue/duration.ts'
import { set } from '../../fixtures/expectations/expectation-set.ts'
import { E } from '../../fixtures/expectations/sets.ts'
import { answeredWith } from '../../judge/readers/answered.ts'
import { finalOfMessage, messageOf } from '../../judge/readers/pager.ts'
import { responsesTo } from '../../judge/readers/sip.ts'
import type { Trace } from '../../judge/trace.ts'
import { check, every, irrelevant, none, should, some } from '../../judge/vocabulary/index.ts'
import { holds, ignores } from '../../simulators/behaviour.ts'
import { withImpsProbe } from '../cast-with-probe.ts'
import { pagerMessage, probeText } from '../liveness.ts'

interface Slowness {
  readonly transport: 'udp' | 'tcp'
  readonly answers: 'late' | 'never'
}

const rows: Readonly<Record<string, Slowness>> = {
  'udp-late': { transport: 'udp', answers: 'late' },
  'udp-never': { transport: 'udp', answers: 'never' },
  'tcp-late': { transport: 'tcp', answers: 'late' },
  'tcp-never': { transport: 'tcp', answers: 'never' },
}

const { strict, lenient } = E.TIMEOUT.message
/** 202 claims nothing, so it may come before the server has said anything (RFC 3860 §3.4.1). */
const expected = set('E.TIMEOUT, or 202', [504], [...strict, 202], lenient)

const trying = (trace: Trace) => responsesTo(trace, messageOf(trace)).filter(({ message }) => message.status === 100)

export default defineCase({
  id: 'PGR-06',
  title: 'answers a MESSAGE in time when the IMPS server is slow',
  group: 'pager',
  class: 'mandatory',
  purpose:
    'The transaction of a MESSAGE ends after 64*T1, whatever the IMPS server does. An answer has to come before that, ' +
    'never 408, and over UDP an early 100 would only add to the traffic.',
  when: [['ICS-02']],
  ambiguities: ['AMB-03'],
  catches: ['408-to-message', 'trying-too-early', 'never-answers-message'],
  ladder: `
    alice              IWF            imps.example
      MESSAGE -------->|--- SendMessage --------------->|
      <--------- 100   |  when Timer E has reached T2   |
      <--------- 504   |  before 64*T1; or 202 at once  |
                       |<-- SendMessageResponse 200 ----|  80*T1 later, or never
       (nothing more)  |`,
  given: 'P1',
  rows,
  rowNeeds: { 'udp-late': ['ICS-23'], 'udp-never': ['ICS-23'] },
  lasts: ({ T1 }) => times(84, T1),
  cast: withImpsProbe,
  async script(script) {
    const { cast, imps, mark, pixit, quiet, row, text } = script
    const { alice, bob, probe } = cast
    bob.on('message', row.answers === 'late' ? holds(times(80, pixit.T1)) : ignores())
    mark('message', alice.message(bob, text('Hello Bob'), { transport: row.transport }))
    await imps.asked('message', bob, { text: text('Hello Bob') })
    await quiet('until the end', {
      shows: probeText(script),
      lasts: 'quietSlowServer',
      probe: () => pagerMessage(script, alice, probe),
    })
  },
  checks: [
    check<Slowness>('R-34', 'a final response of the row, before 64*T1', trace => {
      // Without one, the 100 is what is left to be judged (RFC 4320 §4.2).
      if (finalOfMessage(trace).length === 0 && trying(trace).length > 0) return irrelevant('there is only the 100')
      const { bounds } = trace
      return answeredWith(trace, 'message', bounds.messageFinal, expected)
    }),
    should<Slowness>('R-34', 'the 100 is followed by a final response [RFC 3428 §7]', trace => {
      const message = messageOf(trace)
      return some(trace, 'final response', finalOfMessage(trace), { after: message, within: trace.bounds.messageFinal })
    }),
    check<Slowness>('R-31', '408 never [RFC 4320 §4.2]', trace =>
      every('not 408', responsesTo(trace, messageOf(trace)), ({ status }) => status !== 408),
    ),
    check<Slowness>('R-31', 'a 100 over UDP only when Timer E has reached T2 [RFC 4320 §4.1]', (trace, row) => {
      const provisional = trying(trace)
      if (row.transport === 'tcp' || provisional.length === 0) return irrelevant('no 100 over UDP')
      const earliest = messageOf(trace).at + trace.bounds.messageTryingEarliest.ms - trace.pixit.JITTER
      return every('100 not before Timer E can have reached T2', provisional, (_, { at }) => at >= earliest)
    }),
    check<Slowness>('R-31', 'by then there is some response [RFC 4320 §4.1]', trace =>
      some(trace, 'response', responsesTo(trace, messageOf(trace)), {
        after: messageOf(trace),
        within: trace.bounds.messageTrying,
      }),
    ),
    check<Slowness>('R-31', 'nothing follows the final response, nor the end of the transaction', (trace, row) => {
      const message = messageOf(trace)
      const [final] = finalOfMessage(trace)
      const over = Math.min(final?.at ?? Infinity, message.at + sum(trace.bounds.messageFinal.ms, trace.pixit.JITTER))
      // Over UDP a copy of the request gets the response again, which is no further one.
      const again = (octets: Buffer) => row.transport === 'udp' && final?.octets.equals(octets) === true
      const further = responsesTo(trace, message).filter(
        ({ at, octets, id }) => at > over && id !== final?.id && !again(octets),
      )
      return none(trace, 'response', further, message, 'until the end')
    }),
  ],
})
