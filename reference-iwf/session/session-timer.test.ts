import assert from 'node:assert/strict'
import { test } from 'node:test'
import { request, response, type HeaderField } from '../../protocols/sip/build.ts'
import { ManualClock } from '../../protocols/clock.ts'
import { SessionTimer, timerFields, timerFor, timerIn } from './session-timer.ts'

const invite = (...headers: readonly HeaderField[]) =>
  request({ method: 'INVITE', requestUri: 'sip:bob@imps.example', headers })
const timer: HeaderField = ['Supported', 'timer']

test('who asks for no timer gets none', () => {
  assert.deepEqual(timerFor(invite(timer), 90), {})
  assert.deepEqual(timerFields(undefined), [])
})

test('a shorter interval than the least is refused with 422 and Min-SE', () => {
  const agreed = timerFor(invite(timer, ['Session-Expires', '60']), 90)
  assert.deepEqual(agreed, { refusal: { status: 422, headers: [['Min-SE', '90']] } })
})

test('who does not know timers is not refused for an interval that a proxy put in', () => {
  assert.deepEqual(timerFor(invite(['Session-Expires', '60']), 90), {})
  const agreed = timerFor(invite(['Session-Expires', '120;refresher=uac']), 90)
  assert.deepEqual(agreed, { timer: { interval: 120, refreshes: 'here', understood: false } })
})

test('the refresher is who the caller says, and this side where nobody is named', () => {
  const of = (value: string) => timerFor(invite(timer, ['Session-Expires', value]), 90)
  assert.deepEqual(of('90;refresher=uac'), { timer: { interval: 90, refreshes: 'there', understood: true } })
  assert.deepEqual(of('90;refresher=uas'), { timer: { interval: 90, refreshes: 'here', understood: true } })
  assert.deepEqual(of('90'), { timer: { interval: 90, refreshes: 'here', understood: true } })
})

test('the 2xx says what was agreed, and requires it of who understands', () => {
  assert.deepEqual(timerFields({ interval: 90, refreshes: 'there', understood: true }), [
    ['Require', 'timer'],
    ['Session-Expires', '90;refresher=uac'],
  ])
  assert.deepEqual(timerFields({ interval: 90, refreshes: 'here', understood: false }), [
    ['Session-Expires', '90;refresher=uas'],
  ])
})

test('what a 2xx of the other side agrees to is read from its own point of view', () => {
  const ok = (value: string) => timerIn(response(invite(), 200, { headers: [['Session-Expires', value]] }))
  assert.deepEqual(ok('90;refresher=uas'), { interval: 90, refreshes: 'there', understood: true })
  assert.deepEqual(ok('90;refresher=uac'), { interval: 90, refreshes: 'here', understood: true })
  assert.equal(timerIn(response(invite(), 200)), undefined)
})

test('a session that is refreshed here is refreshed half way, and given up near its end when that fails', () => {
  const clock = new ManualClock()
  const told: string[] = []
  const watched = new SessionTimer({
    clock,
    second: 1000,
    refresh: () => void told.push(`refresh ${clock.now()}`),
    expired: () => void told.push(`expired ${clock.now()}`),
  })
  watched.start({ interval: 90, refreshes: 'here', understood: true })
  clock.advance(90_000)
  assert.deepEqual(told, ['refresh 45000', 'expired 60000'])
  watched.start({ interval: 1800, refreshes: 'there', understood: true })
  clock.advance(1_767_000)
  assert.equal(told.length, 2)
  clock.advance(1000)
  assert.equal(told.length, 3)
  watched.start({ interval: 90, refreshes: 'here', understood: true })
  watched.stop()
  assert.equal(clock.running, 0)
})
