import { defineCase } from '../../engine/case.ts'
import { set, union } from '../../fixtures/expectations/expectation-set.ts'
import { E } from '../../fixtures/expectations/sets.ts'
import { times } from '../../fixtures/catalogue/pixit.ts'
import { inviteOf, negotiationWith } from '../../judge/readers/negotiation.ts'
import { finals } from '../../judge/readers/sip.ts'
import { asks, delivered } from '../../judge/readers/ssp.ts'
import { about, impsAddressOf } from '../../judge/readers/users.ts'
import type { AnyObserved, Trace } from '../../judge/trace.ts'
import { all, allOf, check, every, finalIn, irrelevant, need, some } from '../../judge/vocabulary/index.ts'
import { answersOnce } from '../../simulators/imps/answer-behaviour.ts'
import { noStorm, setUpsBegunByIwf } from './posted.ts'
import { type Loss, losses, meets } from './session-losses.ts'

/** Seconds that the server gives its sessions in the row that lets one lapse. */
const TIME_TO_LIVE = 10

/** The INVITE succeeds on the new session, or fails as when the server cannot be reached. */
const RENEWED = union('accepted, or E.UNREACH', set('accepted', [200], [200]), E.UNREACH.invite)

/** The INVITE on the lost session; of the row about a message, the message. */
const wherefore = (trace: Trace, loss: Loss): AnyObserved =>
  loss === 'message-604' ? need(trace.mark('text'), 'text of alice') : inviteOf(trace)

export default defineCase({
  id: 'SSP-05',
  title: 'renews a lost session, and repeats once what was lost with it',
  group: 'ssp',
  class: 'mandatory',
  purpose:
    'Sessions between servers end without a word: the other side restarts, or takes a session for expired. The IWF finds ' +
    'out when a request is refused for it, and has to log in again so that the user notices nothing.',
  catches: ['no-relogin', 'new-id-on-retry', 'copies-numeric-status'],
  ladder: `
    alice              IWF            imps.example
      INVITE --------->|--- capability query ------->|
                       |<-- Status 604 --------------|  or HTTP 404, or a close
                       |--- SendSecretToken, ... --->|
                       |--- capability query ------->|
      <--------- 200   |<-- capability answer -------|`,
  given: 'P0',
  needs: ['ssp', 'sip', 'msrp'],
  when: [['ICS-01']],
  isolation: 'domain',
  rows: losses,
  cast: make => ({ alice: make.simple({ name: 'alice' }), bob: make.imps({ name: 'bob', domain: 'own' }) }),
  async script({ cast: { alice, bob }, mark, ownImps, pixit, row, text }) {
    if (row === 'time-to-live') {
      ownImps.setsUp({ kind: 'lapses', seconds: TIME_TO_LIVE, ms: times(TIME_TO_LIVE, pixit.SECOND) })
      await ownImps.opensSession()
      await ownImps.sessionLapsed()
      ownImps.setsUp(undefined)
    } else await ownImps.opensSession()
    if (row === 'restart') await ownImps.restarts()
    if (row in meets) bob.on('capability', meets[row as keyof typeof meets]())
    const call = mark('invite', alice.invite(bob))
    await call.final()
    if (row !== 'message-604') return
    await call.bind()
    bob.on('message', answersOnce(604))
    mark('text', call.send(text('Hello')))
    await ownImps.asked('message', bob, { text: text('Hello') })
    await ownImps.sessionOpened()
    await ownImps.asked('message', bob, { text: text('Hello') })
  },
  checks: [
    check<Loss>('R-38', 'a session is set up anew', (trace, row) => {
      const after = wherefore(trace, row)
      const begun = setUpsBegunByIwf(trace).filter(({ at }) => at >= after.at)
      return some(trace, 'set-up', begun, { after, within: trace.bounds.sspSetUp })
    }),
    check('R-28', 'the INVITE is accepted, or refused in time as when the server is out of reach', trace => {
      const answered = negotiationWith(trace, 'bob')
      return finalIn(
        trace,
        { invite: answered.invite, final: answered.final },
        RENEWED,
        inviteOf(trace),
        trace.bounds.finalAfterInvite,
      )
    }),
    check<Loss>('R-38', 'the query is repeated once and no more', (trace, row) => {
      if (row === 'message-604') return irrelevant('no query was lost')
      return all(
        'at most two',
        about(asks(trace, 'capability'), impsAddressOf(trace, 'bob')),
        queries => queries.length <= 2,
      )
    }),
    check<Loss>('R-38', 'the message is repeated once, under the same messageID', (trace, row) => {
      if (row !== 'message-604') return irrelevant('no message was lost')
      const messages = delivered(trace, trace.text('Hello'))
      return allOf(
        all('at most two', messages, sent => sent.length <= 2),
        all('one messageID', messages, sent => new Set(sent.map(({ message }) => message.messageId)).size === 1),
      )
    }),
    check('R-37', 'the SIP side sees no IMPS code: no 600, no 604', trace =>
      every('neither', finals(trace), ({ status }) => status !== 600 && status !== 604),
    ),
    check('R-38', 'no more than five set-ups are begun in ten seconds', trace => {
      const begun = setUpsBegunByIwf(trace)
      return begun.length <= 5 ? all('at most five', begun, few => few.length <= 5) : noStorm(trace)
    }),
  ],
})
