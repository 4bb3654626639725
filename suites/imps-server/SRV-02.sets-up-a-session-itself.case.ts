import { defineServerCase } from '../../engine/server-case.ts'
import { asks, sameUser } from '../../judge/readers/ssp.ts'
import type { Trace } from '../../judge/trace.ts'
import { check, exactly, need, some } from '../../judge/vocabulary/index.ts'
import { allSix, begunBy } from './set-up-steps.ts'

const second = (trace: Trace) => need(trace.mark('second'), 'second message')
const since = (trace: Trace) => second(trace).at

export default defineServerCase({
  id: 'SRV-02',
  title: 'sets up a session itself when it has something to send',
  class: 'mandatory',
  purpose:
    'A gateway may lose its sessions, by a restart for example. A server that has a message for it then sets up a session ' +
    'from its side, and the message arrives.',
  when: [['SICS-03']],
  isolation: 'alone',
  catches: ['server-never-logs-in'],
  ladder: `
    IWF (harness)                IMPS server
      SendMessageRequest  -------->|
      (forgets its sessions)       |
      <----------  session set-up  |
      <------  SendMessageRequest  |   the answer of the user`,
  cast: make => ({ alice: make.requester(), echo: make.provisioned('SICS-03') }),
  async script({ cast: { alice, echo }, gateway, mark, text }) {
    const words = text('Say it again')
    mark('message', gateway.sends({ from: alice, to: echo.uri, text: words }))
    await gateway.received(alice, words)
    gateway.forgetsSessions()
    const again = text('And once more')
    await mark('second', gateway.sends({ from: alice, to: echo.uri, text: again })).sent
    gateway.forgetsSessions()
    await gateway.sessionOpened()
    await gateway.received(alice, again)
  },
  checks: [
    check('R-38', 'the server begins a set-up', trace =>
      exactly(trace, 1, 'set-up', begunBy(trace, 'server', since(trace)).slice(0, 1), {
        after: second(trace),
        within: trace.bounds.sspSetUp,
      }),
    ),
    check('R-38', 'it has its six steps [imps-ssp §5.1]', trace => allSix(trace, 'server', since(trace))),
    check('R-38', 'the message for the SIMPLE user comes in the new session [imps-ssp §5.5]', trace => {
      const alice = trace.cast['alice'] ?? ''
      const open = need(begunBy(trace, 'server', since(trace))[5], 'end of the set-up')
      const messages = asks(trace, 'message').filter(
        ({ message, at }) =>
          at > open.at && message.text.trim() === trace.text('And once more') && sameUser(message.recipient, alice),
      )
      return some(trace, 'message of the user who answers', messages, { after: open, within: trace.bounds.sspAnswer })
    }),
  ],
})
