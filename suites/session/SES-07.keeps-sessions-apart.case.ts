import { defineCase } from '../../engine/case.ts'
import { deliveries } from '../../judge/readers/pager.ts'
import { isWithin, needSession, sessionOf } from '../../judge/readers/session-path.ts'
import type { Trace } from '../../judge/trace.ts'
import { allOf, check, every, exactly, need, none, unobservable } from '../../judge/vocabulary/index.ts'
import { probeText, textFromImps } from '../liveness.ts'

/** Sessions by the label of their INVITE, with what the IMPS user of each says. */
const words = {
  'P2.invite': 'bob to alice',
  'invite frank': 'frank to alice',
  'invite alice2': 'bob to alice2',
} as const
type Label = keyof typeof words
const labels = Object.keys(words) as readonly Label[]

const established = (trace: Trace): readonly Label[] => labels.filter(label => sessionOf(trace, label))

/** One delivery of the text, within the session of that label. */
const carriedIn = (trace: Trace, label: Label) => {
  const text = trace.text(words[label])
  const session = needSession(trace, label)
  const came = deliveries(trace, text)
  return allOf(
    exactly(trace, 1, `delivery of "${words[label]}"`, came, {
      after: need(trace.mark(words[label]), `message "${words[label]}"`),
      within: trace.bounds.sendAfterDelivery,
    }),
    every('in its own session', came, (_, one) => isWithin(one, session)),
  )
}

export default defineCase({
  id: 'SES-07',
  title: 'keeps the sessions of different pairs of users apart',
  group: 'session',
  class: 'mandatory',
  purpose:
    'A user may talk to several people at once, each in a session of its own. A message that comes out in the session ' +
    'of somebody else is worse than one that is lost.',
  catches: ['crosstalk', 'new-session-for-reply'],
  ladder: `
    alice ===== session with bob ===== IWF            imps.example
    alice ==== session with frank ==== IWF
    alice2 ==== session with bob ===== IWF
      <- SEND, session with bob --------|<-- SendMessage bob->alice
      <- SEND, session with frank ------|<-- SendMessage frank->alice
      <- SEND, session of alice2 -------|<-- SendMessage bob->alice2
      <- MESSAGE or INVITE -------------|<-- SendMessage carol->alice`,
  given: 'P2',
  cast: make => ({
    alice: make.simple({ name: 'alice' }),
    alice2: make.simple({ name: 'alice2' }),
    bob: make.imps({ name: 'bob' }),
    frank: make.imps({ name: 'frank' }),
    carol: make.imps({ name: 'carol' }),
  }),
  async script(script) {
    const { cast, imps, mark, quiet, text } = script
    const { alice, alice2, bob, frank, carol } = cast
    // A vendor may limit the number of sessions: two are enough to tell.
    const begun: Label[] = ['P2.invite']
    for (const [label, caller, callee] of [
      ['invite frank', alice, frank],
      ['invite alice2', alice2, bob],
    ] as const) {
      const call = mark(label, caller.invite(callee))
      if ((await call.final()).status >= 300) continue
      await call.bind()
      begun.push(label)
    }
    const parties = {
      'P2.invite': [bob, alice],
      'invite frank': [frank, alice],
      'invite alice2': [bob, alice2],
    } as const
    for (const label of begun) {
      const [from, to] = parties[label]
      mark(words[label], imps.deliver({ from, to, text: text(words[label]) }))
      await to.received(text(words[label]))
    }
    mark('carol to alice', imps.deliver({ from: carol, to: alice, text: text('carol to alice') }))
    await alice.received(text('carol to alice'))
    await quiet('after all', { shows: probeText(script), probe: () => textFromImps(script, bob, alice) })
  },
  checks: [
    check('R-16', 'each message is carried in the session of its pair, once', trace => {
      const [first, second, third] = established(trace)
      if (first === undefined || second === undefined) return unobservable('fewer than two sessions were accepted')
      const two = allOf(carriedIn(trace, first), carriedIn(trace, second))
      return third === undefined ? two : allOf(two, carriedIn(trace, third))
    }),
    check('R-16', 'a message of a pair without a session is carried outside all of them, once', trace => {
      const text = trace.text('carol to alice')
      const came = deliveries(trace, text)
      const sessions = established(trace).map(label => needSession(trace, label))
      return allOf(
        exactly(trace, 1, 'delivery of "carol to alice"', came, {
          after: need(trace.mark('carol to alice'), 'message of carol'),
          within: trace.bounds.deliveryAnswer,
        }),
        every('in no session of others', came, (_, one) => !sessions.some(session => isWithin(one, session))),
      )
    }),
    check('R-16', 'nothing is delivered a second time', trace => {
      const texts = [...Object.values(words), 'carol to alice'].map(one => trace.text(one))
      return none(
        trace,
        'second delivery',
        seen => texts.flatMap(text => deliveries(seen, text).slice(1)),
        need(trace.mark('P2.invite'), 'INVITE'),
        'after all',
      )
    }),
  ],
})
