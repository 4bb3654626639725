import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { presenceBinding } from '../../protocols/ssp/binding/presence.ts'
import { projectBinding } from '../../protocols/ssp/binding/project.ts'
import type { Primitive } from '../../protocols/ssp/document.ts'
import { allFailed, detail, status } from '../../protocols/ssp/status.ts'
import { blockAnswer, capabilityAnswer, isFinal, messageAnswer } from './read-answers.ts'

const bob = 'wv:bob@imps.example'
const capability = (given: ReturnType<typeof status>): Primitive => ({
  name: 'GetClientCapabilityResponse',
  status: given,
  clients: [{ userId: 'WV:Bob@imps.example', online: true }],
  blocks: [],
})

const inProject = (answer: Primitive) => capabilityAnswer(answer, bob, projectBinding)

describe('the answer to a capability query', () => {
  test('is about the addressed user, however spelt', () => {
    assert.deepEqual(inProject(capability(status(200))), {
      kind: 'result',
      result: { clients: [{ online: true }] },
    })
  })

  test('a bare success is an empty list, so is one that only says that nobody has allowed it yet', () => {
    for (const code of [200, 201, 541, 521, 522])
      assert.deepEqual(inProject({ name: 'Status', status: status(code) }), {
        kind: 'result',
        result: { clients: [] },
      })
  })

  test('the code of the user counts, wherever it stands', () => {
    for (const given of [status(531), allFailed(531, bob), status(201, { details: [detail(531, { users: [bob] })] })])
      assert.deepEqual(inProject(capability(given)), { kind: 'refused', code: 531 })
  })

  test('in presence, trouble with its attributes says nothing of the user; elsewhere it is an error', () => {
    const answer: Primitive = { name: 'Status', status: status(750) }
    assert.deepEqual(capabilityAnswer(answer, bob, presenceBinding), { kind: 'result', result: { clients: [] } })
    assert.deepEqual(inProject(answer), { kind: 'refused', code: 750 })
  })

  test('another primitive is no answer', () => {
    assert.deepEqual(inProject({ name: 'SendMessageResponse', status: status(200) }), { kind: 'garbled' })
  })
})

describe('other answers', () => {
  test('a block answer that names somebody else names nobody', () => {
    const answer = (userId: string): Primitive => ({
      name: 'GetBlockStatusResponse',
      status: status(200),
      blocks: [{ userId, blocked: false, granted: true }],
    })
    assert.deepEqual(blockAnswer(answer(bob), bob), { kind: 'result', result: { blocked: false, granted: true } })
    assert.deepEqual(blockAnswer(answer('wv:x@imps.example'), bob), { kind: 'result', result: undefined })
  })

  test('a message is taken or refused, with the time to try again', () => {
    const answer = (given: ReturnType<typeof status>) =>
      messageAnswer({ name: 'SendMessageResponse', status: given }, bob)
    assert.equal(answer(status(202)).kind, 'result')
    assert.deepEqual(answer(status(507, { tryAgainTimeout: 9 })), { kind: 'refused', code: 507, tryAgainTimeout: 9 })
  })

  test('what announces an answer is not the answer', () => {
    assert.equal(isFinal({ name: 'Status', status: status(101) }, 'SendMessageRequest'), false)
    assert.equal(isFinal({ name: 'Status', status: status(202) }, 'GetBlockStatusRequest'), false)
    assert.equal(isFinal({ name: 'Status', status: status(202) }, 'SendMessageRequest'), true)
    assert.equal(isFinal({ name: 'SendMessageResponse', status: status(202) }, 'SendMessageRequest'), true)
    assert.equal(isFinal({ name: 'Status', status: status(531) }, 'GetClientCapabilityRequest'), true)
  })
})
