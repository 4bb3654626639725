import { defineCase } from '../../engine/case.ts'
import { answeredWith } from '../../judge/readers/answered.ts'
import { msrpMark, msrpResponsesTo } from '../../judge/readers/msrp.ts'
import { deliveries } from '../../judge/readers/pager.ts'
import { opens, since, withoutRetransmissions } from '../../judge/readers/sip.ts'
import { sspFromIwf } from '../../judge/readers/ssp.ts'
import {
  allOf,
  check,
  cite,
  either,
  every,
  exactly,
  need,
  none,
  satisfied,
  violated,
} from '../../judge/vocabulary/index.ts'
import { deliveryAnswered200 } from '../answered-with-200.ts'
import { withImpsProbe } from '../cast-with-probe.ts'
import { newSession, probeText } from '../liveness.ts'
import { nothingInOldSession } from '../old-session.ts'

export default defineCase({
  id: 'SES-09',
  title: 'forgets a session that the SIMPLE user has ended',
  group: 'session',
  class: 'mandatory',
  purpose:
    'Only the IWF knows that a session has ended: the IMPS user never saw it. The next message of that user must take ' +
    'another way to the SIMPLE user, or it vanishes into a connection that nobody listens to.',
  ambiguities: ['AMB-13'],
  catches: ['leaks-session-after-bye', 'message-on-dead-session', 'drops-first-message'],
  ladder: `
    alice ====== MSRP session ====== IWF            imps.example
      BYE --------------------------->|
      <------------------------- 200 -|                     (nothing)
      SEND on the old path ---------->|
      <------------- 481, or closed --|
                                      |<-- SendMessage bob->alice "late"
      <--- MESSAGE or INVITE, "late" -|--- SendMessageResponse 200 -->`,
  given: 'P2',
  cast: withImpsProbe,
  async script(script) {
    const { cast, call, imps, mark, quiet, text } = script
    const { alice, bob, probe } = cast
    await mark('bye', call.bye()).answered()
    // The connection may be closed by now, which is as good an answer as 481.
    await Promise.allSettled([mark('stray', call.send(text('stray'))).answered()])
    const late = mark('late', imps.deliver({ from: bob, to: alice, text: text('late') }))
    await alice.received(text('late'))
    await late.answered()
    await quiet('after late', { shows: probeText(script), probe: () => newSession(script, alice, probe) })
  },
  checks: [
    check('R-44', 'BYE is answered 200', trace =>
      answeredWith(trace, 'bye', trace.bounds.byeAnswer, { strict: [200] }),
    ),
    check('R-18', 'the IMPS side sees nothing of the end', trace =>
      none(
        trace,
        'session primitive',
        seen =>
          sspFromIwf(seen).filter(
            ({ message: { primitive, kind } }) => kind === 'query' && (primitive === 'other' || primitive === 'report'),
          ),
        need(trace.mark('bye'), 'BYE'),
        'after late',
      ),
    ),
    check('R-17', 'nothing more is sent in the old session', trace => nothingInOldSession(trace, 'bye', 'after late')),
    check('R-44', 'a SEND on the old path gets 481, or finds the connection closed', trace => {
      const bound = need(trace.mark('P2.bind'), 'bound connection')
      const stray = msrpMark(trace, 'stray')
      const due = (stray ?? bound).at + trace.bounds.msrpResponse.ms
      const closed = trace.ends.some(
        ({ connection, by, at }) => connection === bound.connection && by === 'iwf' && (!stray || at <= due),
      )
      const gone = closed ? satisfied(...cite('effect', bound)) : violated('the connection is still open')
      if (!stray) return gone
      const answers = msrpResponsesTo(trace, stray)
      const refused = allOf(
        exactly(trace, 1, 'response', answers, { after: stray, within: trace.bounds.msrpResponse }),
        every('481', answers, ({ status }) => status === 481),
      )
      return answers.length === 0 ? either(gone, refused) : refused
    }),
    check('R-19', 'the next message comes once, by one MESSAGE or INVITE', trace => {
      const late = need(trace.mark('late'), 'message of bob')
      const by = { after: late, within: trace.bounds.requestAfterDelivery }
      return allOf(
        exactly(trace, 1, 'INVITE or MESSAGE', withoutRetransmissions(since(opens(trace), late)), by),
        exactly(trace, 1, 'delivery of the text', deliveries(trace, trace.text('late')), {
          after: late,
          within: trace.bounds.deliveryAnswer,
        }),
      )
    }),
    check('R-17', 'and is answered 200', trace => deliveryAnswered200(trace, 'late')),
  ],
})
