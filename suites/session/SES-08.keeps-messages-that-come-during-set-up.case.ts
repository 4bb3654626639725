import { defineCase } from '../../engine/case.ts'
import { times } from '../../fixtures/catalogue/pixit.ts'
import { msrpFromIwf } from '../../judge/readers/msrp.ts'
import { deliveries } from '../../judge/readers/pager.ts'
import { isWithin, needSession } from '../../judge/readers/session-path.ts'
import type { Trace } from '../../judge/trace.ts'
import { allOf, check, every, exactly, need, none, noneBefore, prefer } from '../../judge/vocabulary/index.ts'
import { holds } from '../../simulators/behaviour.ts'
import { deliveryAnswered200 } from '../answered-with-200.ts'
import { withSimpleProbe } from '../cast-with-probe.ts'
import { probeText, textFromImps } from '../liveness.ts'

const bind = (trace: Trace) => need(trace.mark('bind'), 'first SEND of alice')
const came = (trace: Trace, words: string) => deliveries(trace, trace.text(words))

/** One delivery in the session, after alice has bound its connection. */
const afterBind = (trace: Trace, words: string) =>
  allOf(
    exactly(trace, 1, `delivery of "${words}"`, came(trace, words), {
      after: bind(trace),
      within: trace.bounds.queueAfterBind,
    }),
    every('in the session', came(trace, words), (_, one) => isWithin(one, needSession(trace, 'invite'))),
  )

const answered200 = (trace: Trace, label: string) => deliveryAnswered200(trace, label, trace.bounds.answerAfterSetUp)

export default defineCase({
  id: 'SES-08',
  title: 'keeps messages that come while a session is being set up',
  group: 'session',
  class: 'mandatory',
  purpose:
    'Between the INVITE and the first SEND a session is there and not there: the IMPS user may write at any moment of it. ' +
    'What he writes must not fall between the chairs, nor be sent before the SIMPLE client is ready for it.',
  ambiguities: ['AMB-12'],
  catches: ['drops-message-during-setup', 'bind-before-send', 'delivers-twice'],
  when: [['ICS-01']],
  ladder: `
    alice              IWF            imps.example
      INVITE --------->|--- capability query --->|  answered 0.2 T_CAP later
                       |<-- SendMessage "early" -|
      <--------- 200   |<-- answer --------------|
      ACK, TCP connect |<-- SendMessage "late" --|
      (nothing)        |                         |
      SEND, no body -->|                         |
      <-- SEND "early", SEND "late"`,
  given: 'P1',
  cast: withSimpleProbe,
  async script(script) {
    const { cast, imps, mark, pixit, quiet, text } = script
    const { alice, bob, probe } = cast
    bob.on('capability', holds(times(0.2, pixit.T_CAP)))
    const call = mark('invite', alice.invite(bob))
    await imps.asked('capability', bob)
    const deliver = (words: string) => mark(words, imps.deliver({ from: bob, to: alice, text: text(words) }))
    const early = deliver('early')
    await call.accepted()
    await call.connect()
    const late = deliver('late')
    // What is held back comes out when the connection is bound, so it is the probe itself.
    await quiet('before the first SEND', {
      shows: text('late'),
      async probe() {
        mark('bind', await call.bind())
        await alice.received(text('late'))
      },
    })
    await alice.received(text('early'))
    for (const message of [early, late]) await message.answered()
    await quiet('after both', { shows: probeText(script), probe: () => textFromImps(script, bob, probe) })
  },
  checks: [
    check('R-32', 'sends nothing in the session before the first SEND of alice [RFC 4975 §5.4]', trace => {
      need(trace.quiet('before the first SEND'), 'silence on the open connection')
      const sent = msrpFromIwf(trace).filter(message => isWithin(message, needSession(trace, 'invite')))
      return noneBefore('MSRP request', sent, trace.mark('bind'), 'first SEND')
    }),
    check('R-14', 'a message after the 2xx comes in the session, once it is bound', trace => afterBind(trace, 'late')),
    check('R-17', 'a message before the 2xx comes there too, or by MESSAGE or INVITE', trace =>
      prefer(
        afterBind(trace, 'early'),
        exactly(trace, 1, 'delivery of "early"', came(trace, 'early'), {
          after: need(trace.mark('early'), 'message "early"'),
          within: trace.bounds.answerAfterSetUp,
        }),
        'it came past the session',
      ),
    ),
    check('R-14', 'both are answered 200', trace => allOf(answered200(trace, 'early'), answered200(trace, 'late'))),
    check('R-14', 'neither comes a second time', trace =>
      none(
        trace,
        'second delivery',
        seen => ['early', 'late'].flatMap(words => deliveries(seen, trace.text(words)).slice(1)),
        need(trace.mark('early'), 'message "early"'),
        'after both',
      ),
    ),
  ],
})
