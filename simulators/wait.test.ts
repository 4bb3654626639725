import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ManualClock } from '../protocols/clock.ts'
import { awaited, firstOf, Inbox, Stalled } from './wait.ts'

const bound = { ms: 100, clause: 'T_TEST' }
const inbox = (clock = new ManualClock()) => ({ clock, inbox: new Inbox<string>(clock, { waiting: () => undefined }) })

describe('Inbox', () => {
  it('hands out what came before the wait began', async () => {
    const { inbox: box } = inbox()
    box.add('early')
    assert.equal(await box.take('anything', bound), 'early')
  })

  it('hands out what comes later, and leaves no timer behind', async () => {
    const { clock, inbox: box } = inbox()
    const waiting = box.take('anything', bound)
    box.add('late')
    assert.equal(await waiting, 'late')
    assert.equal(clock.running, 0)
  })

  it('hands out each item once, earliest first, to the earliest wait that it satisfies', async () => {
    const { inbox: box } = inbox()
    const b = box.take('b', bound, item => item.startsWith('b'))
    const any = box.take('any', bound)
    box.add('b1')
    box.add('b2')
    assert.deepEqual(await Promise.all([b, any]), ['b1', 'b2'])
  })

  it('stalls when the bound passes, and names what it waited for and whose bound it was', async () => {
    const { clock, inbox: box } = inbox()
    const waiting = box.take('200 to INVITE', bound)
    clock.advance(100)
    await assert.rejects(waiting, (error: Error) => {
      assert.ok(error instanceof Stalled)
      assert.equal(error.message, '200 to INVITE: not within 100 ms (T_TEST)')
      return true
    })
  })

  it('ends all waits when it is closed, but still hands out what is stored', async () => {
    const { inbox: box } = inbox()
    box.add('stored')
    const waiting = box.take('other', bound, item => item === 'other')
    box.close('the call ended')
    await assert.rejects(waiting, { message: 'other: the call ended' })
    await assert.rejects(
      box.take('other', bound, item => item === 'other'),
      { message: 'other: the call ended' },
    )
    assert.equal(await box.take('stored', bound), 'stored')
  })

  it('loses the oldest of more items than it can store', async () => {
    const { inbox: box } = inbox()
    for (let n = 0; n <= 10_000; n++) box.add(String(n))
    assert.equal(await box.take('anything', bound), '1')
  })

  it('can be left behind: a wait that nobody looks at any more is no fault', async () => {
    const { inbox: box } = inbox()
    void box.take('never looked at', bound)
    box.close('over')
    void box.take('nor this', bound)
    await new Promise(setImmediate)
  })
})

describe('a bounded wait', () => {
  const context = (clock: ManualClock) => {
    const waits: string[] = []
    return { clock, waits, observer: { waiting: (what: string) => void waits.push(what) } }
  }

  it('gives what came in time, tells the record of itself, and leaves no timer', async () => {
    const clock = new ManualClock()
    const { waits, ...rest } = context(clock)
    assert.equal(await awaited(rest, Promise.resolve('200'), 'answer', bound), '200')
    assert.deepEqual(waits, ['answer'])
    assert.equal(clock.running, 0)
  })

  it('stalls when the bound passes, and passes on why it cannot come true', async () => {
    const clock = new ManualClock()
    const late = awaited(context(clock), new Promise(() => undefined), 'answer', bound)
    clock.advance(100)
    await assert.rejects(late, { name: 'Stalled', message: 'answer: not within 100 ms (T_TEST)' })
    const broken = awaited(context(clock), Promise.reject(new Stalled('answer', 'nobody there')), 'answer', bound)
    await assert.rejects(broken, { message: 'answer: nobody there' })
  })
})

describe('a stall', () => {
  it('is made of any error, and stays what it is if it is one', () => {
    const stalled = new Stalled('a', 'b')
    assert.equal(Stalled.by('c', stalled), stalled)
    assert.equal(Stalled.by('c', new Error('d')).message, 'c: d')
    assert.equal(Stalled.by('c', 'e').message, 'c: e')
  })
})

describe('firstOf', () => {
  it('is content with any of several events, whatever became of the others', async () => {
    const { clock, inbox: box } = inbox()
    const waiting = firstOf(
      box.take('a', { ...bound, ms: 10 }, item => item === 'a'),
      box.take('b', bound),
    )
    clock.advance(10)
    box.add('b')
    assert.equal(await waiting, 'b')
  })

  it('stalls as the first of the waits when none comes true', async () => {
    const { clock, inbox: box } = inbox()
    const waiting = firstOf(box.take('a', bound), box.take('b', { ...bound, ms: 10 }))
    clock.advance(100)
    await assert.rejects(waiting, { name: 'Stalled', what: 'a' })
  })
})
