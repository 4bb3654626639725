import { defineCase } from '../../engine/case.ts'
import { chunks } from '../../judge/readers/msrp.ts'
import { allows, finalTo, requests, sipMark } from '../../judge/readers/sip.ts'
import { asks, sameUser } from '../../judge/readers/ssp.ts'
import { impsAddressOf } from '../../judge/readers/users.ts'
import type { Trace } from '../../judge/trace.ts'
import { allOf, check, every, exactly, irrelevant, need, none } from '../../judge/vocabulary/index.ts'
import { probeText } from '../liveness.ts'
import { textArrives } from '../text-arrives.ts'

const aside = (trace: Trace) => need(sipMark(trace, 'aside'), 'MESSAGE of alice')
const pagerMode = (trace: Trace) => trace.claims('ICS-02')

/** What the IMPS side got before the probe. */
const messages = (trace: Trace) =>
  asks(trace, 'message').filter(({ at }) => at <= (trace.quiet('after aside')?.to ?? trace.endedAt))

export default defineCase({
  id: 'SES-11',
  title: 'takes a pager message although a session of the two users is up',
  group: 'session',
  class: 'mandatory',
  purpose:
    'A client may send a single message past the session that it has, and the IWF cannot forbid it. The message must ' +
    'reach the IMPS user like any other, and the session must go on as if nothing had happened.',
  ambiguities: ['AMB-11'],
  catches: ['pager-refused-in-session', 'echoes-pager-message'],
  ladder: `
    alice ====== MSRP session ====== IWF            imps.example
      MESSAGE "aside" --------------->|--- SendMessage "aside" -->
      <----------------- 202 (or 200) |<-- 200 ------------------
      SEND "Is anybody there?" ------>|--- SendMessage ---------->`,
  given: 'P2',
  cast: make => ({ alice: make.simple({ name: 'alice' }), bob: make.imps({ name: 'bob' }) }),
  async script(script) {
    const { cast, call, imps, mark, quiet, text } = script
    await mark('aside', cast.alice.message(cast.bob, text('aside'))).answered()
    const shows = probeText(script)
    const probe = async () => {
      mark('next', call.send(shows))
      await imps.asked('message', cast.bob, { text: shows })
    }
    await quiet('after aside', { shows, probe })
  },
  checks: [
    check('R-15', 'accepts the MESSAGE; without pager mode refuses it as a method that it does not serve', trace => {
      const final = finalTo(trace, aside(trace))
      const answers = final ? [final] : []
      return allOf(
        exactly(trace, 1, 'final response', answers, { after: aside(trace), within: trace.bounds.messageFinal }),
        pagerMode(trace)
          ? every('202 or 200', answers, ({ status }) => status === 202 || status === 200)
          : every(
              '405 with Allow, or 501',
              answers,
              ({ status }, response) => status === 501 || (status === 405 && allows(response).length > 0),
            ),
      )
    }),
    check('R-15', 'one SendMessageRequest, from alice to bob, with its text', trace => {
      if (!pagerMode(trace)) return irrelevant('the implementation has no pager mode')
      const by = { after: aside(trace), within: trace.bounds.messageAfterSend }
      return allOf(
        exactly(trace, 1, 'SendMessageRequest', messages(trace), by),
        every('the text of alice', messages(trace), ({ text }) => text === trace.text('aside')),
        every('sender is alice', messages(trace), ({ sender }) => sameUser(sender, impsAddressOf(trace, 'alice'))),
        every('recipient is bob', messages(trace), ({ recipient }) => sameUser(recipient, impsAddressOf(trace, 'bob'))),
      )
    }),
    check('R-14', 'it is not echoed in the session', trace =>
      none(
        trace,
        'SEND with the text',
        seen => chunks(seen).filter(({ message }) => message.content.includes(trace.text('aside'))),
        aside(trace),
        'after aside',
      ),
    ),
    check('R-15', 'the session carries the next text as before', trace =>
      allOf(
        textArrives(trace, probeText(trace), 'next'),
        none(trace, 'BYE', seen => requests(seen, 'BYE'), aside(trace), 'after aside'),
      ),
    ),
  ],
})
