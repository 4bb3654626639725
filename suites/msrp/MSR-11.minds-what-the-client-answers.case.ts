import { defineCase } from '../../engine/case.ts'
import { msrpStatus, type MsrpStatusRow } from '../../fixtures/mappings/msrp-status.ts'
import type { Call } from '../../simulators/simple/interface.ts'
import { contentChunks, msrpFromPeer, sends, type MsrpMessages } from '../../judge/readers/msrp.ts'
import { deliveries } from '../../judge/readers/pager.ts'
import { isWithin, needSession } from '../../judge/readers/session-path.ts'
import { inCallOf, requests, sipMark } from '../../judge/readers/sip.ts'
import { answersOf, sspMark } from '../../judge/readers/ssp.ts'
import { failureTold } from '../../judge/readers/told.ts'
import type { AnyObserved, Trace } from '../../judge/trace.ts'
import {
  all,
  allOf,
  check,
  cite,
  either,
  every,
  exactly,
  irrelevant,
  need,
  satisfied,
  should,
  some,
  unobservable,
  violated,
  type Finding,
} from '../../judge/vocabulary/index.ts'
import { clientAnswers, firstText, type ClientAnswer } from './client-answers.ts'

/** The chunks of the message that was too large: the first that came. */
function refused(trace: Trace): MsrpMessages {
  const chunks = contentChunks(trace)
  return chunks.filter(({ message }) => message.messageId === chunks[0]?.message.messageId)
}

const rowOf = ({ status }: ClientAnswer): MsrpStatusRow => need(msrpStatus(status), `mapping of ${status}`)
const first = (trace: Trace) => need(sspMark(trace, 'first'), 'message of bob')
const second = (trace: Trace) => need(sspMark(trace, 'second'), 'second message of bob')

/** The client's word: its error response, or its REPORT. */
const word = (trace: Trace, { status }: ClientAnswer): AnyObserved =>
  need(
    msrpFromPeer(trace).find(({ message }) => message.status === status),
    `${status} of alice`,
  )

/** The session is given up, or set up anew within the dialog. */
const endsOrRenews = (trace: Trace) =>
  inCallOf(requests(trace, 'BYE', 'INVITE'), need(sipMark(trace, 'P2.invite'), 'INVITE'))

const inOldSession = (trace: Trace, text: string) =>
  sends(trace, text).filter(send => isWithin(send, needSession(trace, 'P2.invite')))

/** The message came to alice by another way, and nothing else was told than that. */
const cameOtherwise = (trace: Trace, row: ClientAnswer): Finding => {
  const elsewhere = deliveries(trace, firstText(trace, row)).filter(
    delivery => !isWithin(delivery, needSession(trace, 'P2.invite')),
  )
  const answers = answersOf(trace, first(trace))
  return allOf(
    exactly(trace, 1, 'delivery by another way', elsewhere, {
      after: word(trace, row),
      within: trace.bounds.deliveryAnswer,
    }),
    every('Status 200', answers, ({ status }) => status === 200),
  )
}

/** Waits until nothing more comes of the first message: its last chunk, or none for as long as one may take. */
async function wholeMessage(call: Call): Promise<void> {
  let chunk = await call.incomingSend()
  while (chunk.continuation === '+') {
    const [next] = await Promise.allSettled([call.incomingSend()])
    if (next.status === 'rejected') return
    chunk = next.value
  }
}

