import { defineServerCase } from '../../engine/server-case.ts'
import { check } from '../../judge/vocabulary/index.ts'
import { answersOnce, answersWith, FOREIGN_SENDER } from './server-answer.ts'

export default defineServerCase({
  id: 'SRV-05',
  title: 'refuses a sender of a domain that the gateway does not speak for',
  class: 'mandatory',
  purpose:
    'A gateway that logged in for one domain could send in the name of any user of any other. The server has to refuse ' +
    'who does not belong to the domain of the session.',
  catches: ['server-takes-foreign-senders'],
  ladder: `
    IWF (harness)                IMPS server
      SendMessageRequest  -------->|   sender of another domain
      <---  Status 901             |`,
  cast: make => ({
    eve: make.requester({ name: 'eve', domain: 'elsewhere.example' }),
    bob: make.provisioned('SICS-01'),
  }),
  async script({ cast: { eve, bob }, gateway, mark, text }) {
    await mark('message', gateway.sends({ from: eve, to: bob.uri, text: text('It is me, really') })).answered()
  },
  checks: [
    check('R-38', 'one answer to the message', trace => answersOnce(trace, 'message')),
    check('R-39', 'the sender is refused', trace =>
      answersWith(trace, 'message', trace.cast['bob'] ?? '', FOREIGN_SENDER),
    ),
  ],
})
