import { defineCase } from '../../engine/case.ts'
import { inviteOf, negotiationWith } from '../../judge/readers/negotiation.ts'
import { businessOfIwf, type SspMessages } from '../../judge/readers/ssp.ts'
import type { Trace } from '../../judge/trace.ts'
import { acceptance, all, check, every, need, noneBefore } from '../../judge/vocabulary/index.ts'
import { deliveryAnswered200 } from '../answered-with-200.ts'

const domainOf = (trace: Trace) => need(trace.cast['bob'], 'bob').split('@')[1] ?? ''

/**
 * The steps of session set-up with the server of this case, in order of time. An IWF may begin one as soon as it starts:
 * nobody else speaks with this server, so that it counts as well.
 */
const setUp = (trace: Trace): SspMessages =>
  trace.infrastructure.ssp.filter(({ owner, message }) => owner === domainOf(trace) && message.primitive === 'set-up')

const side = (from: string) => (from === 'iwf' ? 'iwf' : 'imps')

/** The six messages of a set-up that `begins` begins (SSP binding §5.1). */
const sixSteps = (begins: 'iwf' | 'imps'): readonly string[] => {
  const accepts = begins === 'iwf' ? 'imps' : 'iwf'
  return ['SendSecretToken', 'LoginRequest', 'LoginResponse'].flatMap(name => [
    `${begins} ${name} Request`,
    `${accepts} ${name} Response`,
  ])
}

/** The messages of the first set-up that one side began: its own requests, and what answers them. */
const begunBy = (trace: Trace, begins: 'iwf' | 'imps'): SspMessages =>
  setUp(trace)
    .filter(({ from, message }) => (message.mode === 'Request') === (side(from) === begins))
    .slice(0, 6)

const allSix = (trace: Trace, begins: 'iwf' | 'imps') =>
  all('the six steps in order', begunBy(trace, begins), steps =>
    sixSteps(begins).every((expected, index) => {
      const step = steps[index]
      return step !== undefined && `${side(step.from)} ${step.message.name} ${step.message.mode}` === expected
    }),
  )

/** What the IWF asks or hands on in a session with the server of this case. */
const business = (trace: Trace): SspMessages => businessOfIwf(trace).filter(({ owner }) => owner === domainOf(trace))

const secrets = (trace: Trace): readonly Buffer[] =>
  setUp(trace).flatMap(({ message: { model } }) => (model.name === 'SendSecretToken' ? [model.secret.octets] : []))

const sessionIdsOfIwf = (trace: Trace): readonly string[] =>
  setUp(trace).flatMap(({ from, message: { model } }) =>
    from === 'iwf' && model.name === 'LoginResponse' ? (model.sessionId ?? []) : [],
  )

export default defineCase({
  id: 'SSP-02',
  title: 'sets up the SSP session before it asks anything',
  group: 'ssp',
  class: 'mandatory',
  purpose:
    'The two servers prove to each other who they are before they talk about users. Either may begin; nothing about a ' +
    'user is said before both are satisfied, and what they proved it with never shows elsewhere.',
  when: [['ICS-01']],
  catches: ['ssp-before-login'],
  ladder: `
    alice              IWF            imps.example   (no session)
      INVITE --------->|--- SendSecretToken ---->|
                       |<-- SendSecretToken -----|
                       |--- LoginRequest ------->|
                       |<-- LoginRequest --------|
                       |--- LoginResponse ------>|
                       |<-- LoginResponse -------|
                       |--- capability query --->|
      <--------- 200   |<-- capability answer ---|
                       |<-- the six, from there -|
                       |<-- SendMessage ---------|`,
  given: 'P0',
  needs: [],
  isolation: 'domain',
  cast: make => ({ alice: make.simple({ name: 'alice' }), bob: make.imps({ name: 'bob', domain: 'own' }) }),
  async script({ cast: { alice, bob }, mark, ownImps, text }) {
    const call = mark('invite', alice.invite(bob))
    await call.accepted()
    await call.bind()
    await ownImps.opensSession()
    const reply = mark('reply', ownImps.deliver({ from: bob, to: alice, text: text('reply') }))
    await alice.received(text('reply'))
    await reply.answered()
  },
  checks: [
    check('R-38', 'the set-up that the IWF begins has its six steps', trace => allSix(trace, 'iwf')),
    check('R-38', 'nothing is asked before it is complete', trace =>
      noneBefore('request', business(trace), begunBy(trace, 'iwf')[5], 'end of set-up'),
    ),
    check('R-38', 'what is asked bears the session id that the IWF gave', trace =>
      every('a session id of the IWF', business(trace), ({ sessionId }) => sessionIdsOfIwf(trace).includes(sessionId)),
    ),
    check('R-38', 'the INVITE that waits for it is accepted in time', trace => {
      const after = inviteOf(trace)
      const { spoiledBy } = negotiationWith(trace, 'bob')
      return acceptance(trace, after, { after, within: trace.bounds.sspSetUp }, spoiledBy)
    }),
    check('R-38', 'the set-up that the IMPS server begins has its six steps', trace => allSix(trace, 'imps')),
    check('R-38', 'and serves for a message', trace => deliveryAnswered200(trace, 'reply')),
    check('R-39', 'no secret shows in SIP or MSRP', trace => {
      const known = secrets(trace)
      need(known[0], 'secret')
      const seen = [...trace.sip, ...trace.msrp].filter(({ from }) => from === 'iwf')
      return every<unknown>('no secret', seen, (_, { octets }) => !known.some(secret => octets.includes(secret)))
    }),
  ],
})
