import { defineCase } from '../../engine/case.ts'
import { impsStatus } from '../../fixtures/mappings/imps-status.ts'
import { msrpMark } from '../../judge/readers/msrp.ts'
import { noSuccessOf, refusedAs } from '../../judge/readers/fate-of-send.ts'
import { answersTo } from '../../judge/readers/ssp.ts'
import { allOf, check, irrelevant, need } from '../../judge/vocabulary/index.ts'
import { answers, type Behaviour } from '../../simulators/behaviour.ts'
import type { SentMessage } from '../../simulators/simple/interface.ts'
import { firstOf } from '../../simulators/wait.ts'
import { withImpsProbe } from '../cast-with-probe.ts'
import { newSession, probeText } from '../liveness.ts'

const rows: Readonly<Record<string, Behaviour>> = {
  'bare-532': answers(532, 'bare'),
  'detail-532': answers(532, 'detail'),
}

export default defineCase({
  id: 'BLK-11',
  title: 'tells a sender who gets blocked in mid-session that his text was not taken',
  group: 'blocklist',
  class: 'mandatory',
  purpose:
    'A block can come while people talk. The server then refuses the next message, and a sender who is told nothing, or ' +
    'that all is well, goes on talking to somebody who hears nothing.',
  ambiguities: ['AMB-24'],
  catches: ['silent-block', 'report-before-delivery'],
  ladder: `
    alice ====== MSRP session ====== IWF            imps.example
      SEND text --------------------->|--- SendMessage --------->|
      <------------------------- 403 -|<-- 532 blocked ----------|
      SEND text --------------------->|                          |  the same again, unless the IWF ended the session`,
  given: 'P2',
  rows,
  cast: withImpsProbe,
  async script({ cast: { alice, bob, probe }, call, row, ics, mark, quiet, ...script }) {
    const { text } = script
    bob.on('message', row)
    const settled = async (send: SentMessage) => {
      const status = await send.answered()
      if (status === 200 && !ics['ICS-08']) await send.reported()
    }
    await settled(mark('first', call.send(text('First'), { successReport: true })))
    const second = mark('second', call.send(text('Second'), { successReport: true }))
    // The IWF may end the session instead, and then answers no more in it.
    await firstOf(settled(second), call.next('BYE'))
    await quiet('after the block', { shows: probeText(script), probe: () => newSession(script, alice, probe) })
  },
  checks: [
    check('R-43', 'refuses the text because it was refused as blocked', trace => {
      const answer = need(answersTo(trace, 'message')[0], 'answer to the message')
      return refusedAs(trace, need(impsStatus(532).msrp, 'MSRP codes of 532'), need(msrpMark(trace, 'first'), 'SEND'), {
        after: answer,
        within: trace.bounds.failureReport,
      })
    }),
    check('R-43', 'treats a later text the same', trace => {
      const send = need(msrpMark(trace, 'second'), 'second SEND')
      const answer = answersTo(trace, 'message')[1]
      if (!answer) return irrelevant('the session was ended before it')
      return refusedAs(trace, need(impsStatus(532).msrp, 'MSRP codes of 532'), send, {
        after: answer,
        within: trace.bounds.failureReport,
      })
    }),
    check('R-35', 'never reports success', trace =>
      allOf(
        noSuccessOf(trace, need(msrpMark(trace, 'first'), 'SEND'), 'after the block'),
        noSuccessOf(trace, need(msrpMark(trace, 'second'), 'second SEND'), 'after the block'),
      ),
    ),
  ],
})
