import { defineCase } from '../../engine/case.ts'
import { deliveredBySend, sends } from '../../judge/readers/msrp.ts'
import { deliveries } from '../../judge/readers/pager.ts'
import { answersOf, sspMark } from '../../judge/readers/ssp.ts'
import type { Trace } from '../../judge/trace.ts'
import { all, allOf, check, exactly, need, none, prefer, should } from '../../judge/vocabulary/index.ts'
import { acknowledged } from '../acknowledged.ts'
import { probeText, textFromImps } from '../liveness.ts'

const sendsOf = (trace: Trace, text: string) => deliveredBySend(trace).filter(message => message.text === text)

export default defineCase({
  id: 'SSP-07',
  title: 'does nothing twice for a request that the IMPS server repeats',
  group: 'ssp',
  class: 'mandatory',
  purpose:
    'A server that got no HTTP answer cannot know whether its request arrived, and sends it again under the same ids. ' +
    'The SIMPLE user must not read the message twice because of that.',
  catches: ['repeats-duplicate-request', 'delivers-twice'],
  ladder: `
    alice ====== MSRP session ====== IWF            imps.example
                                      |<-- SendMessage t1, m1 "Hi" ---------|
      <------------ SEND "Hi" --------|
      200 --------------------------->|--- SendMessageResponse t1 --------->|
                                      |<-- SendMessage t1, m1 "Hi" ---------|
      (nothing)                       |--- SendMessageResponse t1 --------->|
      SEND "Hello" ------------------>|--- SendMessage m2 ----------------->|
                                      |<-- DeliveryStatusReport m2, twice --|`,
  given: 'P2',
  when: [['ICS-01']],
  cast: make => ({ alice: make.simple({ name: 'alice' }), bob: make.imps({ name: 'bob' }) }),
  async script(script) {
    const { cast, call, imps, mark, quiet, text } = script
    const first = mark('first', imps.deliver({ from: cast.bob, to: cast.alice, text: text('Hi') }))
    await cast.alice.received(text('Hi'))
    await first.answered()
    await mark('second', first.repeat()).answered()
    call.send(text('Hello'), { successReport: true })
    const asked = await imps.asked('message', cast.bob, { text: text('Hello') })
    const report = mark('report', imps.reportsDelivery(asked, { status: 200, after: 0 }))
    await report.sent
    await mark('same report', report.repeat()).sent
    await quiet('after it', { shows: probeText(script), probe: () => textFromImps(script, cast.bob, cast.alice) })
  },
  checks: [
    check('R-14', 'the message reaches alice by one SEND', trace => {
      const first = need(sspMark(trace, 'first'), 'message of bob')
      const second = need(sspMark(trace, 'second'), 'repeated message')
      const before = sends(trace, trace.text('Hi')).filter(({ at }) => at < second.at)
      return exactly(trace, 1, 'SEND', before, { after: first, within: trace.bounds.sendAfterDelivery })
    }),
    // Decision 14: to suppress a duplicate is a should; a second one that the client can tell by its id is tolerated.
    should('R-38', 'the repetition does not reach her', trace => {
      const second = need(sspMark(trace, 'second'), 'repeated message')
      const again = (seen: Parameters<typeof deliveries>[0]) =>
        deliveries(seen, trace.text('Hi')).filter(({ at }) => at >= second.at)
      const suppressed = none(trace, 'second delivery', again, second, 'after it')
      const sent = sendsOf(trace, trace.text('Hi'))
      const recognisable = all(
        'the same MSRP Message-ID',
        sent.flatMap(({ chunks }) => chunks),
        chunks => chunks.length > 1 && new Set(chunks.map(({ message }) => message.messageId)).size === 1,
      )
      return prefer(suppressed, recognisable, 'delivered again, under the same MSRP Message-ID')
    }),
    check('R-38', 'both times the answer is the same', trace => {
      const [first, second] = ['first', 'second'].map(label => need(sspMark(trace, label), `message "${label}"`))
      const within = trace.bounds.sspAnswer
      const answers = first ? answersOf(trace, first) : []
      return allOf(
        exactly(trace, 2, 'answer', answers, { after: need(first, 'message'), within }),
        exactly(
          trace,
          1,
          'answer to the repetition',
          answers.filter(({ at }) => second !== undefined && at >= second.at),
          { after: need(second, 'repetition'), within },
        ),
        all('the same name and status', answers, given => new Set(given.map(signature)).size === 1),
      )
    }),
    check('R-38', 'the delivery report is acknowledged', trace => acknowledged(trace, 'report')),
    check('R-38', 'the repeated report as well', trace => acknowledged(trace, 'same report')),
  ],
})

const signature = ({ message }: ReturnType<typeof answersOf>[number]): string => `${message.name} ${message.status}`
