import { describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { readSsp } from '../read.ts'
import { status } from '../status.ts'
import { writeSsp } from '../write.ts'
import type { Primitive } from '../document.ts'
import { projectBinding } from './project.ts'
import { bindingNamed, registerBinding } from './registry.ts'
import { renamedBinding } from './renamed.ts'

const requester = 'wv:alice@sip.example'
const bob = 'wv:bob@imps.example'
/** What the other side gets to see of a primitive. */
const carried = (primitive: Primitive): Primitive => {
  const transactions = [{ mode: 'Request' as const, transactionId: '1', primitive }]
  const { document } = readSsp(writeSsp({ kind: 'session', sessionId: '1@sip.example', transactions }))
  assert.ok(document?.kind === 'session')
  return document.transactions[0]!.primitive
}
const vendor = renamedBinding('vendor', projectBinding, {
  GetClientCapabilityRequest: 'ClientCapabilityQuery',
  GetClientCapabilityResponse: 'ClientCapabilityAnswer',
})

for (const binding of [projectBinding, vendor])
  describe(`the binding "${binding.name}"`, () => {
    it('recognises its own queries and reads its own answers', () => {
      const request = carried(binding.query({ about: 'both', requester, targets: [bob] }))
      const recognised = binding.recognise(request)
      assert.deepEqual(recognised, {
        primitive: 'capability',
        role: 'request',
        combined: true,
        requester,
        targets: [bob],
        recipients: [],
      })
      const result = { status: status(200), clients: [], blocks: [{ userId: bob, blocked: true, granted: true }] }
      const answer = carried(binding.answer(request, result))
      assert.deepEqual(binding.readAnswer(answer), result)
      assert.deepEqual([binding.recognise(answer).primitive, binding.recognise(answer).role], ['capability', 'answer'])
    })

    it('asks for the block status alone, also of a screen name', () => {
      const sender = { screenName: { name: 'Ali', groupId: 'wv:/lunch@sip.example' } }
      const request = carried(binding.query({ about: 'block', requester: 'wv:@sip.example', sender, targets: [bob] }))
      const recognised = binding.recognise(request)
      assert.equal(recognised.primitive, 'block')
      assert.equal(recognised.requester, undefined)
      assert.equal(recognised.sender, 'wv:/lunch@sip.example')
      const result = { status: status(200), clients: [], blocks: [{ userId: bob, blocked: false, granted: false }] }
      assert.deepEqual(binding.readAnswer(carried(binding.answer(request, result))), result)
    })

    it('takes a bare Status for an answer that says nothing else', () => {
      const said = binding.readAnswer({ name: 'Status', status: status(405) })
      assert.deepEqual(said, { status: status(405), clients: [], blocks: [] })
    })
  })

describe('a vendor binding', () => {
  it('writes its own names', () => {
    const written = vendor.query({ about: 'capability', requester, targets: [bob] })
    assert.equal(written.name === 'Unknown' && written.elementName, 'ClientCapabilityQuery')
  })
  it('can be chosen by name once registered; a wrong name tells the right ones', () => {
    registerBinding(vendor)
    assert.equal(bindingNamed('vendor'), vendor)
    assert.throws(() => bindingNamed('nobody'), { code: 'unknown-binding', message: /project, vendor/ })
  })
})
