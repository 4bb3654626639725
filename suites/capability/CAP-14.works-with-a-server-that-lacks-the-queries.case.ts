import { defineCase } from '../../engine/case.ts'
import { set } from '../../fixtures/expectations/expectation-set.ts'
import { E } from '../../fixtures/expectations/sets.ts'
import { acceptancesOf, inviteOf, negotiationWith } from '../../judge/readers/negotiation.ts'
import { allows, finals } from '../../judge/readers/sip.ts'
import { answersTo, asks } from '../../judge/readers/ssp.ts'
import type { Trace } from '../../judge/trace.ts'
import {
  allOf,
  check,
  every,
  finalIn,
  irrelevant,
  need,
  unobservable,
  type Finding,
} from '../../judge/vocabulary/index.ts'
import { answers } from '../../simulators/behaviour.ts'
import { withImpsProbe } from '../cast-with-probe.ts'
import { newSession } from '../liveness.ts'
import { promisesNothingBeyond, promisesText } from '../promise-of-answer.ts'
import { textArrives } from '../text-arrives.ts'

interface Legacy {
  readonly code: 405 | 501
}

const rows: Readonly<Record<string, Legacy>> = { '405': { code: 405 }, '501': { code: 501 } }

const FALLBACK = set('the declared fallback', [200], [200])

const accepted = (trace: Trace): boolean => acceptancesOf(trace, inviteOf(trace)).length > 0

/** The earlier of the two refusals: either is enough for an IWF that needs both answers. */
const firstRefusal = (trace: Trace) =>
  [...answersTo(trace, 'capability'), ...answersTo(trace, 'block')].sort((one, other) => one.at - other.at)[0]

const asDeclared = (trace: Trace): Finding => {
  const call = negotiationWith(trace, 'bob')
  const policy = trace.ics['ICS-06']
  if (policy !== 'REJECT' && policy !== 'ACCEPT-DEFAULT')
    return unobservable(
      `no fallback is declared (ICS-06); the INVITE got ${call.final?.message.status ?? 'no final response'}`,
    )
  const expected = policy === 'REJECT' ? E.UNSUPP.invite : FALLBACK
  return finalIn(trace, call, expected, firstRefusal(trace), trace.bounds.finalAfterInvite)
}

export default defineCase({
  id: 'CAP-14',
  title: 'works with an IMPS server that lacks the queries, as it declares',
  group: 'capability',
  class: 'mandatory',
  purpose:
    'Servers from before the change know neither query and say so. That must cost no more than the session, and not even ' +
    'that where the vendor declares a fallback: messages still flow, over the same server connection.',
  when: [['ICS-01']],
  catches: ['drops-session-on-405', 'unsupported-query-as-timeout'],
  ladder: `
    alice              IWF            imps.example
      INVITE --------->|--- capability query --->|
                       |<-- Status 405 or 501 ---|
      <-- 501, or 200 text                       |  as declared
      MESSAGE -------->|--- SendMessage -------->|  in the same SSP session`,
  given: 'P0',
  // An IWF that drops the SSP session takes it from everybody.
  isolation: 'alone',
  rows,
  cast: withImpsProbe,
  async script({ cast: { alice, bob, probe }, row, ics, mark, ...script }) {
    bob.on('capability', answers(row.code))
    bob.on('block', answers(row.code))
    const { imps, text } = script
    const call = mark('invite', alice.invite(bob))
    const isAccepted = (await call.final()).status < 300
    if (isAccepted) {
      await call.bind()
      mark('in session', call.send(text('In session')))
      await imps.asked('message', bob, { text: text('In session') })
    }
    if (ics['ICS-02']) {
      mark('pager', alice.message(bob, text('By MESSAGE')))
      await imps.asked('message', bob, { text: text('By MESSAGE') })
    } else if (!isAccepted) await newSession(script, alice, probe)
  },
  checks: [
    check('R-25', 'accepts or refuses as the fallback declares', asDeclared),
    check('R-31', 'a 405 lists Allow [RFC 3261 §21.4.6]', trace =>
      every('Allow in a 405', finals(trace), ({ status }, final) => status !== 405 || allows(final).length > 0),
    ),
    check('R-08', 'a session that is accepted all the same is one for text', trace => {
      if (!accepted(trace)) return irrelevant('the session was not accepted')
      return allOf(promisesText(trace), promisesNothingBeyond(trace, ['text/plain']))
    }),
    check('R-15', 'text in it reaches the IMPS user', trace =>
      accepted(trace)
        ? textArrives(trace, trace.text('In session'), 'in session')
        : irrelevant('the session was not accepted'),
    ),
    check('R-25', 'a MESSAGE reaches the IMPS user', trace =>
      trace.claims('ICS-02')
        ? textArrives(trace, trace.text('By MESSAGE'), 'pager')
        : irrelevant('no pager mode (ICS-02)'),
    ),
    check('R-25', 'the SSP session stays up: what follows goes through the one that the query went through', trace => {
      const query = need(asks(trace, 'capability')[0], 'capability query')
      return every('same SSP session', asks(trace, 'message'), ({ sessionId }) => sessionId === query.message.sessionId)
    }),
  ],
})
