import { defineCase } from '../../engine/case.ts'
import { impsStatus } from '../../fixtures/mappings/imps-status.ts'
import { noSuccessOf, refusedAs } from '../../judge/readers/fate-of-send.ts'
import { msrpMark } from '../../judge/readers/msrp.ts'
import { byeCauseFits, byesIn } from '../../judge/readers/session-end.ts'
import { answersTo } from '../../judge/readers/ssp.ts'
import { check, need } from '../../judge/vocabulary/index.ts'
import { answers, type Behaviour } from '../../simulators/behaviour.ts'
import { withImpsProbe } from '../cast-with-probe.ts'
import { newSession, probeText } from '../liveness.ts'

const UNKNOWN = impsStatus(531)

const rows: Readonly<Record<string, Behaviour>> = {
  'bare-531': answers(531, 'bare'),
  'detail-531': answers(531, 'detail'),
}

export default defineCase({
  id: 'USR-06',
  title: 'tells the sender when the IMPS user has been deleted in mid-session',
  group: 'unknown-users',
  class: 'mandatory',
  purpose:
    'A user who no longer exists will never read what is sent to him. The sender must be told that the text was not ' +
    'taken; to end the session as well, with the reason, is good manners.',
  catches: ['silent-unknown'],
  ladder: `
    alice ====== MSRP session ====== IWF            imps.example
      SEND text --------------------->|--- SendMessage ---------->|
      <------------------------- 403 -|<-- 531 unknown user ------|
      <-- (BYE Reason: SIP;cause=404) |                           |`,
  given: 'P2',
  rows,
  cast: withImpsProbe,
  async script({ cast: { alice, bob, probe }, call, row, mark, quiet, ...script }) {
    const { imps, text } = script
    bob.on('message', row)
    const send = mark('send', call.send(text('Are you there?'), { successReport: true }))
    await imps.asked('message', bob, { text: text('Are you there?') })
    if ((await send.answered()) === 200) await send.reported()
    await quiet('after the failure', { shows: probeText(script), probe: () => newSession(script, alice, probe) })
  },
  checks: [
    check('R-43', 'the text fails with a code that fits an unknown user', trace => {
      const after = need(answersTo(trace, 'message')[0], 'answer to the message')
      const send = need(msrpMark(trace, 'send'), 'SEND')
      const within = trace.bounds.failureReport
      const refused = refusedAs(trace, need(UNKNOWN.msrp, 'MSRP codes of 531'), send, { after, within })
      // To end the session is recommended only: its absence is told and costs nothing.
      return refused.outcome === 'satisfied' && byesIn(trace, 'P2.invite').length === 0
        ? { ...refused, remark: [refused.remark ?? [], 'the session was not ended'].flat().join('; ') }
        : refused
    }),
    check('R-35', 'success is never reported', trace =>
      noSuccessOf(trace, need(msrpMark(trace, 'send'), 'SEND'), 'after the failure'),
    ),
    check('R-44', 'a BYE in consequence gives a fitting reason, where it gives one', trace =>
      byeCauseFits(trace, 'P2.invite', UNKNOWN.byeCause),
    ),
  ],
})
