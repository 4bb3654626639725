import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ManualClock } from '../protocols/clock.ts'
import { Inbox, Stalled } from './wait.ts'

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
})
