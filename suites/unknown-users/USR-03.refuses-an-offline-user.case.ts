import { defineCase } from '../../engine/case.ts'
import { E } from '../../fixtures/expectations/sets.ts'
import { negotiationWith } from '../../judge/readers/negotiation.ts'
import { finalTo, sipMark } from '../../judge/readers/sip.ts'
import { answerTo, asks } from '../../judge/readers/ssp.ts'
import { about, impsAddressOf } from '../../judge/readers/users.ts'
import { check, finalIn, irrelevant, need, none } from '../../judge/vocabulary/index.ts'
import { answers, type Behaviour } from '../../simulators/behaviour.ts'
import type { ImpsUserData } from '../../simulators/imps/interface.ts'
import { newSession, probeText } from '../liveness.ts'
import { textArrives } from '../text-arrives.ts'

interface Offline {
  readonly data?: ImpsUserData
  readonly behaviour?: Behaviour
}

const rows: Readonly<Record<string, Offline>> = {
  'bare-533': { behaviour: answers(533, 'bare') },
  'detail-533': { data: { online: false, offlineForm: 'error' } },
  'online-no': { data: { online: false, offlineForm: 'list' } },
}

export default defineCase({
  id: 'USR-03',
  title: 'refuses a session with an IMPS user who is offline',
  group: 'unknown-users',
  class: 'mandatory',
  purpose:
    'Whether the IMPS user is online is one of the things that an IWF cannot know without asking. Unless it declares ' +
    'that messages are kept for later, it must not accept a session with somebody who is not there.',
  when: [['ICS-01']],
  ambiguities: ['AMB-06'],
  catches: ['accepts-offline-user'],
  ladder: `
    alice              IWF            imps.example
      INVITE erin ---->|--- capability query --->|
      <--------- 480   |<-- not logged in -------|  533, or 533 in detail, or online=No`,
  given: 'P1',
  rows,
  cast: (make, row) => ({
    alice: make.simple({ name: 'alice' }),
    erin: make.imps({ name: 'erin', ...row.data }),
    probe: make.imps({ name: 'probe' }),
  }),
  async script(script) {
    const { cast, imps, mark, quiet, row, text } = script
    const { alice, erin, probe } = cast
    if (row.behaviour) erin.on('capability', row.behaviour)
    const call = mark('invite', alice.invite(erin))
    const final = await call.final()
    if (final.status < 300) {
      await call.bind()
      mark('deferred', call.send(text('For later')))
      await imps.asked('message', erin, { text: text('For later') })
    }
    await quiet('after the decision', { shows: probeText(script), probe: () => newSession(script, alice, probe) })
  },
  checks: [
    check<Offline>('R-11', 'refuses as E.OFFLINE because of the answer', trace => {
      const within = trace.bounds.finalAfterInvite
      return finalIn(trace, negotiationWith(trace, 'erin'), E.OFFLINE.invite, answerTo(trace, 'capability'), within)
    }),
    check<Offline>('R-11', 'sends no message where the session is refused', trace => {
      const invite = need(sipMark(trace, 'invite'), 'INVITE')
      if ((finalTo(trace, invite)?.message.status ?? 0) < 300) return irrelevant('the session was accepted')
      const toErin = (seen: Parameters<typeof asks>[0]) => about(asks(seen, 'message'), impsAddressOf(trace, 'erin'))
      return none(trace, 'SendMessageRequest', toErin, invite, 'after the decision')
    }),
    check<Offline>('R-11', 'hands on what is said in a session accepted for later [ICS-05]', trace => {
      const invite = need(sipMark(trace, 'invite'), 'INVITE')
      if ((finalTo(trace, invite)?.message.status ?? 0) >= 300) return irrelevant('the session was refused')
      return textArrives(trace, trace.text('For later'), 'deferred')
    }),
  ],
})
