import { defineCase } from '../../engine/case.ts'
import { answeredWith } from '../../judge/readers/answered.ts'
import { deliveries } from '../../judge/readers/pager.ts'
import { isWithin, needSession, sessionOf } from '../../judge/readers/session-path.ts'
import type { Trace } from '../../judge/trace.ts'
import { allOf, check, every, exactly, irrelevant, need, none } from '../../judge/vocabulary/index.ts'
import { withImpsProbe } from '../cast-with-probe.ts'
import { newSession, probeText } from '../liveness.ts'

/** AMB-15: MSRP allows a second session, and an IWF need not. 491 belongs to one dialog (RFC 3261 §21.4.27). */
const fitting = { strict: [200, 486, 480, 488, 403, 603], lenient: [491] }

const once = (trace: Trace, words: string) =>
  exactly(trace, 1, `delivery of "${words}"`, deliveries(trace, trace.text(words)), {
    after: need(trace.mark(words), `message "${words}"`),
    within: trace.bounds.deliveryAnswer,
  })

const sessions = (trace: Trace) => ({ first: needSession(trace, 'P2.invite'), second: sessionOf(trace, 'second') })

export default defineCase({
  id: 'SES-10',
  title: 'copes with a second INVITE of the same two users',
  group: 'session',
  class: 'mandatory',
  purpose:
    'Clients lose track of their sessions and call again. The IWF may have the second session or refuse it, but each ' +
    'message of the IMPS user must come once, in a session that lives, and the end of one must not take the other along.',
  ambiguities: ['AMB-15'],
  catches: ['breaks-session-on-second-invite', 'delivers-twice', 'message-on-dead-session'],
  ladder: `
    alice ====== first session ====== IWF            imps.example
      INVITE ------------------------->|--- queries ---------------->
      <---------- 200, or a refusal ---|<-- answers ----------------
      <---- SEND "one", in either -----|<-- SendMessage bob->alice "one"
      BYE, first session ------------->|
      <---- SEND "two", in the second -|<-- SendMessage bob->alice "two"
            or MESSAGE or INVITE       |`,
  given: 'P2',
  cast: withImpsProbe,
  async script(script) {
    const { cast, call, imps, mark, quiet, text } = script
    const { alice, bob, probe } = cast
    const second = mark('second', alice.invite(bob))
    if ((await second.final()).status < 300) await second.bind()
    for (const words of ['one', 'two']) {
      if (words === 'two') await mark('bye', call.bye()).answered()
      const delivery = mark(words, imps.deliver({ from: bob, to: alice, text: text(words) }))
      await alice.received(text(words))
      await delivery.answered()
    }
    await quiet('after two', { shows: probeText(script), probe: () => newSession(script, alice, probe) })
  },
  checks: [
    check('R-31', 'accepts the second INVITE, or refuses it with a fitting status', trace =>
      answeredWith(trace, 'second', trace.bounds.finalAfterInvite, fitting),
    ),
    check('R-14', 'the next message comes once, in a session that is up', trace => {
      const { first, second } = sessions(trace)
      return allOf(
        once(trace, 'one'),
        every(
          'in one of the sessions',
          deliveries(trace, trace.text('one')),
          (_, one) => isWithin(one, first) || (second !== undefined && isWithin(one, second)),
        ),
      )
    }),
    check('R-17', 'after the end of the first session a message comes once, and not there', trace =>
      allOf(
        once(trace, 'two'),
        every(
          'not in the first session',
          deliveries(trace, trace.text('two')),
          (_, two) => !isWithin(two, sessions(trace).first),
        ),
      ),
    ),
    check('R-14', 'a second session that was accepted goes on', trace => {
      const { second } = sessions(trace)
      if (!second) return irrelevant('the second INVITE was refused')
      return every('in the second session', deliveries(trace, trace.text('two')), (_, two) => isWithin(two, second))
    }),
    check('R-14', 'nothing is delivered a second time', trace =>
      none(
        trace,
        'second delivery',
        seen => ['one', 'two'].flatMap(words => deliveries(seen, trace.text(words)).slice(1)),
        need(trace.mark('one'), 'message "one"'),
        'after two',
      ),
    ),
  ],
})
