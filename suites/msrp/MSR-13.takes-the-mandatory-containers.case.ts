import { defineCase } from '../../engine/case.ts'
import { msrpMark, msrpResponsesTo } from '../../judge/readers/msrp.ts'
import { acceptanceOf } from '../../judge/readers/negotiation.ts'
import { refusedWith } from '../../judge/readers/refused-send.ts'
import { messageMedia, takesBare } from '../../judge/readers/sdp.ts'
import type { Trace } from '../../judge/trace.ts'
import {
  allOf,
  all,
  check,
  every,
  exactly,
  irrelevant,
  need,
  should,
  type Finding,
} from '../../judge/vocabulary/index.ts'
import { answeredMedia } from '../answer-promises.ts'
import { handedOn, nothingHandedOn } from '../handed-on.ts'
import { probeText, textInSession } from '../liveness.ts'
import { containers, type Contained } from './containers.ts'
import { sessionGoesOn } from './session-goes-on.ts'

const isSignalled = (trace: Trace, { container }: Contained): boolean => {
  const media = messageMedia(acceptanceOf(trace, 'P2.invite'))
  return media !== undefined && takesBare(media, container)
}

const whereSent = (trace: Trace, row: Contained, judge: () => Finding): Finding =>
  isSignalled(trace, row) ? judge() : irrelevant(`${row.container} is not signalled, so it is not sent`)

const sent = (trace: Trace) => need(msrpMark(trace, 'contained'), 'SEND of the container')
const expected = (trace: Trace): string => trace.text('contained')

export default defineCase({
  id: 'MSR-13',
  title: 'takes text out of the containers that every MSRP endpoint must know',
  group: 'msrp',
  class: 'mandatory',
  purpose:
    'Text may come beside a picture, beside a nicer version of itself, or in wrappers within wrappers. Bob’s telephone ' +
    'knows none of this: he must get the text, and never the packaging.',
  catches: ['forwards-containers', 'refuses-containers', 'forwards-cpim-headers'],
  ladder: `
    alice ====== MSRP session ====== IWF            imps.example
      SEND multipart/mixed {text, png}>|
      <------------------------- 200 -|--- SendMessage, the text -->`,
  given: 'P2',
  rows: containers,
  cast: make => ({ alice: make.simple({ name: 'alice' }), bob: make.imps({ name: 'bob' }) }),
  async script(script) {
    const { cast, call, mark, quiet, row, text } = script
    const media = answeredMedia(await call.accepted())
    if (media && takesBare(media, row.container)) {
      const content = row.content(text('contained'), cast.alice.uri, cast.bob.sipUri)
      await mark('contained', call.sendContent(content, { wrap: 'bare' })).answered()
    }
    await quiet('after it', { shows: probeText(script), probe: () => textInSession(script, call, cast.bob) })
  },
  checks: [
    should('R-33', 'the answer signals the container [RFC 4975 §8.6]', (trace, row: Contained) =>
      all(row.container, [acceptanceOf(trace, 'P2.invite')], () => isSignalled(trace, row)),
    ),
    check('R-32', 'the SEND is answered 200 [RFC 4975 §7.3.1]', (trace, row: Contained) =>
      whereSent(trace, row, () => {
        if (row.unknownDemand) return irrelevant('it is to be refused')
        const answers = msrpResponsesTo(trace, sent(trace))
        return allOf(
          exactly(trace, 1, 'response', answers, { after: sent(trace), within: trace.bounds.msrpResponse }),
          every('200', answers, ({ status }) => status === 200),
        )
      }),
    ),
    check('R-33', 'the text reaches bob, once', (trace, row: Contained) =>
      whereSent(trace, row, () => {
        if (row.unknownDemand) return irrelevant('it is to be refused')
        return exactly(trace, 1, 'SendMessageRequest', handedOn(trace), {
          after: sent(trace),
          within: trace.bounds.messageAfterSend,
        })
      }),
    ),
    check('R-33', 'and nothing of the packaging', (trace, row: Contained) =>
      whereSent(trace, row, () => {
        if (handedOn(trace).length === 0) return irrelevant('nothing was handed on')
        return every('the text alone', handedOn(trace), ({ text }) => text.trim() === expected(trace))
      }),
    ),
    should('R-33', 'what requires an unknown feature is refused [RFC 3862 §3.5]', (trace, row: Contained) =>
      whereSent(trace, row, () => {
        if (!row.unknownDemand) return irrelevant('nothing unknown is required')
        return allOf(
          refusedWith(trace, [400, 403, 415, 501], sent(trace), trace.bounds.failureReport),
          nothingHandedOn(trace, sent(trace), 'after it'),
        )
      }),
    ),
    check('R-32', 'the session goes on', trace => sessionGoesOn(trace, acceptanceOf(trace, 'P2.invite'))),
  ],
})
