import { defineCase } from '../../engine/case.ts'
import { capabilities } from '../../fixtures/capabilities.ts'
import { E } from '../../fixtures/expectations/sets.ts'
import { answeredWith } from '../../judge/readers/answered.ts'
import { notificationsOf } from '../../judge/readers/imdn.ts'
import { finalOfMessage, messageAccepted, messageOf } from '../../judge/readers/pager.ts'
import type { Trace } from '../../judge/trace.ts'
import { check, every, irrelevant, prefer, some } from '../../judge/vocabulary/index.ts'
import { cpimContent, textOfContent } from '../cpim-content.ts'
import { pagerMessage, probeText } from '../liveness.ts'

const TYPE = 'application/pdf'
const ID = 'pdf1'

/** The author is told by a notification that the message failed. */
const toldOfFailure = (trace: Trace) =>
  some(
    trace,
    'negative notification',
    notificationsOf(trace, trace.text(ID).replace(' ', '')).filter(
      ({ message }) => message.notification?.disposition.status !== 'delivered',
    ),
    { after: messageOf(trace), within: trace.bounds.failureReportWithoutAnswer },
  )

export default defineCase({
  id: 'PGR-03',
  title: 'refuses by MESSAGE what the client of the IMPS user cannot take',
  group: 'pager',
  class: 'mandatory',
  purpose:
    'A document sent to a telephone that takes text only must not disappear: the sender has to be told, and to be told ' +
    'what would be taken instead.',
  when: [['ICS-02']],
  catches: ['type-not-enforced', 'no-accept-with-415', 'no-failure-report'],
  ladder: `
    alice              IWF            imps.example
      MESSAGE -------->|  application/pdf, bare or in message/cpim
                       |--- SendMessage --->|  perhaps
                       |<-- 415 ------------|
      <--------- 415   |  with Accept; or 202, and a negative notification`,
  given: 'P1',
  // In CPIM its author can ask to be told of its fate.
  rows: { bare: { wrapped: false }, 'in-cpim': { wrapped: true } },
  cast: make => ({
    alice: make.simple({ name: 'alice' }),
    bob: make.imps({ name: 'bob', clients: [capabilities.text1000], unfitMessages: 'refused' }),
  }),
  async script(script) {
    const { cast, row, mark, text, quiet } = script
    const { alice, bob } = cast
    const notifications = { messageId: text(ID).replace(' ', ''), dispositions: ['negative-delivery'] } as const
    const document = text('%PDF-1.4')
    const wrapped = cpimContent({ from: alice.uri, to: bob.sipUri, text: document, type: TYPE, notifications })
    const message = row.wrapped
      ? alice.message(bob, textOfContent(wrapped), { type: wrapped.type })
      : alice.message(bob, document, { type: TYPE })
    const { status } = await mark('message', message).answered()
    const lasts = status < 300 ? 'quietReport' : 'quiet'
    await quiet('after message', { shows: probeText(script), lasts, probe: () => pagerMessage(script, alice, bob) })
  },
  checks: [
    check('R-34', 'refused with 415, or accepted and then reported as failed', trace => {
      const { strict, lenient } = E.INCOMPAT.message
      const refused = answeredWith(trace, 'message', trace.bounds.messageFinal, { strict, lenient })
      return messageAccepted(trace)
        ? prefer(refused, toldOfFailure(trace), 'accepted, and reported as failed later')
        : refused
    }),
    check('R-34', 'a 415 names in Accept what is taken instead [RFC 3261 §8.2.3]', trace => {
      const refusals = finalOfMessage(trace).filter(({ message: { status } }) => status === 415)
      if (refusals.length === 0) return irrelevant('the message was not refused with 415')
      return every('Accept', refusals, message => message.values('accept').length > 0)
    }),
  ],
})
