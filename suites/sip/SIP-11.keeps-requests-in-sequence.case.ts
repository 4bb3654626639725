import { defineCase } from '../../engine/case.ts'
import { answered, answeredWith, requestOf } from '../../judge/readers/answered.ts'
import { refusalOf } from '../../judge/readers/negotiation.ts'
import { opens } from '../../judge/readers/sip.ts'
import { check, irrelevant, none, should } from '../../judge/vocabulary/index.ts'
import { awaits, Release } from '../../simulators/behaviour.ts'
import { newSession, probeText } from '../liveness.ts'
import { textArrives } from '../text-arrives.ts'

export default defineCase({
  id: 'SIP-11',
  title: 'keeps requests in sequence, and tells merged and looped ones',
  group: 'sip',
  class: 'mandatory',
  purpose:
    'Requests can overtake each other, come twice by different ways, or come back to where they were sent from. Each of ' +
    'these must be told from a new request, or a session changes backwards, exists twice, or goes round in circles.',
  when: [['ICS-01']],
  catches: ['old-cseq-accepted', 'merged-request-accepted'],
  ladder: `
    alice ====== MSRP session ====== IWF            imps.example
      re-INVITE ------->|             lower CSeq
      <--------- 500 ---|
      INVITE carol ---->|--- capability query ---->|  held back
      INVITE carol ---->|             same but for the branch
      <--------- 482 ---|
      INVITE dave ----->|             asserted identity: a user of imps.example
      <--------- 403 ---|             or a session without a loop`,
  given: 'P2',
  cast: make => ({
    alice: make.simple({ name: 'alice' }),
    bob: make.imps({ name: 'bob' }),
    carol: make.imps({ name: 'carol' }),
    dave: make.imps({ name: 'dave' }),
    erin: make.imps({ name: 'erin' }),
    probe: make.imps({ name: 'probe' }),
  }),
  async script(script) {
    const { cast, call, imps, mark, quiet, text } = script
    const { alice, carol, dave, erin, probe } = cast
    await mark('lower', call.reinvite({ sequence: 0 })).answered()
    const release = new Release()
    carol.on('capability', awaits(release))
    const pending = mark('pending', alice.invite(carol))
    await pending.provisional()
    await imps.asked('capability', carol)
    const merged = mark('merged', pending.merged())
    // Taken for a second INVITE it causes a second query: the answers must not wait for it to be refused.
    await Promise.race([merged.answered(), imps.asked('capability', carol)])
    release.now()
    await merged.answered()
    await pending.final()
    const identity = ['P-Asserted-Identity', `<${erin.sipUri}>`] as const
    const looped = mark('looped', alice.invite(dave, { from: erin.sipUri, headers: [identity] }))
    const { status } = await looped.final()
    if (status < 300) {
      await looped.bind()
      mark('round', looped.send(text('round and round')))
      await imps.asked('message', dave, { text: text('round and round') })
    }
    await quiet('after the loop', { shows: probeText(script), probe: () => newSession(script, alice, probe) })
  },
  checks: [
    check('R-31', 'a re-INVITE with a lower CSeq gets 500 [RFC 3261 §12.2.2]', trace =>
      answeredWith(trace, 'lower', trace.bounds.reinviteFinal, { strict: [500] }),
    ),
    check('R-31', 'a merged INVITE is answered', trace => answered(trace, 'merged', trace.bounds.finalAfterInvite)),
    should('R-31', 'with 482 [RFC 3261 §8.2.2.2]', trace =>
      answeredWith(trace, 'merged', trace.bounds.finalAfterInvite, { strict: [482] }),
    ),
    check('R-31', 'an INVITE that has come back is refused with 403, 404, 482 or 483, or accepted', trace =>
      answeredWith(trace, 'looped', trace.bounds.finalAfterInvite, { strict: [403, 404, 482, 483, 200] }),
    ),
    check('R-31', 'what is said in a session that it began comes once', trace => {
      if (refusalOf(trace, 'looped')) return irrelevant('it was refused')
      return textArrives(trace, trace.text('round and round'), 'round')
    }),
    check('R-31', 'nothing of it comes back to the SIMPLE side', trace =>
      none(trace, 'INVITE or MESSAGE', opens, requestOf(trace, 'looped'), 'after the loop'),
    ),
  ],
})
