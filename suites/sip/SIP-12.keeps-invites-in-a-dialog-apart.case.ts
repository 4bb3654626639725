import { defineCase } from '../../engine/case.ts'
import { bounds } from '../../fixtures/bounds.ts'
import { times } from '../../fixtures/catalogue/duration.ts'
import { answeredWith, finalOf, requestOf } from '../../judge/readers/answered.ts'
import { finalTo, inCallOf, requests } from '../../judge/readers/sip.ts'
import { check, cite, every, irrelevant, unobservable } from '../../judge/vocabulary/index.ts'
import { awaits, Release } from '../../simulators/behaviour.ts'
import { parseRetryAfter } from '../../protocols/sip/delta-seconds.ts'
import { inviteWithTimer } from '../session-timer.ts'

type Who = 'peer' | 'iwf'
const rows: Readonly<Record<string, Who>> = { 'second-of-the-caller': 'peer', 'during-a-refresh': 'iwf' }

export default defineCase({
  id: 'SIP-12',
  title: 'keeps INVITEs within a dialog apart',
  group: 'sip',
  class: 'mandatory',
  purpose:
    'Two offers at the same time cannot both be answered: each side would believe something else of the session. A second ' +
    'INVITE must wait until the first is through, whichever side sent that.',
  when: [['ICS-01']],
  ambiguities: ['AMB-17'],
  catches: ['overlapping-invites-accepted'],
  ladder: `
    alice ====== MSRP session ====== IWF            imps.example
      re-INVITE ------->|  other types  -- query -->|  held back
      re-INVITE ------->|
      <--------- 500 ---|  Retry-After: 0 to 10
      <----- re-INVITE -|  refresh by the IWF
      re-INVITE ------->|
      <--------- 491 ---|
      200 ------------->|`,
  given: 'P1',
  rows,
  rowNeeds: { 'during-a-refresh': ['ICS-21'] },
  cast: make => ({ alice: make.simple({ name: 'alice' }), bob: make.imps({ name: 'bob' }) }),
  async script({ cast: { alice, bob }, mark, row, pixit }) {
    const release = new Release()
    const offer = { acceptWrappedTypes: ['image/png', 'image/gif', 'message/imdn+xml'] }
    if (row === 'peer') {
      const call = mark('invite', alice.invite(bob))
      await call.accepted()
      await call.bind()
      bob.on('capability', awaits(release))
      const first = mark('first', call.reinvite({ offer }))
      const second = mark('second', call.reinvite())
      await second.answered()
      release.now()
      await first.answered()
      return
    }
    const asked = { seconds: 90, refresher: 'uas' } as const
    const { call } = await inviteWithTimer(alice, bob, asked, begun => mark('invite', begun))
    await call.accepted()
    await call.bind()
    alice.on('re-INVITE', awaits(release))
    const { clause } = bounds(pixit).provisionalInterval
    await call.next('INVITE', { ms: times(200, pixit.SECOND), clause })
    await mark('second', call.reinvite({ offer })).answered()
    release.now()
  },
  checks: [
    check<Who>('R-31', 'a second INVITE before the answer to the first gets 500 [RFC 3261 §14.2]', (trace, row) => {
      if (row !== 'peer') return irrelevant('the first INVITE is the IWF’s')
      const first = finalTo(trace, requestOf(trace, 'first'))
      const second = finalTo(trace, requestOf(trace, 'second'))
      if (first && (!second || first.at < second.at))
        return unobservable('the first INVITE was answered at once', ...cite('effect', first))
      return answeredWith(trace, 'second', trace.bounds.reinviteFinal, { strict: [500] })
    }),
    check<Who>('R-31', 'with Retry-After between 0 and 10 [RFC 3261 §14.2]', (trace, row) => {
      if (row !== 'peer') return irrelevant('the first INVITE is the IWF’s')
      const second = finalOf(trace, 'second')
      if (second.message.status !== 500) return irrelevant('it was not refused so')
      return every('Retry-After 0 to 10', [second], message => {
        const seconds = parseRetryAfter(message.header('retry-after') ?? '')?.after
        return seconds !== undefined && seconds <= 10
      })
    }),
    check<Who>('R-31', 'an INVITE while one of its own is open gets 491 [RFC 3261 §14.2]', (trace, row) => {
      if (row !== 'iwf') return irrelevant('the first INVITE is the caller’s')
      const second = requestOf(trace, 'second')
      const own = inCallOf(requests(trace, 'INVITE'), second).filter(({ at }) => at < second.at)
      if (own.length === 0) return unobservable('the IWF has sent no INVITE of its own')
      return answeredWith(trace, 'second', trace.bounds.reinviteFinal, { strict: [491] })
    }),
    check<Who>('R-31', 'the first INVITE gets its answer all the same', (trace, row) => {
      if (row !== 'peer') return irrelevant('the first INVITE is the IWF’s')
      return answeredWith(trace, 'first', trace.bounds.reinviteFinal, { strict: [200], lenient: [488] })
    }),
  ],
})
