import { defineServerCase } from '../../engine/server-case.ts'
import { check } from '../../judge/vocabulary/index.ts'
import { answersOnce, answersWith, UNKNOWN_USER } from './server-answer.ts'

export default defineServerCase({
  id: 'SRV-04',
  title: 'refuses a message to a user whom it does not have',
  class: 'mandatory',
  purpose:
    'A gateway answers its SIMPLE user from what the server says. A server that takes a message for nobody makes the ' +
    'gateway tell a lie.',
  catches: ['server-knows-everybody'],
  ladder: `
    IWF (harness)                IMPS server
      SendMessageRequest  -------->|   to nobody
      <---  SendMessageResponse    |   531 for that recipient`,
  cast: make => ({ alice: make.requester(), nobody: make.nobody() }),
  async script({ cast: { alice, nobody }, gateway, mark, text }) {
    await mark('message', gateway.sends({ from: alice, to: nobody.uri, text: text('Anybody there?') })).answered()
  },
  checks: [
    check('R-38', 'one answer to the message', trace => answersOnce(trace, 'message')),
    check('R-37', 'the recipient is unknown [decision 2]', trace =>
      answersWith(trace, 'message', trace.cast['nobody'] ?? '', UNKNOWN_USER),
    ),
  ],
})
