import { defineCase } from '../../engine/case.ts'
import { deliveredBySend } from '../../judge/readers/msrp.ts'
import { opens } from '../../judge/readers/sip.ts'
import { asks } from '../../judge/readers/ssp.ts'
import type { Trace } from '../../judge/trace.ts'
import { all, check, need, none } from '../../judge/vocabulary/index.ts'
import { probeText, textFromImps } from '../liveness.ts'

const COUNT = 20
const numbered = ({ text }: Pick<Trace, 'text'>, who: string): readonly string[] =>
  Array.from({ length: COUNT }, (_, index) => text(`${who} ${index + 1}`))

const sameSequence = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((text, index) => text === other[index])

export default defineCase({
  id: 'SES-03',
  title: 'carries all messages of both users in the session, in order',
  group: 'session',
  class: 'mandatory',
  purpose:
    'The rule that a session carries the messages between two users holds for every one of them, not for the first ' +
    'only; and a conversation whose lines change places, or double, is worth little.',
  catches: ['first-reply-only', 'pager-during-session', 'new-session-for-reply', 'reorders-messages', 'delivers-twice'],
  ladder: `
    alice ====== MSRP session ====== IWF            imps.example
      SEND "alice 1" ---------------->|--- SendMessage "alice 1" -->
      <---------------- SEND "bob 1" -|<-- SendMessage "bob 1" -----
      SEND "alice 2" ---------------->|--- SendMessage "alice 2" -->
      ...                             |                      up to 20`,
  given: 'P2',
  cast: make => ({ alice: make.simple({ name: 'alice' }), bob: make.imps({ name: 'bob' }) }),
  async script(script) {
    const { cast, call, imps, mark, quiet } = script
    const toAlice = numbered(script, 'bob')
    const toBob = numbered(script, 'alice')
    for (const [index, words] of toAlice.entries()) {
      // Two of alice right after each other: one connection gives them their order.
      if (index % 2 === 0) for (const own of [index, index + 1]) mark(`alice ${own + 1}`, call.send(toBob[own] ?? ''))
      // Each of bob waits for the answer to the one before: on several connections nobody else would order them.
      await mark(`bob ${index + 1}`, imps.deliver({ from: cast.bob, to: cast.alice, text: words })).answered()
    }
    for (const words of toAlice) await cast.alice.received(words)
    for (const words of toBob) await imps.asked('message', cast.bob, { text: words })
    await quiet('after all', { shows: probeText(script), probe: () => textFromImps(script, cast.bob, cast.alice) })
  },
  checks: [
    check('R-14', 'all 20 texts of bob come as SEND, each once, in his order', trace => {
      need(trace.mark(`bob ${COUNT}`), 'last message of bob')
      const expected = numbered(trace, 'bob')
      const came = deliveredBySend(trace).filter(({ text }) => expected.includes(text))
      return all(
        `bob 1 to ${COUNT}`,
        came.map(({ chunks }) => chunks[0]),
        () =>
          sameSequence(
            came.map(({ text }) => text),
            expected,
          ),
      )
    }),
    check('R-20', 'all 20 texts of alice become SendMessageRequests, each once, in her order', trace => {
      need(trace.mark(`alice ${COUNT}`), 'last SEND of alice')
      const expected = numbered(trace, 'alice')
      return all(
        `alice 1 to ${COUNT}`,
        asks(trace, 'message').filter(({ message }) => expected.includes(message.text)),
        messages =>
          sameSequence(
            messages.map(({ message }) => message.text),
            expected,
          ),
      )
    }),
    check('R-14', 'no INVITE and no MESSAGE to alice', trace =>
      none(trace, 'INVITE or MESSAGE', opens, need(trace.mark('bob 1'), 'first message of bob'), 'after all'),
    ),
  ],
})
