import { defineCase } from '../../engine/case.ts'
import { E } from '../../fixtures/expectations/sets.ts'
import { registeredRefusals } from '../../fixtures/mappings/sip-status-codes.ts'
import { negotiationWith } from '../../judge/readers/negotiation.ts'
import { finals, responsesTo, sipMark } from '../../judge/readers/sip.ts'
import { answerTo, asks } from '../../judge/readers/ssp.ts'
import { about, impsAddressOf } from '../../judge/readers/users.ts'
import { check, every, finalIn, need, none } from '../../judge/vocabulary/index.ts'
import { answers, type Behaviour } from '../../simulators/behaviour.ts'
import { newSession, probeText } from '../liveness.ts'

const rows: Readonly<Record<string, Behaviour>> = {
  'bare-531': answers(531, 'bare'),
  'detail-531': answers(531, 'detail'),
  'own-404': answers(404, 'own'),
}

export default defineCase({
  id: 'USR-01',
  title: 'refuses a session with an IMPS user who does not exist',
  group: 'unknown-users',
  class: 'mandatory',
  purpose:
    'A session for which the far end does not exist is a trap: the caller talks and nobody listens. The capability ' +
    'query tells, in one of several forms, that the user is unknown; SIP must say so in its own words.',
  when: [['ICS-01']],
  ambiguities: ['AMB-05'],
  catches: ['accepts-unknown-user', 'copies-numeric-status'],
  ladder: `
    alice              IWF            imps.example
      INVITE nobody -->|--- capability query --->|
      <--------- 404   |<-- unknown user --------|  531, or 531 in detail, or 404`,
  given: 'P1',
  rows,
  cast: make => ({
    alice: make.simple({ name: 'alice' }),
    nobody: make.imps({ name: 'nobody' }),
    probe: make.imps({ name: 'probe' }),
  }),
  async script(script) {
    const { cast, mark, quiet, row } = script
    cast.nobody.on('capability', row)
    await mark('invite', cast.alice.invite(cast.nobody)).final()
    await quiet('after refusal', {
      shows: probeText(script),
      probe: () => newSession(script, cast.alice, cast.probe),
    })
  },
  checks: [
    check<Behaviour>('R-10', 'refuses as E.UNKNOWN because of the answer', trace => {
      const within = trace.bounds.finalAfterInvite
      return finalIn(trace, negotiationWith(trace, 'nobody'), E.UNKNOWN.invite, answerTo(trace, 'capability'), within)
    }),
    check<Behaviour>('R-37', 'in a status that SIP knows, not in that of IMPS', trace =>
      every('a status of SIP', finals(trace), ({ status }) => status < 300 || registeredRefusals.includes(status)),
    ),
    check<Behaviour>('R-10', 'shows no SDP', trace =>
      every('no SDP', responsesTo(trace, need(sipMark(trace, 'invite'), 'INVITE')), ({ hasSdp }) => !hasSdp),
    ),
    check<Behaviour>('R-10', 'sends no message to that user', trace =>
      none(
        trace,
        'SendMessageRequest',
        seen => about(asks(seen, 'message'), impsAddressOf(trace, 'nobody')),
        need(trace.mark('invite'), 'INVITE'),
        'after refusal',
      ),
    ),
  ],
})
