import assert from 'node:assert/strict'
import { test } from 'node:test'
import { correctDecisions } from '../decisions.ts'
import { masked } from './masking.ts'

const { sipRefusal, msrpRefusal } = masked(correctDecisions)

test('who blocks, who does not grant and who does not exist all look like somebody who is not there', () => {
  for (const code of [532, 534, 531, 404]) assert.equal(sipRefusal(code, 'INVITE').status, 480)
  assert.equal(sipRefusal(532, 'MESSAGE').status, 480)
})

test('everything else is told as it is', () => {
  assert.equal(sipRefusal(415, 'INVITE').status, 488)
  assert.equal(msrpRefusal(533)?.report, 408)
})

test('a message to somebody who blocks looks taken', () => {
  assert.equal(msrpRefusal(532), undefined)
  assert.equal(msrpRefusal(534), undefined)
})
