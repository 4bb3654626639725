import { defineCase } from '../../engine/case.ts'
import { sum, times } from '../../fixtures/catalogue/duration.ts'
import { bounds } from '../../fixtures/bounds.ts'
import { asksToTryAgain } from '../../simulators/behaviour.ts'
import { textInSession } from '../liveness.ts'
import { inviteWithTimer, timerOf } from '../session-timer.ts'
import { endedSessions, later, toldLater, type What } from './ended-sessions.ts'

const rows: Readonly<Record<What, What>> = { idle: 'idle', 'not-refreshed': 'not-refreshed', 'try-again': 'try-again' }

export default defineCase({
  id: 'TMR-06',
  title: 'ends sessions that are idle or not refreshed, and passes on when to try again',
  group: 'timers',
  class: 'mandatory',
  purpose:
    'A session that nobody uses, or whose client has vanished without a word, must not live for ever where the IWF says ' +
    'that it ends such sessions; and it must not end one that is in use. Where the IMPS server says when it can be asked ' +
    'again, the caller should learn it.',
  when: [
    ['ICS-01', 'ICS-24'],
    ['ICS-01', 'ICS-21'],
  ],
  catches: ['never-idle', 'ends-busy-sessions', 'session-timer-ignored', 'retry-after-misplaced'],
  ladder: `
    alice ====== MSRP session ====== IWF            imps.example
      SEND -------------------------->|--- SendMessageRequest -->|
      (nothing)                       |  T_IDLE
      <------------------------- BYE -|
      OPTIONS ----------------------->|  in the dead dialog
      <------------------------- 481 -|`,
  given: 'P1',
  rows,
  rowNeeds: { idle: ['ICS-24'], 'not-refreshed': ['ICS-21'] },
  lasts: ({ T_IDLE, SECOND }, row) =>
    row === 'idle' ? T_IDLE : row === 'not-refreshed' ? times(90, SECOND) : undefined,
  cast: make => ({ alice: make.simple({ name: 'alice' }), bob: make.imps({ name: 'bob' }) }),
  async script(script) {
    const { cast, mark, row, pixit, quiet, text } = script
    const { alice, bob } = cast
    if (row === 'try-again') {
      bob.on('capability', asksToTryAgain(503, later))
      await mark('invite', alice.invite(bob)).final()
      return
    }
    const { call, interval } = row === 'idle' ? await idle() : await timed()
    // One that counts from the beginning of the session would be early by this silence.
    await quiet('before the text', { shows: text('Is anybody there?'), probe: () => textInSession(script, call, bob) })
    const within = { ms: sum(interval, bounds(pixit).byeAfterIdle.ms), clause: 'T_IDLE, or the session interval' }
    await Promise.allSettled([call.next('BYE', row === 'idle' ? bounds(pixit).byeAfterIdle : within)])
    await mark('options', call.inDialog('OPTIONS')).answered()

    async function idle() {
      const begun = mark('invite', alice.invite(bob))
      await begun.accepted()
      await begun.bind()
      return { call: begun, interval: times(0, pixit.SECOND) }
    }
    async function timed() {
      const asked = { seconds: 90, refresher: 'uac' } as const
      const { call: begun, final } = await inviteWithTimer(alice, bob, asked, began => mark('invite', began))
      await begun.accepted()
      await begun.bind()
      return { call: begun, interval: times(timerOf(final)?.interval ?? 0, pixit.SECOND) }
    }
  },
  checks: [...endedSessions, ...toldLater],
})