export default defineCase({
  id: 'MSR-11',
  title: 'minds what the client answers to its SENDs',
  group: 'msrp',
  class: 'mandatory',
  purpose:
    'A client may refuse a message, or find out later that it cannot be delivered. The gateway must stop, must not use a ' +
    'session that has failed, and must tell the sender the truth.',
  catches: ['sends-after-413', 'hides-msrp-failure', 'report-ignored'],
  ladder: `
    alice ====== MSRP session ====== IWF            imps.example
                                      |<-- SendMessage, report wanted
      <------------------------ SEND -|
      4xx, or 200 and REPORT 408 ---->|--- code of §10.5 in answer or report -->
                                      |<-- SendMessage
      <------ as the answer lets it --|`,
  given: 'P2',
  rows: clientAnswers,
  cast: make => ({ alice: make.simple({ name: 'alice' }), bob: make.imps({ name: 'bob' }) }),
  async script({ cast: { alice, bob }, call, imps, mark, pixit, row, text }) {
    alice.on('SEND', row.answer(pixit))
    const message = { from: bob, to: alice }
    const told = mark('first', imps.deliver({ ...message, deliveryReport: true, text: firstText({ text }, row) }))
    await wholeMessage(call)
    const { status } = await told.answered()
    // After a 200 it is a delivery report that tells of the failure; there is none where the message came otherwise.
    if (status === 200 && !row.later) await Promise.allSettled([imps.asked('report', bob)])
    // Whatever shows first that the REPORT was understood.
    if (row.later) await Promise.race([call.next('BYE'), call.next('INVITE'), imps.asked('report', bob)])
    await mark('second', imps.deliver({ ...message, text: text('second') })).answered()
  },
  checks: [
    check(
      'R-37',
      'tells the IMPS side that the message failed, or brings it by another way [§10.5]',
      (trace, row: ClientAnswer) => {
        const { imps, retriedOutside } = rowOf(row)
        const told = failureTold(trace, first(trace), imps, {
          cause: word(trace, row),
          within: row.later ? trace.bounds.deliveryReport : trace.bounds.deliveryAnswer,
        })
        return retriedOutside ? either(cameOtherwise(trace, row), told) : told
      },
    ),
    check(
      'R-32',
      'sends no more of a message that was too large [RFC 4975 §7.3.2, §10.5]',
      (trace, row: ClientAnswer) => {
        if (row.status !== 413) return irrelevant('the message was not too large')
        const refusal = word(trace, row)
        const chunks = refused(trace)
        const ended = chunks.find(({ message }) => message.continuation === '$')
        // Alice reads every GRACE: what she finds the time after next was sent when the 413 had been there for so long.
        const late = chunks.filter(
          ({ at, message }) => at > refusal.at + 1.5 * trace.pixit.GRACE && message.continuation !== '#',
        )
        if (late.length > 0)
          return violated('goes on after 413', ...cite('cause', refusal), ...cite('offends', ...late))
        if (ended) return unobservable('it was written out before the 413 could arrive', ...cite('effect', ended))
        return satisfied(...cite('cause', refusal), ...cite('effect', ...chunks))
      },
    ),
    should('R-32', 'and ends it with # [RFC 4975 §7.3.2]', (trace, row: ClientAnswer) => {
      if (row.status !== 413) return irrelevant('the message was not too large')
      const chunks = refused(trace)
      if (chunks.some(({ message }) => message.continuation === '$')) return irrelevant('it was written out before')
      return all('#', chunks, ([...sent]) => sent.at(-1)?.message.continuation === '#')
    }),
    check(
      'R-32',
      'treats the session as failed after a failure REPORT: BYE or re-INVITE [RFC 4975 §7.3.2]',
      (trace, row: ClientAnswer) => {
        if (!row.later) return irrelevant('no REPORT')
        return some(trace, 'BYE or re-INVITE', endsOrRenews(trace), {
          after: word(trace, row),
          within: trace.bounds.byeAfterConnectionLoss,
        })
      },
    ),
    check('R-32', 'and sends nothing more in it', (trace, row: ClientAnswer) => {
      if (!row.later) return irrelevant('no REPORT')
      return nothingMore(trace, second(trace))
    }),
    should(
      'R-32',
      'a session that the client does not have is not used any more [RFC 4975 §10.8, §10.10]',
      (trace, row: ClientAnswer) => {
        if (row.status !== 481 && row.status !== 506) return irrelevant('the session is alive')
        return allOf(
          nothingMore(trace, second(trace)),
          some(trace, 'BYE or re-INVITE', endsOrRenews(trace), {
            after: word(trace, row),
            within: trace.bounds.byeAfterConnectionLoss,
          }),
        )
      },
    ),
    should('R-32', 'a type that was refused is not sent again [RFC 4975 §10.6]', (trace, row: ClientAnswer) => {
      if (row.status !== 415) return irrelevant('the type was not refused')
      return nothingMore(trace, second(trace))
    }),
    check('R-14', 'the next message is not lost: it comes, or its failure is told', (trace, row: ClientAnswer) => {
      const came = some(trace, 'delivery', deliveries(trace, trace.text('second')), {
        after: second(trace),
        within: trace.bounds.deliveryAnswer,
      })
      const told = failureTold(trace, second(trace), rowOf(row).imps, { within: trace.bounds.deliveryAnswer })
      return either(came, told)
    }),
  ],
})

/** The second message of bob did not come in the session of the first. */
function nothingMore(trace: Trace, message: AnyObserved): Finding {
  const there = inOldSession(trace, trace.text('second'))
  if (there.length > 0)
    return violated('sent in the same session', ...cite('cause', message), ...cite('offends', ...there))
  return exactly(trace, 1, 'answer about the second message', answersOf(trace, second(trace)), {
    after: message,
    within: trace.bounds.deliveryAnswer,
  })
}
