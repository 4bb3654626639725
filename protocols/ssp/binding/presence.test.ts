import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { capabilityList } from '../capability-list.ts'
import type { Primitive } from '../document.ts'
import { readSsp } from '../read.ts'
import { allFailed, status } from '../status.ts'
import { loadSspSchema, sspValidator } from '../validate.ts'
import { writeSsp } from '../write.ts'
import { presenceBinding } from './presence.ts'
import { bindingNamed } from './registry.ts'

const fixtures = join(import.meta.dirname, '../../../fixtures/ssp')
const validator = sspValidator(loadSspSchema(join(fixtures, 'schema')))
const requester = 'wv:alice@sip.example'
const bob = 'wv:bob@imps.example'

const primitiveIn = (octets: Buffer): Primitive => {
  const { document } = readSsp(octets)
  assert.ok(document?.kind === 'session')
  return document.transactions[0]!.primitive
}
/** What the other side gets to see of a primitive. */
const carried = (primitive: Primitive, mode: 'Request' | 'Response' = 'Request'): Primitive => {
  const octets = writeSsp({
    kind: 'session',
    sessionId: '1@sip.example',
    transactions: [{ mode, transactionId: '1', primitive }],
  })
  assert.deepEqual(validator.validate(octets), [])
  return primitiveIn(octets)
}
const example = (name: string): Primitive => primitiveIn(readFileSync(join(fixtures, 'examples', `${name}.xml`)))

/** What presence shows of a telephone. */
const shown = capabilityList({
  contentTypes: [{ type: 'text/plain', richLength: 4096, policy: 'N' }],
  textLength: 1000,
  pullLength: 100_000,
  pushLength: 20_000,
  transferEncodings: ['BASE64'],
  charsets: [106],
})
const phone = { ...shown, clientType: 'MOBILE_PHONE' }

describe('capabilities read from presence', () => {
  it('is a binding that a configuration can name', () => {
    assert.equal(bindingNamed('presence'), presenceBinding)
  })

  it('asks for the presence of the user, on behalf of who wants to know', () => {
    for (const about of ['capability', 'both'] as const) {
      const asked = presenceBinding.recognise(carried(presenceBinding.query({ about, requester, targets: [bob] })))
      assert.equal(asked.primitive, 'capability')
      assert.equal(asked.through, 'presence')
      assert.equal(asked.requester, requester)
      assert.deepEqual(asked.targets, [bob])
      assert.equal(asked.combined, false, 'presence says nothing of blocks')
    }
  })

  it('recognises the request that real clients make', () => {
    const { role, requester: who, targets } = presenceBinding.recognise(example('presence-1-getpresence-request'))
    assert.deepEqual([role, who, targets], ['request', requester, [bob]])
  })

  it('reads what the client takes, and whether it is there', () => {
    const read = presenceBinding.readAnswer(example('presence-2-getpresence-response'))
    assert.deepEqual(read, {
      status: status(200),
      clients: [{ userId: bob, online: true, capabilities: shown }],
      blocks: [],
    })
  })

  it('writes what it reads, for several clients', () => {
    const clients = [phone, phone].map(capabilities => ({ userId: bob, online: false, capabilities }))
    const request = presenceBinding.query({ about: 'capability', requester, targets: [bob] })
    const answer = carried(presenceBinding.answer(request, { status: status(200), clients, blocks: [] }), 'Response')
    assert.deepEqual(
      presenceBinding.readAnswer(answer)?.clients,
      clients.map(client => ({ ...client, capabilities: shown })),
    )
  })

  it('tells an unknown user by the status, and withheld presence by nothing at all', () => {
    const request = presenceBinding.query({ about: 'capability', requester, targets: [bob] })
    const answered = (given: ReturnType<typeof status>) =>
      presenceBinding.readAnswer(
        carried(presenceBinding.answer(request, { status: given, clients: [], blocks: [] }), 'Response'),
      )
    assert.equal(answered(allFailed(531, bob))?.status.code, 900)
    assert.deepEqual(answered(status(200)), { status: status(200), clients: [], blocks: [] })
  })

  it('asks for the block status as the project does', () => {
    const query = presenceBinding.query({ about: 'block', requester, targets: [bob] })
    assert.equal(query.name, 'GetBlockStatusRequest')
    assert.equal(presenceBinding.recognise(query).primitive, 'block')
  })
})
