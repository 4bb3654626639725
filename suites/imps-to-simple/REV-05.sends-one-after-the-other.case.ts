import { defineCase } from '../../engine/case.ts'
import { bounds, type Bound } from '../../fixtures/bounds.ts'
import { sum, times } from '../../fixtures/catalogue/duration.ts'
import type { Pixit } from '../../fixtures/catalogue/pixit.ts'
import { overlaps } from '../../judge/readers/outstanding.ts'
import { deliveries } from '../../judge/readers/pager.ts'
import { opens, requests, withoutRetransmissions } from '../../judge/readers/sip.ts'
import type { Trace } from '../../judge/trace.ts'
import {
  all,
  allOf,
  check,
  cite,
  every,
  exactly,
  irrelevant,
  need,
  none,
  satisfied,
  violated,
} from '../../judge/vocabulary/index.ts'
import { holds } from '../../simulators/behaviour.ts'
import { withSimpleProbe } from '../cast-with-probe.ts'
import { probeText, textFromImps } from '../liveness.ts'

const labels = ['one', 'two', 'three'] as const

/** How long the SIMPLE user takes for a final response: 3 s of the catalogue. */
const slowness = ({ N_OBS }: Pixit) => times(1.5, N_OBS)

/** Until all three have gone, each after the one before. */
const patience = (pixit: Pixit): Bound => ({
  ms: sum(times(labels.length, slowness(pixit)), bounds(pixit).deliveryAnswer.ms),
  clause: 'catalogue REV-05: three slow answers',
})

const pagers = (trace: Trace) => withoutRetransmissions(requests(trace, 'MESSAGE'))
const invites = (trace: Trace) =>
  withoutRetransmissions(opens(trace)).filter(
    ({ message, at }) => message.method === 'INVITE' && at <= (trace.quiet('after three')?.to ?? trace.endedAt),
  )
const came = (trace: Trace) => labels.map(label => deliveries(trace, trace.text(label)))

export default defineCase({
  id: 'REV-05',
  title: 'sends one message after the other to a slow SIMPLE user',
  group: 'imps-to-simple',
  class: 'mandatory',
  purpose:
    'While a SIMPLE user has not answered one message the next ones must wait: MESSAGE requests that overtake each other ' +
    'change places and add to congestion, and a session for each of them is no conversation.',
  catches: ['overlapping-messages', 'reorders-messages', 'new-session-for-reply'],
  ladder: `
    alice              IWF            imps.example
                       |<-- SendMessage "one"
      <-- MESSAGE "one"|
                       |<-- SendMessage "two", "three"
      200 ------------>|  1.5 N_OBS later
      <-- MESSAGE "two"|  and so on, or one INVITE and three SENDs`,
  given: 'P0',
  needs: ['ssp'],
  lasts: pixit => times(labels.length, slowness(pixit)),
  cast: withSimpleProbe,
  async script(script) {
    const { cast, imps, mark, pixit, quiet, text } = script
    const { alice, bob, probe } = cast
    for (const method of ['MESSAGE', 'INVITE'] as const) alice.on(method, holds(slowness(pixit)))
    const within = patience(pixit)
    const deliver = (label: string) => mark(label, imps.deliver({ from: bob, to: alice, text: text(label), within }))
    const first = deliver('one')
    await alice.incoming('MESSAGE', 'INVITE')
    const second = deliver('two')
    await second.taken()
    const third = deliver('three')
    for (const label of labels) await alice.received(text(label), within)
    for (const delivery of [first, second, third]) await delivery.answered()
    await quiet('after three', { shows: probeText(script), probe: () => textFromImps(script, bob, probe) })
  },
  checks: [
    check('R-14', 'all three come, once and in order', trace => {
      const [first, ...others] = labels.map((label, index) =>
        exactly(trace, 1, `delivery of "${label}"`, came(trace)[index] ?? [], {
          after: need(trace.mark(label), `message "${label}"`),
          within: patience(trace.pixit),
        }),
      )
      const order = came(trace).flat()
      const inOrder = all('in order', order, messages =>
        messages.every(({ at }, index) => index === 0 || at >= (messages[index - 1]?.at ?? 0)),
      )
      return allOf(need(first, 'message'), ...others, inOrder)
    }),
    check('R-34', 'never two MESSAGE requests to alice are outstanding [RFC 3428 §8]', trace => {
      if (pagers(trace).length === 0) return irrelevant('there is no MESSAGE')
      const early = overlaps(trace, pagers(trace))
      return early.length > 0
        ? violated('a MESSAGE was sent before the one before it was answered', ...cite('offends', ...early))
        : satisfied(...cite('effect', ...pagers(trace)))
    }),
    check('R-14', 'one INVITE at most, and then the session carries them all', trace => {
      const [invite] = invites(trace)
      if (!invite) return irrelevant('there is no INVITE')
      return allOf(
        exactly(trace, 1, 'INVITE', invites(trace), {
          after: need(trace.mark('one'), 'message "one"'),
          within: trace.bounds.requestAfterDelivery,
        }),
        every('by SEND', came(trace).flat(), message => 'toPath' in message),
      )
    }),
    check('R-14', 'nothing comes a second time', trace =>
      none(
        trace,
        'second delivery',
        seen => labels.flatMap(label => deliveries(seen, trace.text(label)).slice(1)),
        need(trace.mark('one'), 'message "one"'),
        'after three',
      ),
    ),
  ],
})
