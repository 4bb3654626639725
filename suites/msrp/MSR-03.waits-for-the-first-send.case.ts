import { defineCase } from '../../engine/case.ts'
import { msrpFromIwf, sends } from '../../judge/readers/msrp.ts'
import { check, exactly, need, noneBefore } from '../../judge/vocabulary/index.ts'
import { deliveryAnswered200, sendAnswered200 } from '../answered-with-200.ts'
import { nothingHandedOn } from '../handed-on.ts'
import { probeText, textInSession } from '../liveness.ts'

export default defineCase({
  id: 'MSR-03',
  title: 'waits as the passive side for the first SEND',
  group: 'msrp',
  class: 'mandatory',
  purpose:
    'A TCP connection does not say which session it is for: the first SEND of the active side does. Whoever sends ' +
    'before that may speak to a stranger.',
  when: [['ICS-01']],
  ambiguities: ['AMB-12'],
  catches: ['bind-before-send', 'drops-message-during-setup'],
  ladder: `
    alice              IWF            imps.example
      TCP connect ---->|                         |  and silence
                       |<-- SendMessage "early" -|
      (nothing)        |                         |
      SEND, no body -->|                         |  no SendMessage
      <--------- 200   |                         |
      <-- SEND "early" |--- SendMessageResponse->|`,
  given: 'P1',
  cast: make => ({ alice: make.simple({ name: 'alice' }), bob: make.imps({ name: 'bob' }) }),
  async script(script) {
    const { cast, imps, mark, quiet, text } = script
    const { alice, bob } = cast
    const call = alice.invite(bob)
    await call.accepted()
    await call.connect()
    const early = mark('early', imps.deliver({ from: bob, to: alice, text: text('early') }))
    // What is held back comes out when the connection is bound, so it is the probe itself.
    await quiet('before the first SEND', {
      shows: text('early'),
      async probe() {
        mark('bind', await call.bind())
        await alice.received(text('early'))
      },
    })
    await early.answered()
    await quiet('after the first SEND', { shows: probeText(script), probe: () => textInSession(script, call, bob) })
  },
  checks: [
    check('R-32', 'sends nothing before the first SEND of alice [RFC 4975 §5.4]', trace => {
      need(trace.quiet('before the first SEND'), 'silence on the open connection')
      const requests = msrpFromIwf(trace).filter(({ message }) => message.kind !== 'response')
      return noneBefore('MSRP request', requests, trace.mark('bind'), 'first SEND')
    }),
    check('R-32', 'answers the bodiless SEND 200 [RFC 4975 §5.4]', trace => sendAnswered200(trace, 'bind')),
    check('R-32', 'hands nothing to bob for it', trace =>
      nothingHandedOn(trace, need(trace.mark('bind'), 'first SEND'), 'after the first SEND'),
    ),
    check('R-14', 'then the message that waited is sent, once', trace =>
      exactly(trace, 1, 'SEND', sends(trace, trace.text('early')), {
        after: need(trace.mark('bind'), 'first SEND'),
        within: trace.bounds.queueAfterBind,
      }),
    ),
    check('R-14', 'and is answered 200 to the IMPS server', trace =>
      deliveryAnswered200(trace, 'early', trace.bounds.answerAfterSetUp),
    ),
  ],
})
