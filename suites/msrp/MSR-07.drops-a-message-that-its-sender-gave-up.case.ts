import { defineCase } from '../../engine/case.ts'
import { sizedText } from '../../fixtures/content/texts.ts'
import { msrpFromPeer, msrpResponsesTo } from '../../judge/readers/msrp.ts'
import type { Trace } from '../../judge/trace.ts'
import { allOf, check, every, exactly, irrelevant, need } from '../../judge/vocabulary/index.ts'
import { withImpsProbe } from '../cast-with-probe.ts'
import { nothingHandedOn } from '../handed-on.ts'
import { newSession, probeText, textInSession } from '../liveness.ts'
import { framedText, rawSend } from './raw-send.ts'
import { sessionGoesOn } from './session-goes-on.ts'

interface Row {
  readonly by: '#' | 'BYE'
}

const rows: Readonly<Record<string, Row>> = { 'abort-flag': { by: '#' }, 'BYE-amid-the-message': { by: 'BYE' } }

const ID = 'given-up'
const CHUNK = 2048

const pieces = (trace: Trace) => msrpFromPeer(trace).filter(({ message }) => message.messageId === ID)
const first = (trace: Trace) => need(pieces(trace)[0], 'first chunk')

export default defineCase({
  id: 'MSR-07',
  title: 'drops a message that its sender gave up',
  group: 'msrp',
  class: 'mandatory',
  purpose:
    'Half a message is worse than none: it may say the opposite of what was meant. What a client stops sending, or ' +
    'leaves behind when it hangs up, must not reach bob.',
  catches: ['aborted-message-delivered'],
  ladder: `
    alice ====== MSRP session ====== IWF            imps.example
      SEND 1-2048/5000 + ------------>|
      <------------------------- 200 -|
      SEND 2049-*/5000 #, or BYE ---->|                 (nothing)`,
  given: 'P2L',
  rows,
  cast: withImpsProbe,
  async script(script) {
    const { cast, call, mark, quiet, row, text } = script
    const { alice, bob, probe } = cast
    const line = call.line()
    const whole = { paths: line.paths, messageId: ID, content: framedText(call, sizedText(5000, text('half'))) }
    await line.send(rawSend({ ...whole, part: [0, CHUNK], flag: '+' })).answered()
    if (row.by === 'BYE') await mark('end', call.bye()).answered()
    else {
      const rest = rawSend({ ...whole, part: [CHUNK, CHUNK + 100], range: { end: '*' }, flag: '#' })
      await mark('end', line.send(rest)).sent
    }
    await quiet('after the end', {
      shows: probeText(script),
      probe: () => (row.by === 'BYE' ? newSession(script, alice, probe) : textInSession(script, call, bob)),
    })
  },
  checks: [
    check('R-32', 'the first chunk is answered 200 [RFC 4975 §7.2]', trace => {
      const answers = msrpResponsesTo(trace, first(trace))
      return allOf(
        exactly(trace, 1, 'response', answers, { after: first(trace), within: trace.bounds.msrpResponse }),
        every('200', answers, ({ status }) => status === 200),
      )
    }),
    check('R-32', 'nothing of the message reaches bob [RFC 4975 §7.1]', trace => {
      need(trace.mark('end'), 'end of the message')
      return nothingHandedOn(trace, first(trace), 'after the end')
    }),
    check('R-32', 'the session goes on after an abort', (trace, row: Row) =>
      row.by === 'BYE' ? irrelevant('alice has hung up') : sessionGoesOn(trace, need(trace.mark('end'), 'abort')),
    ),
  ],
})
