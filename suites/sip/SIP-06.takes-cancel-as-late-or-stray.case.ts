import { defineCase } from '../../engine/case.ts'
import { answered, answeredWith, requestOf } from '../../judge/readers/answered.ts'
import { inviteOf, refusalOf } from '../../judge/readers/negotiation.ts'
import { inCallOf, requests } from '../../judge/readers/sip.ts'
import { delivered } from '../../judge/readers/ssp.ts'
import { allOf, check, exactly, need, none, should } from '../../judge/vocabulary/index.ts'
import { awaits, Release } from '../../simulators/behaviour.ts'
import { newSession, probeText } from '../liveness.ts'

export default defineCase({
  id: 'SIP-06',
  title: 'takes a CANCEL that comes too late, belongs to nothing, or requires an extension, as it must',
  group: 'sip',
  class: 'mandatory',
  purpose:
    'A CANCEL may cross the 2xx, may belong to nothing, and may carry fields that would have any other request refused. ' +
    'It must never end a session that is up, and never be refused for an extension, or a caller cannot hang up.',
  when: [['ICS-01']],
  catches: ['late-cancel-ends-session', 'stray-cancel-ignored', 'cancel-refused-for-extension'],
  ladder: `
    alice ====== MSRP session ====== IWF            imps.example
      CANCEL ---------->|             of the INVITE that was accepted
      <--------- 200 ---|             without effect
      SEND "still up" ->|--- SendMessageRequest -->|
      CANCEL ---------->|             of nothing
      <--------- 481 ---|
      INVITE carol ---->|--- capability query ---->|  held back
      CANCEL ---------->|             Require: foo
      <--------- 200 ---|             to CANCEL
      <--------- 487 ---|             to INVITE`,
  given: 'P2',
  cast: make => ({
    alice: make.simple({ name: 'alice' }),
    bob: make.imps({ name: 'bob' }),
    carol: make.imps({ name: 'carol' }),
    probe: make.imps({ name: 'probe' }),
  }),
  async script(script) {
    const { cast, call, imps, mark, quiet, text } = script
    const { alice, bob, carol, probe } = cast
    await mark('late', call.cancel()).answered()
    mark('still up', call.send(text('still up')))
    await imps.asked('message', bob, { text: text('still up') })
    await mark('stray', alice.request('CANCEL', bob)).answered()
    const release = new Release()
    carol.on('capability', awaits(release))
    const pending = mark('pending', alice.invite(carol))
    await pending.provisional()
    await imps.asked('capability', carol)
    await mark('requiring', pending.cancel([['Require', 'foo']])).answered()
    await Promise.allSettled([pending.final()])
    release.now()
    await quiet('after the cancels', { shows: probeText(script), probe: () => newSession(script, alice, probe) })
  },
  checks: [
    check('R-31', 'a CANCEL after the 2xx is answered 200 [RFC 3261 §9.2, RFC 6026 §7.1]', trace =>
      answeredWith(trace, 'late', trace.bounds.cancelAnswer, { strict: [200], lenient: [481] }),
    ),
    check('R-31', 'and has no effect: no BYE, and the session still carries messages', trace => {
      const late = requestOf(trace, 'late')
      const invite = inviteOf(trace, 'P2.invite')
      const stillUp = need(trace.mark('still up'), 'SEND "still up"')
      return allOf(
        none(trace, 'BYE', seen => inCallOf(requests(seen, 'BYE'), invite), late, 'after the cancels'),
        exactly(trace, 1, 'SendMessageRequest', delivered(trace, trace.text('still up')), {
          after: stillUp,
          within: trace.bounds.messageAfterSend,
        }),
      )
    }),
    check('R-31', 'a CANCEL of nothing is answered [RFC 3261 §9.2]', trace =>
      answered(trace, 'stray', trace.bounds.cancelAnswer),
    ),
    should('R-31', 'with 481 [RFC 3261 §9.2]', trace =>
      answeredWith(trace, 'stray', trace.bounds.cancelAnswer, { strict: [481] }),
    ),
    check('R-31', 'a CANCEL is not refused for what it requires [RFC 3261 §8.2.2.3]', trace =>
      answeredWith(trace, 'requiring', trace.bounds.cancelAnswer, { strict: [200] }),
    ),
    check('R-30', 'and ends its INVITE', trace => {
      const refusal = refusalOf(trace, 'pending')
      const by = { after: requestOf(trace, 'requiring'), within: trace.bounds.terminatedAfterCancel }
      return exactly(trace, 1, 'refusal of the INVITE', refusal ? [refusal] : [], by)
    }),
    should('R-30', 'with 487 [RFC 3261 §9.2]', trace =>
      answeredWith(trace, 'pending', trace.bounds.finalAfterInvite, { strict: [487] }),
    ),
  ],
})
