import { defineCase } from '../../engine/case.ts'
import type { ExpectationSet } from '../../fixtures/expectations/expectation-set.ts'
import { E } from '../../fixtures/expectations/sets.ts'
import { impsStatus } from '../../fixtures/mappings/imps-status.ts'
import { notifications, notificationsOfStatus } from '../../judge/readers/imdn.ts'
import { finalOfMessage, messageOf } from '../../judge/readers/pager.ts'
import { allows } from '../../judge/readers/sip.ts'
import { answerTo } from '../../judge/readers/ssp.ts'
import type { Trace } from '../../judge/trace.ts'
import { check, every, finalIn, irrelevant, need, none, should, some } from '../../judge/vocabulary/index.ts'
import { answers } from '../../simulators/behaviour.ts'
import { cpimContent, textOfContent } from '../cpim-content.ts'
import { pagerMessage, probeText } from '../liveness.ts'
import { endsSession, statusSweep, type Sweep } from '../status-sweep.ts'

/** What the row says of a MESSAGE. */
const expected = ({ code, form }: Sweep): ExpectationSet =>
  // A DetailedResult names the user, so that the bad parameter is the address; bare, it may be anything (decision 23).
  code === 402 && form === 'detail' ? E.ADDR.message : impsStatus(code).message

/**
 * 202 came before the IMPS server had said anything: then it says nothing of the status. Where the vendor states that it
 * always does, the order at the recorder is of no account: what was sent first may be read last.
 */
function acceptedBlindly(trace: Trace): boolean {
  const [final] = finalOfMessage(trace)
  const answer = answerTo(trace, 'message')
  if (final?.message.status !== 202) return false
  return trace.statements.MESSAGE_ANSWER === 'AT-ONCE' || !answer || final.at < answer.at
}

/** What a negative notification may state. */
function dispositions({ code }: Sweep): readonly ('failed' | 'forbidden' | 'error')[] {
  const { imdn } = impsStatus(code)
  if (imdn === 'per-user') return code < 300 ? [] : ['failed', 'forbidden', 'error']
  return imdn.filter(disposition => disposition !== 'processed')
}

export default defineCase({
  id: 'PGR-07',
  title: 'maps every IMPS status of a message to a fitting answer to MESSAGE',
  group: 'pager',
  class: 'mandatory',
  purpose:
    'The answer to a MESSAGE is all that its sender learns. Each status of the IMPS server needs a translation; and where ' +
    'the answer had gone out before, a notification has to make up for it, but never on top of a refusal.',
  when: [['ICS-02']],
  ambiguities: ['AMB-03'],
  catches: ['copies-numeric-status', 'challenge-without-header', '408-to-message', 'notifies-on-top-of-refusal'],
  ladder: `
    alice              IWF            imps.example
      MESSAGE -------->|--- SendMessage ---------->|  asking for notifications where they are spoken
      <--------- xxx   |<-- Status nnn ------------|  nnn alone, or in detail under 900`,
  given: 'P1',
  isolation: row => (endsSession(row) ? 'domain' : 'users'),
  rows: statusSweep,
  lasts: ({ T_MSG }, { code }) => (impsStatus(code).effect === 'wait' ? T_MSG : undefined),
  cast: (make, row) => ({
    alice: make.simple({ name: 'alice' }),
    bob: make.imps({ name: 'bob', ...(endsSession(row) ? { domain: 'own' as const } : {}) }),
    probe: make.imps({ name: 'probe' }),
  }),
  async script(script) {
    const { cast, ics, mark, quiet, row, statements, text } = script
    const { alice, bob, probe } = cast
    bob.on('message', answers(row.code, row.form))
    const wanted = {
      messageId: text('id').replace(' ', ''),
      dispositions: ['positive-delivery', 'negative-delivery'] as const,
    }
    const asking = cpimContent({ from: alice.uri, to: bob.sipUri, text: text('Hello'), notifications: wanted })
    const message = ics['ICS-13']
      ? alice.message(bob, textOfContent(asking), { type: asking.type })
      : alice.message(bob, text('Hello'))
    await mark('message', message).answered()
    const blindly = ics['ICS-13'] && statements.MESSAGE_ANSWER === 'AT-ONCE'
    // It should come, but need not: without it the script goes on.
    if (blindly && dispositions(row).length > 0) await alice.incoming('MESSAGE').catch(() => undefined)
    await quiet('after answer', {
      shows: probeText(script),
      // Of what is never answered at all the failure is known when the wait for it is over.
      lasts: blindly && impsStatus(row.code).effect === 'wait' ? 'quietSlowServer' : 'quiet',
      probe: () => pagerMessage(script, alice, probe),
    })
  },
  checks: [
    check<Sweep>('R-37', 'the final response is of the row’s set', (trace, row) => {
      if (acceptedBlindly(trace)) return irrelevant('202 before the IMPS server had said anything')
      const [final] = finalOfMessage(trace)
      const answered = { invite: messageOf(trace), final }
      return finalIn(trace, answered, expected(row), answerTo(trace, 'message'), trace.bounds.messageFinal)
    }),
    check<Sweep>('R-37', 'it is no numeric copy where the meanings differ, and never 408', (trace, { code }) => {
      const copies = [408, ...(impsStatus(code).numericCopyTrap ? [code] : [])]
      return every(`not ${copies.join(', ')}`, finalOfMessage(trace), ({ status }) => !copies.includes(status))
    }),
    check<Sweep>('R-37', 'a 405 lists Allow, a 415 Accept, a 401 or 407 its challenge [RFC 3261 §20]', trace =>
      every('complete', finalOfMessage(trace), (message, response) => {
        switch (message.status) {
          case 401:
            return message.header('www-authenticate') !== undefined
          case 405:
            return allows(response).length > 0
          case 407:
            return message.header('proxy-authenticate') !== undefined
          case 415:
            return message.values('accept').length > 0
          default:
            return true
        }
      }),
    ),
    check<Sweep>('R-34', 'delivery is never notified, since it was never reported', trace =>
      none(
        trace,
        'positive notification',
        seen => notificationsOfStatus(seen, 'delivered'),
        messageOf(trace),
        'after answer',
      ),
    ),
    check<Sweep>('R-34', 'nothing is notified on top of a refusal [RFC 5438 §12.1.3.1]', trace => {
      const [final] = finalOfMessage(trace)
      if (!final || final.message.status < 300) return irrelevant('the message was not refused')
      return none(trace, 'notification', notifications, messageOf(trace), 'after answer')
    }),
    should<Sweep>('R-37', 'a failure after 202 is notified where that was asked for [RFC 5438 §12.2]', (trace, row) => {
      const due = dispositions(row)
      if (!trace.claims('ICS-13') || !acceptedBlindly(trace)) return irrelevant('the answer itself tells')
      if (due.length === 0) return irrelevant('no notification is due')
      const cause = need(answerTo(trace, 'message'), 'answer of the IMPS server')
      const within = trace.bounds.failureReport
      return some(trace, 'negative notification', notificationsOfStatus(trace, ...due), { after: cause, within })
    }),
  ],
})
