import { defineCase } from '../../engine/case.ts'
import { answeredWith, finalOf } from '../../judge/readers/answered.ts'
import { inviteOf } from '../../judge/readers/negotiation.ts'
import { allows, inCallOf, requests } from '../../judge/readers/sip.ts'
import { asks, delivered } from '../../judge/readers/ssp.ts'
import { about, impsAddressOf } from '../../judge/readers/users.ts'
import type { Trace } from '../../judge/trace.ts'
import { allOf, check, every, exactly, need, none, should } from '../../judge/vocabulary/index.ts'
import { withImpsProbe } from '../cast-with-probe.ts'
import { newSession, probeText } from '../liveness.ts'

const labels = ['outside', 'inside'] as const
const answers = (trace: Trace) => labels.map(label => finalOf(trace, label))

export default defineCase({
  id: 'SIP-10',
  title: 'answers OPTIONS as it would an INVITE, and changes nothing by it',
  group: 'sip',
  class: 'mandatory',
  purpose:
    'Clients ask with OPTIONS what the other side can do, and whether it is there at all, in a call or outside. The answer ' +
    'must be that of an INVITE, and asking must never disturb a session.',
  when: [['ICS-01']],
  catches: ['options-refused', 'options-ends-session'],
  ladder: `
    alice ====== MSRP session ====== IWF            imps.example
      OPTIONS --------->|             outside the session
      <--------- 200 ---|             Allow, Accept, Supported
      OPTIONS --------->|             in the session
      <--------- 200 ---|
      SEND "still up" ->|--- SendMessageRequest -->|`,
  given: 'P2',
  cast: withImpsProbe,
  async script(script) {
    const { cast, call, imps, mark, quiet, text } = script
    const { alice, bob, probe } = cast
    await mark('outside', alice.options(bob)).answered()
    await mark('inside', call.inDialog('OPTIONS')).answered()
    mark('still up', call.send(text('still up')))
    await imps.asked('message', bob, { text: text('still up') })
    await quiet('after the answers', { shows: probeText(script), probe: () => newSession(script, alice, probe) })
  },
  checks: [
    check('R-31', 'OPTIONS outside the session gets 200 [RFC 3261 §11.2]', trace =>
      answeredWith(trace, 'outside', trace.bounds.optionsAnswer, { strict: [200] }),
    ),
    check('R-31', 'OPTIONS in the session gets 200 [RFC 3261 §11.2]', trace =>
      answeredWith(trace, 'inside', trace.bounds.optionsAnswer, { strict: [200] }),
    ),
    should('R-31', 'the answers list Allow, Accept and Supported [RFC 3261 §11.2]', trace =>
      every(
        'Allow, Accept and Supported',
        answers(trace),
        (message, answer) =>
          allows(answer).includes('INVITE') &&
          message.values('accept').length > 0 &&
          message.header('supported') !== undefined,
      ),
    ),
    check('R-31', 'the session goes on: no BYE, no re-INVITE, and it still carries messages', trace => {
      const inside = need(trace.mark('inside'), 'OPTIONS in the session')
      const stillUp = need(trace.mark('still up'), 'SEND "still up"')
      const disturbs = (seen: Parameters<typeof requests>[0]) =>
        inCallOf(requests(seen, 'BYE', 'INVITE'), inviteOf(trace, 'P2.invite'))
      return allOf(
        none(trace, 'BYE or re-INVITE', disturbs, inside, 'after the answers'),
        exactly(trace, 1, 'SendMessageRequest', delivered(trace, trace.text('still up')), {
          after: stillUp,
          within: trace.bounds.messageAfterSend,
        }),
      )
    }),
    check('R-18', 'nothing but the text of the session reaches bob', trace =>
      every(
        'the text of the session',
        about(asks(trace, 'message'), impsAddressOf(trace, 'bob')),
        message => message.text === trace.text('still up'),
      ),
    ),
  ],
})
