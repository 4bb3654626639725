import { defineCase } from '../../engine/case.ts'
import { times } from '../../fixtures/catalogue/duration.ts'
import { bounds } from '../../fixtures/bounds.ts'
import { answered, finalOf } from '../../judge/readers/answered.ts'
import { inviteOf } from '../../judge/readers/negotiation.ts'
import { finalTo, sipFromIwf, sipFromPeer, type SipMessages } from '../../judge/readers/sip.ts'
import type { Trace } from '../../judge/trace.ts'
import { allOf, check, every, irrelevant, should } from '../../judge/vocabulary/index.ts'
import { parseNameAddress } from '../../protocols/sip/name-address.ts'
import { parseProducts } from '../../protocols/sip/products.ts'
import { holds } from '../../simulators/behaviour.ts'
import { asksForTimer, inviteWithTimer, timerOf } from '../session-timer.ts'
import { least, type Extension } from './extension.ts'
import { reliableProvisionals } from './reliable-provisionals.ts'
import { sessionTimers } from './session-timers.ts'

const rows: Readonly<Record<Extension, Extension>> = { reliable: 'reliable', timer: 'timer', tags: 'tags' }

/** Seconds, fewer than there may be. */
const tooShort = 60

/** Option tags that the peer has named in the call of a message. */
function supportedBy(trace: Trace, { message }: SipMessages[number]): readonly string[] {
  const own = sipFromPeer(trace).filter(sent => sent.message.callId === message.callId)
  return own.flatMap(sent => [...sent.message.values('supported'), ...sent.message.values('require')])
}

export default defineCase({
  id: 'SIP-15',
  title: 'speaks the extensions that it declares as they are defined, and needs none of its peers',
  group: 'sip',
  class: 'mandatory',
  purpose:
    'Reliable provisional responses, session timers and feature tags work between strangers because each side follows ' +
    'their documents to the letter. And a gateway must be content with a client that knows none of them.',
  when: [
    ['ICS-01', 'ICS-20'],
    ['ICS-01', 'ICS-21'],
    ['ICS-01', 'ICS-12'],
  ],
  catches: ['unreliable-provisionals', 'short-session-interval', 'never-refreshes', 'requires-private-extension'],
  ladder: `
    alice              IWF            imps.example
      INVITE --------->|--- capability query --->|  Require: 100rel
      <--------- 183   |                         |  Require: 100rel, RSeq
      PRACK ---------->|
      <--------- 200   |
      INVITE --------->|                            Session-Expires: 60
      <--------- 422   |                            Min-SE: 90
      INVITE --------->|                            Session-Expires: 90;refresher=uas
      <--------- 200   |                            Session-Expires: 90;refresher=uas
      <----- re-INVITE |                            within 90 s`,
  given: 'P1',
  rows,
  rowNeeds: { reliable: ['ICS-20'], timer: ['ICS-21'], tags: ['ICS-12'] },
  cast: make => ({
    alice: make.simple({ name: 'alice' }),
    bob: make.imps({ name: 'bob' }),
    carol: make.imps({ name: 'carol' }),
  }),
  async script({ cast: { alice, bob, carol }, mark, row, pixit }) {
    if (row === 'reliable') {
      bob.on('capability', holds(times(0.6, pixit.T_CAP)))
      await mark('invite', alice.invite(bob, { headers: [['Require', '100rel']] })).final()
    } else if (row === 'tags') await mark('invite', alice.invite(bob)).final()
    else {
      await mark('invite', alice.invite(bob, { headers: asksForTimer(tooShort) })).final()
      const asked = { seconds: least, refresher: 'uas' } as const
      const { call, final } = await inviteWithTimer(alice, carol, asked, (begun, attempt) =>
        mark(attempt === 1 ? 'timed' : 'timed again', begun),
      )
      const timer = timerOf(final)
      const { clause } = bounds(pixit).provisionalInterval
      if (timer?.refresher === 'uas')
        await Promise.allSettled([call.next('INVITE', { ms: times(timer.interval, pixit.SECOND), clause })])
    }
  },
  checks: [
    ...reliableProvisionals,
    ...sessionTimers,
    check<Extension>('R-31', 'Contact and Server are well-formed [RFC 3840 §9, RFC 3261 §20.35]', (trace, row) => {
      if (row !== 'tags') return irrelevant('this is looked at in the row for it')
      const inTime = answered(trace, 'invite', trace.bounds.finalAfterInvite)
      const final = finalTo(trace, inviteOf(trace))
      if (!final) return inTime
      return allOf(
        inTime,
        every('Contact', [final], message =>
          message.values('contact').every(value => parseNameAddress(value) !== undefined),
        ),
        every('Server', [final], message => {
          const server = message.header('server')
          return server === undefined || parseProducts(server) !== undefined
        }),
      )
    }),
    should<Extension>('R-31', 'the 2xx shows the feature tag of IM clients [RFC 3840 §8]', (trace, row) => {
      if (row !== 'tags') return irrelevant('this is looked at in the row for it')
      return every('+g.oma.sip-im in Contact', [finalOf(trace, 'invite')], message =>
        /;\s*\+g\.oma\.sip-im\b/i.test(message.header('contact') ?? ''),
      )
    }),
    check('R-45', 'nothing is required of the peer that it has not named itself', trace =>
      every('Require', sipFromIwf(trace), (message, sent) =>
        message.values('require').every(tag => supportedBy(trace, sent).includes(tag)),
      ),
    ),
  ],
})
