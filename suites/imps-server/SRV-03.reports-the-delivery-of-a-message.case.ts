import { defineServerCase } from '../../engine/server-case.ts'
import { asks, sspMark } from '../../judge/readers/ssp.ts'
import type { Trace } from '../../judge/trace.ts'
import { check, every, exactly, need } from '../../judge/vocabulary/index.ts'
import { answersOnce, answersWith, TAKEN } from './server-answer.ts'

const reports = (trace: Trace) => {
  const { messageId } = need(sspMark(trace, 'message'), 'message').message
  return asks(trace, 'report').filter(({ message }) => message.messageId === messageId)
}

export default defineServerCase({
  id: 'SRV-03',
  title: 'reports the delivery of a message that asks for it',
  class: 'mandatory',
  purpose:
    'A gateway can tell a SIMPLE user that a message has arrived only when the server tells it. The report names the ' +
    'message by its id and comes after the message was taken.',
  catches: ['server-reports-nothing'],
  ladder: `
    IWF (harness)                IMPS server
      SendMessageRequest  -------->|   deliveryReport="Yes"
      <---  SendMessageResponse 200|
      <-----  DeliveryStatusReport |   the messageID of the request`,
  cast: make => ({ alice: make.requester(), bob: make.provisioned('SICS-01') }),
  async script({ cast: { alice, bob }, gateway, mark, text }) {
    const message = mark(
      'message',
      gateway.sends({ from: alice, to: bob.uri, text: text('Did this arrive?'), deliveryReport: true }),
    )
    await message.answered()
    await gateway.reported(message)
  },
  checks: [
    check('R-38', 'one answer to the message', trace => answersOnce(trace, 'message')),
    check('R-38', 'it is taken', trace => answersWith(trace, 'message', trace.cast['bob'] ?? '', TAKEN)),
    check('R-35', 'one report about it [imps-ssp §8.3]', trace =>
      exactly(trace, 1, 'delivery report', reports(trace), {
        after: need(sspMark(trace, 'message'), 'message'),
        within: trace.bounds.sspAnswer,
      }),
    ),
    check('R-35', 'the report is one of success', trace =>
      every('DeliveryResult 200', reports(trace), ({ status }) => status === 200),
    ),
  ],
})
