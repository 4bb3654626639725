import { defineCase } from '../../engine/case.ts'
import { localEvent } from '../../fixtures/mappings/local-events.ts'
import { finalTo, responsesTo, sipMark } from '../../judge/readers/sip.ts'
import { businessOfIwf, sameUser } from '../../judge/readers/ssp.ts'
import { impsAddressOf } from '../../judge/readers/users.ts'
import { check, every, finalIn, need, none } from '../../judge/vocabulary/index.ts'
import { newSession, probeText } from '../liveness.ts'

export default defineCase({
  id: 'USR-02',
  title: 'refuses a user of a domain that it has no server for',
  group: 'unknown-users',
  class: 'mandatory',
  purpose:
    'A query belongs to the server of the addressed user’s domain. When there is none, asking some other server would ' +
    'tell it who wants to talk to whom, and could have the call answered by a namesake.',
  when: [['ICS-01']],
  catches: ['asks-every-domain'],
  ladder: `
    alice              IWF            imps.example
      INVITE x@unserved.example -->|
      <--------- 404   |                         |  (nothing)`,
  given: 'P0',
  needs: ['ssp', 'sip'],
  cast: make => ({
    alice: make.simple({ name: 'alice' }),
    stranger: make.nobody({ name: 'stranger', domain: 'unserved.example' }),
    probe: make.imps({ name: 'probe' }),
  }),
  async script(script) {
    const { cast, mark, quiet } = script
    await mark('invite', cast.alice.invite(cast.stranger)).final()
    await quiet('after refusal', {
      shows: probeText(script),
      probe: () => newSession(script, cast.alice, cast.probe),
    })
  },
  checks: [
    check('R-37', 'refuses as without a route', trace => {
      const invite = need(sipMark(trace, 'invite'), 'INVITE')
      const final = finalTo(trace, invite)
      const expected = localEvent('no-route').invite
      return finalIn(trace, { invite, final }, expected, invite, trace.bounds.finalAfterInvite)
    }),
    check('R-37', 'shows no SDP', trace =>
      every('no SDP', responsesTo(trace, need(sipMark(trace, 'invite'), 'INVITE')), ({ hasSdp }) => !hasSdp),
    ),
    check('R-03', 'asks no IMPS server about that user', trace =>
      none(
        trace,
        'request to an IMPS server',
        // The probe asks in its own right, and whichever way round it does so is not the matter here.
        seen =>
          businessOfIwf(seen).filter(
            ({ message: { kind, targets, recipients, requester, sender } }) =>
              kind === 'query' &&
              ![...targets, ...recipients, requester, sender].some(user =>
                sameUser(user, impsAddressOf(trace, 'probe')),
              ),
          ),
        need(trace.mark('invite'), 'INVITE'),
        'after refusal',
      ),
    ),
  ],
})
