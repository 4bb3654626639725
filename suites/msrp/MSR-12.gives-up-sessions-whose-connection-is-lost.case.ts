import { defineCase } from '../../engine/case.ts'
import { msrpStatus } from '../../fixtures/mappings/msrp-status.ts'
import { ignores } from '../../simulators/behaviour.ts'
import type { SspRequest } from '../../simulators/imps/interface.ts'
import type { Call } from '../../simulators/simple/interface.ts'
import { withholdsReport } from '../../simulators/simple/send-behaviour.ts'
import { deliveredBySend, sameConnection } from '../../judge/readers/msrp.ts'
import { deliveries } from '../../judge/readers/pager.ts'
import { inviteOf } from '../../judge/readers/negotiation.ts'
import { isWithin, needSession } from '../../judge/readers/session-path.ts'
import { inCallOf, requests } from '../../judge/readers/sip.ts'
import { answersOf, sspMark } from '../../judge/readers/ssp.ts'
import { failureTold } from '../../judge/readers/told.ts'
import type { ConnectionEnd, Trace } from '../../judge/trace.ts'
import {
  all,
  allOf,
  check,
  exactly,
  irrelevant,
  need,
  satisfied,
  cite,
  should,
  some,
  violated,
  type Finding,
} from '../../judge/vocabulary/index.ts'
import { answeredMedia } from '../answer-promises.ts'

/** The sessions that the reset ends, by the labels of their INVITEs. */
const sessions = ['P2.invite', 'second']

/** Where a call’s MSRP goes to: `host port`. */
const whereto = async (call: Call): Promise<string> => {
  const [uri] = answeredMedia(await call.accepted())?.path ?? []
  return `${uri?.host.toLowerCase() ?? ''} ${uri?.port ?? ''}`
}

const bound = (trace: Trace) => need(trace.mark('P2.bind'), 'bound connection')

const reset = (trace: Trace): ConnectionEnd =>
  need(
    trace.ends.find(
      ({ connection, how, by }) => connection === bound(trace).connection && how === 'reset' && by === 'peer',
    ),
    'reset of the connection',
  )

/** What the implementation does to a session that has lost its connection: ends it, or sets it up anew. */
const endsOrRenews = (trace: Trace, label: string) =>
  inCallOf(requests(trace, 'BYE', 'INVITE'), inviteOf(trace, label)).filter(({ at }) => at >= reset(trace).at)

/** A message of bob came to alice, or he was told that it did not. */
function notLost(trace: Trace, label: string): Finding {
  const message = need(sspMark(trace, label), `message "${label}"`)
  const came = deliveries(trace, trace.text(label)).filter(
    // What she got before the reset and did not answer is not delivered (RFC 4975 §5.4).
    delivery => delivery.at > reset(trace).at || !isWithin(delivery, needSession(trace, 'P2.invite')),
  )
  const answered = exactly(trace, 1, 'SendMessageResponse', answersOf(trace, message), {
    after: message,
    within: trace.bounds.sendFailed,
  })
  const [answer] = answersOf(trace, message)
  if (!answer || answered.outcome !== 'satisfied') return answered
  const { imps } = need(msrpStatus('connection-lost'), 'mapping of a lost connection')
  if (answer.message.status !== 200) return failureTold(trace, message, imps, { within: trace.bounds.sendFailed })
  const before = came.filter(({ at }) => at < answer.at)
  if (before.length > 0) return satisfied(...cite('cause', message), ...cite('effect', ...before))
  return some(trace, 'delivery', came, { after: answer, within: trace.bounds.requestAfterDelivery })
}

/** What was accepted is to come, and to be seen; what was not accepted is not waited for. */
async function cameIfAccepted(message: SspRequest, coming: Promise<unknown>): Promise<void> {
  if ((await message.answered()).status === 200) await Promise.allSettled([coming])
}

