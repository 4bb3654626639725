import { defineCase } from '../../engine/case.ts'
import type { Paths } from '../../protocols/msrp/requests.ts'
import { msrpMark, msrpResponsesTo, sameConnection } from '../../judge/readers/msrp.ts'
import { acceptanceOf } from '../../judge/readers/negotiation.ts'
import { messageMedia } from '../../judge/readers/sdp.ts'
import type { Trace } from '../../judge/trace.ts'
import {
  allOf,
  check,
  every,
  exactly,
  irrelevant,
  need,
  none,
  prefer,
  type Finding,
} from '../../judge/vocabulary/index.ts'
import { nothingHandedOn } from '../handed-on.ts'
import { probeText, textInSession } from '../liveness.ts'
import { foreignUris, strayPath, type ForeignUri } from './foreign-uris.ts'
import { framedText, rawSend } from './raw-send.ts'
import { probes, sessionGoesOn } from './session-goes-on.ts'

function whereItApplies(trace: Trace, row: ForeignUri, judge: () => Finding): Finding {
  const own = messageMedia(acceptanceOf(trace, 'P2.invite'))?.path.at(-1)
  return own && !row.uri(own) ? irrelevant('the session id has no letters') : judge()
}

export default defineCase({
  id: 'MSR-04',
  title: 'refuses SENDs that do not belong to a session and its connection',
  group: 'msrp',
  class: 'mandatory',
  purpose:
    'The URI of a session is what a message is let in by, and one connection is bound to it. A gateway that is not ' +
    'exact about either lets strangers speak in a conversation.',
  catches: ['any-session-id', 'second-connection-accepted', 'session-id-without-case'],
  ladder: `
    alice              IWF
      ==== bound ======|
      SEND, To-Path of no session, or of this one by another connection -->|
      <--------- 481, or 506
      the same, Failure-Report: no -->|  no answer
      SEND on the bound connection -->|  200`,
  given: 'P2',
  rows: foreignUris,
  cast: make => ({ alice: make.simple({ name: 'alice' }), bob: make.imps({ name: 'bob' }) }),
  async script(script) {
    const { cast, call, row, mark, quiet, text } = script
    const { from, to } = call.line().paths
    const there = strayPath(to, row)
    const line = async () => (row.on === 'the bound connection' ? call.line() : await call.anotherLine())
    const content = framedText(call, text('stray'))
    if (there) {
      const paths: Paths = { from, to: there }
      await mark('refused', (await line()).send(rawSend({ paths, content, messageId: 'stray-1' }))).answered()
      // A connection that was closed with the refusal is as silent as can be.
      const silent = rawSend({ paths, content, messageId: 'stray-2', failureReport: 'no' })
      await mark('silent', (await line()).send(silent)).sent
    }
    await quiet('after the strays', { shows: probeText(script), probe: () => textInSession(script, call, cast.bob) })
  },
  checks: [
    check('R-32', 'refuses with the right code [RFC 4975 §5.4, §6.1, §7.3]', (trace, row: ForeignUri) =>
      whereItApplies(trace, row, () => {
        const stray = need(msrpMark(trace, 'refused'), 'SEND that belongs to no session')
        const answers = msrpResponsesTo(trace, stray)
        const once = exactly(trace, 1, 'response', answers, { after: stray, within: trace.bounds.msrpResponse })
        const right = allOf(
          once,
          every(String(row.refusal), answers, ({ status }) => status === row.refusal),
        )
        if (row.refusal !== 506) return right
        const unknown = every('481', answers, ({ status }) => status === 481)
        return prefer(right, allOf(once, unknown), '481 is right by RFC 4975 §7.3 read alone')
      }),
    ),
    check('R-32', 'answers nothing to Failure-Report: no [RFC 4975 §7.2]', (trace, row: ForeignUri) =>
      whereItApplies(trace, row, () => {
        const silent = need(msrpMark(trace, 'silent'), 'SEND with Failure-Report: no')
        return none(trace, 'response', seen => msrpResponsesTo(seen, silent), silent, 'after the strays')
      }),
    ),
    check('R-39', 'hands nothing of them to bob', (trace, row: ForeignUri) =>
      whereItApplies(trace, row, () =>
        nothingHandedOn(trace, need(trace.mark('refused'), 'SEND that belongs to no session'), 'after the strays'),
      ),
    ),
    check('R-32', 'the session goes on, on its own connection', trace => {
      const bound = need(trace.mark('P2.bind'), 'bound connection')
      return allOf(
        every('on the bound connection', probes(trace), (_, send) => sameConnection(send, bound)),
        sessionGoesOn(trace, bound),
      )
    }),
  ],
})
