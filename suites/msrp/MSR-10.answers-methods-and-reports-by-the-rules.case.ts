import { defineCase } from '../../engine/case.ts'
import { msrpFromIwf, msrpMark, msrpResponsesTo } from '../../judge/readers/msrp.ts'
import type { Trace } from '../../judge/trace.ts'
import { allOf, check, every, exactly, irrelevant, need, none, prefer } from '../../judge/vocabulary/index.ts'
import { probeText, textInSession } from '../liveness.ts'
import { oddMessages, type OddMessage } from './odd-messages.ts'
import { sessionGoesOn } from './session-goes-on.ts'

const odd = (trace: Trace) => need(msrpMark(trace, 'odd'), 'message of alice')

export default defineCase({
  id: 'MSR-10',
  title: 'refuses unknown methods, and never answers a REPORT',
  group: 'msrp',
  class: 'mandatory',
  purpose:
    'Extensions of MSRP bring new methods: a side that does not know one must say so. A REPORT, though, is the end of ' +
    'the matter; two sides that answered each other’s would never stop.',
  catches: ['answers-report', 'unknown-method-ignored'],
  ladder: `
    alice ====== MSRP session ====== IWF
      FOO, AUTH --------------------->|
      <------------------------- 501 -|  To-Path: her whole path
      REPORT, or a stray response --->|  (nothing)`,
  given: 'P2',
  rows: oddMessages,
  cast: make => ({
    alice: make.simple({ name: 'alice' }),
    bob: make.imps({ name: 'bob' }),
    carol: make.imps({ name: 'carol' }),
  }),
  async script(script) {
    const { cast, imps, mark, quiet, row, text } = script
    const [session, peer] = row.viaRelay
      ? [cast.alice.invite(cast.carol, { offer: { viaRelay: true } }), cast.carol]
      : [script.call, cast.bob]
    if (row.viaRelay) {
      await session.accepted()
      await session.bind()
    }
    const hi = imps.deliver({ from: peer, to: cast.alice, text: text('Hi') })
    const { messageId } = await session.incomingSend()
    await hi.answered()
    const line = session.line()
    await mark('odd', line.send(row.message(line.paths, messageId))).sent
    await quiet('after it', { shows: probeText(script), probe: () => textInSession(script, session, peer) })
  },
  checks: [
    check('R-32', 'refuses a method that it does not know with 501 [RFC 4975 §10.9, §12]', (trace, row: OddMessage) => {
      if (row.answer === 'none') return irrelevant('no request is to be refused')
      const answers = msrpResponsesTo(trace, odd(trace))
      const once = exactly(trace, 1, 'response', answers, { after: odd(trace), within: trace.bounds.msrpResponse })
      const refused = allOf(
        once,
        every('501', answers, ({ status }) => status === 501),
      )
      // The implementation may be reached through a relay of its own.
      if (!row.knownToRelays || !trace.claims('ICS-19')) return refused
      const byRelay = every('an answer of a relay', answers, ({ status }) => [401, 403].includes(status))
      return prefer(refused, allOf(once, byRelay), 'answered as by a relay')
    }),
    check(
      'R-32',
      'the response goes along the whole From-Path, from the URI addressed [RFC 4975 §7.2]',
      (trace, row: OddMessage) => {
        if (row.answer === 'none') return irrelevant('no request is to be refused')
        const { fromPath, toPath } = odd(trace).message
        // Of an endpoint behind a relay it comes from both, as the path leads back (RFC 4976 §6.4).
        const overRelay = (from: readonly string[]) => trace.claims('ICS-19') && from.join(' ') === toPath.join(' ')
        const fromOneUri = (from: readonly string[]) => from.length === 1 && toPath.includes(from[0] ?? '')
        return every(
          'paths and flag',
          msrpResponsesTo(trace, odd(trace)),
          response =>
            response.toPath.join(' ') === fromPath.join(' ') &&
            (fromOneUri(response.fromPath) || overRelay(response.fromPath)) &&
            response.continuation === '$',
        )
      },
    ),
    check('R-32', 'the response to a SEND goes to its first URI only [RFC 4975 §7.2]', trace => {
      const sends = trace.msrp.filter(({ from, message }) => from !== 'iwf' && message.kind === 'SEND')
      const answers = sends.flatMap(send => msrpResponsesTo(trace, send).map(answer => ({ send, answer })))
      return every(
        'paths and flag',
        answers.map(({ answer }) => answer),
        (response, observed) => {
          const send = answers.find(({ answer }) => answer === observed)?.send.message
          return (
            response.toPath.join(' ') === send?.fromPath[0] &&
            response.fromPath.join(' ') === send.toPath[0] &&
            response.continuation === '$'
          )
        },
      )
    }),
    check('R-32', 'answers neither REPORT nor response [RFC 4975 §7.1.2]', (trace, row: OddMessage) => {
      if (row.answer !== 'none') return irrelevant('a request is to be answered')
      const { transactionId } = odd(trace).message
      return none(
        trace,
        'response',
        seen => msrpFromIwf(seen).filter(({ message }) => message.transactionId === transactionId),
        odd(trace),
        'after it',
      )
    }),
    check('R-32', 'the session goes on', trace => sessionGoesOn(trace, odd(trace))),
  ],
})