export default defineCase({
  id: 'MSR-12',
  title: 'gives up every session whose connection is lost, and no message with it',
  group: 'msrp',
  class: 'mandatory',
  purpose:
    'Telephones lose their connections. A gateway that keeps the session sends into the void from then on; one that ' +
    'loses what was under way lets people believe that they were read.',
  catches: ['ignores-connection-loss', 'message-on-dead-session'],
  ladder: `
    alice ==== two sessions, one connection ==== IWF        imps.example
                                      |<-- SendMessage "pending"
      <-------------- SEND "pending" -|
      TCP RST ----------------------->|
      <------- BYE, or re-INVITE, each|
      <--------- "pending", otherwise-|--- or a failure -->
                                      |<-- SendMessage "late"
      <------------ "late", otherwise |--- or a failure -->`,
  given: 'P2',
  cast: make => ({
    alice: make.simple({ name: 'alice' }),
    bob: make.imps({ name: 'bob' }),
    carol: make.imps({ name: 'carol' }),
  }),
  async script({ cast: { alice, bob, carol }, call, imps, mark, text }) {
    const second = mark('second', alice.invite(carol))
    const shares = (await whereto(call)) === (await whereto(second))
    mark('second.bind', await second.bind(shares ? { over: call } : {}))
    alice.on('SEND', ignores())
    const pending = mark('pending', imps.deliver({ from: bob, to: alice, text: text('pending') }))
    await alice.received(text('pending'))
    alice.on('SEND', withholdsReport())
    const ended = (shares ? [call, second] : [call]).map(one => Promise.race([one.next('BYE'), one.next('INVITE')]))
    call.line().reset()
    await cameIfAccepted(pending, alice.received(text('pending')))
    // Neither is more than a warning.
    await Promise.allSettled(ended)
    const late = mark('late', imps.deliver({ from: bob, to: alice, text: text('late') }))
    await cameIfAccepted(late, alice.received(text('late')))
  },
  checks: [
    should('R-44', 'every session on the connection is ended, or set up anew [RFC 4975 §5.4]', trace => {
      const second = need(trace.mark('second.bind'), 'second session')
      const lost = sameConnection(second, bound(trace)) ? sessions : sessions.slice(0, 1)
      const [first, ...others] = lost.map(label =>
        some(trace, 'BYE or re-INVITE', endsOrRenews(trace, label), {
          after: { ...bound(trace), at: reset(trace).at },
          within: trace.bounds.byeAfterConnectionLoss,
        }),
      )
      return allOf(need(first, 'session'), ...others)
    }),
    check('R-17', 'what was under way is brought by another way, or its failure is told', trace =>
      notLost(trace, 'pending'),
    ),
    check('R-17', 'so is what comes later', trace => notLost(trace, 'late')),
    check('R-32', 'nothing goes to the old path without a new agreement [RFC 4975 §5.4]', trace => {
      const path = needSession(trace, 'P2.invite')
      const late = need(sspMark(trace, 'late'), 'message after the reset')
      const there = deliveredBySend(trace).flatMap(({ chunks }) =>
        chunks.filter(chunk => chunk.at > reset(trace).at && isWithin(chunk, path)),
      )
      const renewed = endsOrRenews(trace, 'P2.invite').some(({ message }) => message.method === 'INVITE')
      if (there.length > 0 && !renewed) return violated('a SEND to the old path', ...cite('offends', ...there))
      return satisfied(...cite('cause', bound(trace), late))
    }),
    check('R-32', 'content that is sent again in a session set up anew keeps its Message-ID [RFC 4975 §5.4]', trace => {
      const renewed = endsOrRenews(trace, 'P2.invite').find(({ message }) => message.method === 'INVITE')
      if (!renewed) return irrelevant('the session was not set up anew')
      const messages = deliveredBySend(trace).filter(({ text }) => text === trace.text('pending'))
      if (messages.length < 2) return irrelevant('the content was not sent again in it')
      return all(
        'one Message-ID',
        messages.flatMap(({ chunks }) => chunks),
        () => messages.every(({ messageId }) => messageId === messages[0]?.messageId),
      )
    }),
  ],
})
