import { defineCase } from '../../engine/case.ts'
import { answeredWith, requestOf } from '../../judge/readers/answered.ts'
import { msrpMark, msrpResponsesTo } from '../../judge/readers/msrp.ts'
import { finals, inCallOf, since } from '../../judge/readers/sip.ts'
import type { Trace } from '../../judge/trace.ts'
import {
  allOf,
  check,
  cite,
  every,
  need,
  satisfied,
  some,
  unobservable,
  violated,
} from '../../judge/vocabulary/index.ts'
import { awaits, Release } from '../../simulators/behaviour.ts'
import { withImpsProbe } from '../cast-with-probe.ts'
import { newSession, probeText } from '../liveness.ts'

const rows: Readonly<Record<string, { readonly transport: 'tcp' | 'udp' }>> = {
  tcp: { transport: 'tcp' },
  udp: { transport: 'udp' },
}

/** The SEND has its response, or its connection is gone: either way its sender is left waiting for nothing. */
function settled(trace: Trace) {
  const send = need(msrpMark(trace, 'send'), 'SEND')
  const due = requestOf(trace, 'bye').at + trace.bounds.msrpResponse.ms
  const answers = msrpResponsesTo(trace, send).filter(({ at }) => at <= due)
  if (answers.length > 0) return satisfied(...cite('effect', ...answers))
  const closed = trace.ends.some(
    ({ connection, by, at }) => connection === send.connection && by === 'iwf' && at <= due,
  )
  if (closed) return satisfied(...cite('cause', send))
  if (trace.endedAt < due)
    return unobservable('the recording ended before the response was due', ...cite('cause', send))
  return violated('the SEND has no response and its connection is open', ...cite('offends', send))
}

export default defineCase({
  id: 'SIP-07',
  title: 'ends a call by the rules of BYE, and no other',
  group: 'sip',
  class: 'mandatory',
  purpose:
    'A BYE ends exactly the call that it belongs to. One that is repeated, belongs to nothing or is out of order must not ' +
    'end a call, must not be answered as if it had, and must not leave anything open.',
  when: [['ICS-01']],
  catches: ['unknown-dialog-accepted', 'old-cseq-accepted', 'pending-send-after-bye'],
  ladder: `
    alice              IWF            imps.example
      INVITE, SEND --->|--- SendMessageRequest ->|  not answered yet
      BYE ------------>|  unknown tags
      <--------- 481   |
      BYE ------------>|  lower CSeq
      <--------- 500   |
      BYE ------------>|
      <--------- 200   |  and the SEND has its end
      BYE, again ----->|
      <--------- 200   |  (or 481, when the transaction is gone)
      BYE, anew ------>|
      <--------- 481   |`,
  given: 'P1',
  rows,
  rowNeeds: { udp: ['ICS-23'] },
  cast: withImpsProbe,
  async script(script) {
    const { cast, imps, mark, quiet, row, text } = script
    const { alice, bob, probe } = cast
    const release = new Release()
    bob.on('message', awaits(release))
    const call = mark('invite', alice.invite(bob, { transport: row.transport }))
    await call.accepted()
    await call.bind()
    const pending = mark('send', call.send(text('pending')))
    await imps.asked('message', bob, { text: text('pending') })
    const { transport } = row
    const tags = { from: `<${alice.uri}>;tag=no-such-1`, to: `<${bob.sipUri}>;tag=no-such-2` }
    const headers = [['From', tags.from] as const, ['To', tags.to] as const, ['Call-ID', call.callId] as const]
    await mark('unknown', alice.request('BYE', bob, { transport, headers })).answered()
    await mark('lower', call.inDialog('BYE', undefined, { sequence: 0 })).answered()
    const bye = mark('bye', call.bye())
    await bye.answered()
    mark('again', bye.repeat())
    await mark('anew', call.inDialog('BYE')).answered()
    // No response is as good where the connection ends instead.
    await Promise.allSettled([pending.answered()])
    release.now()
    await quiet('after the BYEs', { shows: probeText(script), probe: () => newSession(script, alice, probe) })
  },
  checks: [
    check('R-31', 'a BYE with unknown tags gets 481 [RFC 3261 §12.2.2]', trace =>
      answeredWith(trace, 'unknown', trace.bounds.byeAnswer, { strict: [481] }),
    ),
    check('R-31', 'a BYE with a lower CSeq gets 500 [RFC 3261 §12.2.2]', trace =>
      answeredWith(trace, 'lower', trace.bounds.byeAnswer, { strict: [500] }),
    ),
    check('R-31', 'a BYE in the dialog gets 2xx [RFC 3261 §15.1.2]', trace =>
      answeredWith(trace, 'bye', trace.bounds.byeAnswer, { strict: [200, 202] }),
    ),
    check('R-44', 'the SEND that was pending has its end', settled),
    check('R-31', 'the same BYE once more is answered again, or belongs to nothing', trace => {
      const again = requestOf(trace, 'again')
      const answers = since(inCallOf(finals(trace, 'BYE'), again), again).filter(
        ({ message }) => message.branch === again.message.branch,
      )
      return allOf(
        some(trace, 'response', answers, { after: again, within: trace.bounds.quiet }),
        every('200 or 481', answers, ({ status }) => status === 200 || status === 481),
      )
    }),
    check('R-31', 'another BYE in the dead dialog gets 481 [RFC 3261 §15.1.2]', trace =>
      answeredWith(trace, 'anew', trace.bounds.byeAnswer, { strict: [481] }),
    ),
  ],
})
