import { defineCase } from '../../engine/case.ts'
import { finalTo, sipMark } from '../../judge/readers/sip.ts'
import { msrpMark, msrpResponsesTo } from '../../judge/readers/msrp.ts'
import { delivered } from '../../judge/readers/ssp.ts'
import { IWF_TARGET } from '../../judge/iwf-lifetime.ts'
import type { AnyObserved, Trace } from '../../judge/trace.ts'
import { cite, check, every, exactly, need, satisfied, unobservable, violated } from '../../judge/vocabulary/index.ts'
import { newSession } from '../liveness.ts'

/** The IWF was restarted; without that nothing here can be told. */
const restarted = (trace: Trace) =>
  trace.behaviours.some(({ target, exercised }) => target === IWF_TARGET && exercised)
    ? undefined
    : unobservable('the implementation was not restarted, because that is not permitted')

/** Posts of the IMPS server that carry the delivery report: on the old session, and on a new one. */
const reports = (trace: Trace) =>
  trace.http.filter(
    ({ from, message, octets }) =>
      from !== 'iwf' && message.kind === 'request' && octets.includes('DeliveryStatusReport'),
  )

/** The HTTP answer to a POST: the next one on its connection. */
const answerTo = (trace: Trace, post: AnyObserved) =>
  trace.http.find(
    ({ from, connection, firstEvent, message }) =>
      from === 'iwf' && connection === post.connection && firstEvent > post.lastEvent && message.kind === 'response',
  )

/** The secrets of all set-ups, the IWF's and the server's. */
const secrets = (trace: Trace): readonly Buffer[] =>
  trace.infrastructure.ssp.flatMap(({ message: { model } }) =>
    model.name === 'SendSecretToken' ? [model.secret.octets] : [],
  )

export default defineCase({
  id: 'ROB-08',
  title: 'forgets its sessions cleanly over a restart, and keeps its secrets',
  group: 'robustness',
  class: 'mandatory',
  purpose:
    'An IWF is restarted now and then, in the middle of sessions. What belongs to them still comes afterwards, from both ' +
    'sides, and must be told to be too late instead of confusing anybody; and what was secret stays so.',
  catches: ['leaks-session-after-bye'],
  ladder: `
    alice ====== MSRP session ====== IWF            imps.example
                                   restart
      BYE ---------------------------->|
      <---------------------------- 481|
      SEND --------------------------->|                        |  refused, or 481
                                       |<-- DeliveryStatusReport|
                                       |--- HTTP 2xx ---------->|  or only in the next session
      INVITE ------------------------->|   ...                  |  as if nothing had been`,
  given: 'P1',
  when: [['ICS-01']],
  needs: ['ssp', 'sip', 'msrp'],
  isolation: 'alone',
  cast: make => ({ alice: make.simple({ name: 'alice' }), bob: make.imps({ name: 'bob', domain: 'own' }) }),
  async script(script) {
    const { cast, iwf, mark, ownImps, text } = script
    const { alice, bob } = cast
    const call = alice.invite(bob)
    await call.accepted()
    await call.bind()
    const hello = call.send(text('Hello'), { successReport: true })
    const asked = await ownImps.asked('message', bob, { text: text('Hello') })
    await hello.answered()
    await iwf.restart()
    await mark('bye', call.bye()).answered()
    mark('send', call.send(text('too late')))
    await ownImps.reportsDelivery(asked, { status: 200, after: 0 }).sent
    await newSession({ ...script, imps: ownImps }, alice, bob)
  },
  checks: [
    check('R-44', 'BYE for a dialog of before gets 481, or 2xx where dialogs outlive a restart', trace => {
      const bye = need(sipMark(trace, 'bye'), 'BYE')
      const final = finalTo(trace, bye)
      const timely = exactly(trace, 1, 'final response', final ? [final] : [], {
        after: bye,
        within: trace.bounds.byeAnswer,
      })
      if (!final || timely.outcome !== 'satisfied') return restarted(trace) ?? timely
      const lawful = every('481 or 2xx', [final], ({ status }) => status === 481 || (status >= 200 && status < 300))
      return restarted(trace) ?? lawful
    }),
    check('R-44', 'SEND in a session of before finds no connection, or gets 481', trace => {
      const send = msrpMark(trace, 'send')
      const lost = trace.ends.filter(({ protocol, by }) => protocol === 'msrp' && by === 'iwf')
      const answers = send ? msrpResponsesTo(trace, send) : []
      if (answers.length > 0) return restarted(trace) ?? every('481', answers, ({ status }) => status === 481)
      const [connection] = lost
      return (
        restarted(trace) ??
        (connection
          ? satisfied({ role: 'window', window: [connection.at, connection.at], connection: connection.connection })
          : unobservable('the connection is still up, and the SEND is not answered'))
      )
    }),
    check('R-44', 'the message of before is not sent again', trace => {
      const hello = delivered(trace, trace.text('Hello'))
      return (
        restarted(trace) ??
        exactly(trace, 1, 'SendMessageRequest', hello, { after: need(hello[0], 'message'), within: trace.bounds.quiet })
      )
    }),
    check('R-38', 'the delivery report is acknowledged by HTTP 2xx, if not at once then in the next session', trace => {
      const posts = reports(trace)
      const last = need(posts.at(-1), 'DeliveryStatusReport')
      const acknowledged = posts.flatMap(post => answerTo(trace, post) ?? [])
      const good = acknowledged.find(({ message: { status } }) => status >= 200 && status < 300)
      if (good) return restarted(trace) ?? satisfied(...cite('cause', last), ...cite('effect', good))
      return restarted(trace) ?? violated('it is never acknowledged', ...cite('offends', last))
    }),
    check('R-44', 'afterwards a session is set up and used as ever', trace => {
      const probe = delivered(trace, trace.text('Is anybody there?'))
      const bye = need(sipMark(trace, 'bye'), 'BYE')
      return (
        restarted(trace) ??
        exactly(trace, 1, 'text in a new session', probe, { after: bye, within: trace.bounds.sessionUnderLoad })
      )
    }),
    check('R-39', 'no secret shows in SIP, in MSRP or in the text of an error', trace => {
      const known = secrets(trace)
      need(known[0], 'secret')
      const errors = trace.http.filter(({ message: { status } }) => status >= 400)
      const statuses = trace.ssp.filter(({ message: { status } }) => status >= 300)
      const said = [...trace.sip, ...trace.msrp, ...errors, ...statuses].filter(({ from }) => from === 'iwf')
      return every<unknown>('no secret', said, (_, { octets }) => !known.some(secret => octets.includes(secret)))
    }),
  ],
})
