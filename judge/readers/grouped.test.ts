import assert from 'node:assert/strict'
import { test } from 'node:test'
import { grouped } from './grouped.ts'

interface Answer {
  readonly to: string | undefined
  readonly number: number
}

const answers: readonly Answer[] = [
  { to: 'one', number: 1 },
  { to: 'two', number: 2 },
  { to: undefined, number: 3 },
  { to: 'one', number: 4 },
]
const numbers = (found: readonly Answer[]) => found.map(({ number }) => number)

test('messages are found by their key, in their order; those without a key never', () => {
  const answersTo = grouped(({ to }: Answer) => to)
  assert.deepEqual(numbers(answersTo(answers, 'one')), [1, 4])
  assert.deepEqual(numbers(answersTo(answers, 'two')), [2])
  assert.deepEqual(answersTo(answers, 'undefined'), [])
})

test('each list is sorted once, however often it is asked about, and apart from other lists', () => {
  let asked = 0
  const answersTo = grouped(({ to }: Answer) => {
    asked++
    return to
  })
  for (let times = 0; times < 3; times++) answersTo(answers, 'one')
  assert.equal(asked, answers.length)
  assert.deepEqual(numbers(answersTo(answers.slice(1), 'one')), [4])
})
