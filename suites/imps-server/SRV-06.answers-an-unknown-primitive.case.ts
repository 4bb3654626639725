import { defineServerCase } from '../../engine/server-case.ts'
import { check } from '../../judge/vocabulary/index.ts'
import { answersOnce, answersWith, TAKEN, UNKNOWN_PRIMITIVE } from './server-answer.ts'

export default defineServerCase({
  id: 'SRV-06',
  title: 'answers a request that it does not know, and goes on',
  class: 'mandatory',
  purpose:
    'Gateways of a later version may ask for what this server has never heard of. It says so and keeps the session, so ' +
    'that the gateway can fall back on what both know.',
  catches: ['server-ignores-the-unknown'],
  ladder: `
    IWF (harness)                IMPS server
      GetWeatherRequest  --------->|
      <-----------  Status 405     |
      SendMessageRequest  -------->|
      <---  SendMessageResponse 200|`,
  cast: make => ({ alice: make.requester(), bob: make.provisioned('SICS-01') }),
  async script({ cast: { alice, bob }, gateway, mark, text }) {
    await mark('unknown', gateway.asksTheUnknown({ requester: alice })).answered()
    await mark('message', gateway.sends({ from: alice, to: bob.uri, text: text('Never mind') })).answered()
  },
  checks: [
    check('R-26', 'one answer to it', trace => answersOnce(trace, 'unknown')),
    check('R-26', 'which says that it is not known [imps-ssp §13.1]', trace =>
      answersWith(trace, 'unknown', '', UNKNOWN_PRIMITIVE),
    ),
    check('R-26', 'the session goes on: the message that follows is answered once', trace =>
      answersOnce(trace, 'message'),
    ),
    check('R-26', 'and taken', trace => answersWith(trace, 'message', trace.cast['bob'] ?? '', TAKEN)),
  ],
})
