import { defineCase } from '../../engine/case.ts'
import { impsStatus } from '../../fixtures/mappings/imps-status.ts'
import { noSuccessOf, refusedAs } from '../../judge/readers/fate-of-send.ts'
import { msrpMark } from '../../judge/readers/msrp.ts'
import { byeCauseFits } from '../../judge/readers/session-end.ts'
import { answersTo, delivered, sspMark } from '../../judge/readers/ssp.ts'
import { check, need } from '../../judge/vocabulary/index.ts'
import { answers, type Behaviour } from '../../simulators/behaviour.ts'
import { withImpsProbe } from '../cast-with-probe.ts'
import { newSession, probeText } from '../liveness.ts'

interface Row {
  /** What the IMPS server says of the message: at once, or in a later delivery report. */
  readonly code: 533 | 542
  readonly atOnce?: Behaviour
}

const rows: Readonly<Record<string, Row>> = {
  'bare-533': { code: 533, atOnce: answers(533, 'bare') },
  'detail-533': { code: 533, atOnce: answers(533, 'detail') },
  'reported-542': { code: 542 },
}

export default defineCase({
  id: 'USR-05',
  title: 'tells the sender when the IMPS user has gone offline in mid-session',
  group: 'unknown-users',
  class: 'mandatory',
  purpose:
    'IMPS users come and go, and the session of the SIMPLE user knows nothing of it. The server says so when a message ' +
    'comes, or when the message has lain there too long; either way the sender must hear of it.',
  catches: ['silent-offline', 'report-before-delivery'],
  ladder: `
    alice ====== MSRP session ====== IWF            imps.example
      SEND text --------------------->|--- SendMessage ------------------>|
      <------------------------- 4xx -|<-- 533 not logged in -------------|
    or                                |<-- 200, then report 542 expired --|
      <---------- REPORT 4xx ---------|                                   |`,
  given: 'P2',
  rows,
  cast: withImpsProbe,
  async script({ cast: { alice, bob, probe }, call, row, mark, quiet, ...script }) {
    const { imps, pixit, text } = script
    if (row.atOnce) bob.on('message', row.atOnce)
    const send = mark('send', call.send(text('Are you there?'), { successReport: !row.atOnce }))
    const asked = await imps.asked('message', bob, { text: text('Are you there?') })
    const status = await send.answered()
    if (!row.atOnce) mark('expired', imps.reportsDelivery(asked, { status: row.code, after: pixit.N_OBS }))
    if (status === 200) await send.reported()
    await quiet('after the failure', { shows: probeText(script), probe: () => newSession(script, alice, probe) })
  },
  checks: [
    check<Row>('R-43', 'the text fails with a code that fits what the IMPS server said', (trace, { code, atOnce }) => {
      const [message] = delivered(trace, trace.text('Are you there?'))
      need(message, 'SendMessageRequest')
      const after = need(atOnce ? answersTo(trace, 'message')[0] : sspMark(trace, 'expired'), 'word of the IMPS server')
      const expected = need(impsStatus(code).msrp, `MSRP codes of ${code}`)
      const send = need(msrpMark(trace, 'send'), 'SEND')
      return refusedAs(trace, expected, send, { after, within: trace.bounds.failureReport })
    }),
    check<Row>('R-35', 'success is never reported', trace =>
      noSuccessOf(trace, need(msrpMark(trace, 'send'), 'SEND'), 'after the failure'),
    ),
    check<Row>('R-44', 'a BYE in consequence gives a fitting reason, where it gives one', (trace, { code }) =>
      byeCauseFits(trace, 'P2.invite', impsStatus(code).byeCause),
    ),
  ],
})
