import { after, describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { SessionDocument, SetUpDocument } from './document.ts'
import { passwordDigest, provesSecret } from './digest.ts'
import { readSsp } from './read.ts'
import { loadSspSchema, sspValidator } from './validate.ts'
import { writeSsp } from './write.ts'

const fixtures = join(import.meta.dirname, '../../fixtures/ssp')
const validator = sspValidator(loadSspSchema(join(fixtures, 'schema')))
after(() => validator.dispose())

const names = readdirSync(join(fixtures, 'examples')).sort()
const octetsOf = (name: string) => readFileSync(join(fixtures, 'examples', name))
const read = (name: string) => readSsp(octetsOf(name)).document!
const setUp = (name: string) => read(name) as SetUpDocument
const only = (name: string) => (read(name) as SessionDocument).transactions[0]!.primitive

describe('each example document', () => {
  it('is there', () => assert.equal(names.length, 45))
  for (const name of names)
    it(`${name} is valid, read without violation, and valid and equal when written again`, () => {
      const octets = octetsOf(name)
      const { document, violations } = readSsp(octets)
      assert.deepEqual(validator.validate(octets), [])
      assert.deepEqual(violations, [])
      const again = writeSsp(document!)
      assert.deepEqual(validator.validate(again), [])
      assert.deepEqual(readSsp(again).document, document)
    })
})

describe('the examples say', () => {
  it('how a session is set up, with the digests of the secrets', () => {
    const token = setUp('setup-a1-sendsecrettoken-request.xml').primitive
    const login = setUp('setup-a4-loginrequest-response.xml').primitive
    assert.ok(token.name === 'SendSecretToken' && login.name === 'LoginRequest')
    assert.equal(passwordDigest(token.secret.octets), login.digest)
    assert.equal(provesSecret(login.digest, token.secret.octets), true)
    assert.equal(provesSecret('QtqCMuWMGSN+ezt4IK8lqQ==', token.secret.octets), false)
    assert.equal(provesSecret('', token.secret.octets), false)
    assert.equal(passwordDigest(Buffer.from('c2a94e0b7d3f48159e6611fa0b8d7723')), 'wfpJeluoiHHCvk5PDXR4Ng==')
  })

  it('who sends what to whom', () => {
    const message = only('message-1-sendmessage-request.xml')
    assert.ok(message.name === 'SendMessageRequest')
    assert.equal(message.deliveryReport, true)
    assert.equal(message.metaInfo?.user?.userId, 'wv:alice@sip.example')
    assert.equal(message.message.recipients[0]?.user?.userId, 'wv:bob@imps.example')
    assert.equal(message.message.contentSize, 21)
    assert.equal(message.content?.octets.toString(), 'Are you free at noon?')
    const group = only('message-6-sendmessage-request-group-sender.xml')
    assert.ok(group.name === 'SendMessageRequest')
    assert.equal(group.message.sender?.groupId, 'wv:/lunch@sip.example')
    assert.deepEqual(group.message.sender.display, { screenName: { name: 'Ali', groupId: 'wv:/lunch@sip.example' } })
  })

  it('what clients can do, in both forms', () => {
    const answer = only('proposed-capability-2-response.xml')
    assert.ok(answer.name === 'GetClientCapabilityResponse')
    const [phone, computer] = answer.clients
    assert.equal(phone?.capabilities?.form, 'csp-1.3')
    assert.deepEqual(phone.capabilities.contentTypes[1], {
      type: 'image/gif',
      richLength: 20000,
      policy: 'R',
      policyLimit: 50000,
    })
    assert.equal(phone.capabilities.textLength, 1000)
    assert.equal(computer?.capabilities?.form, 'csp-1.2')
    assert.equal(computer.capabilities.contentLength, 256000)
    assert.deepEqual(
      computer.capabilities.contentTypes.map(({ type }) => type),
      ['text/plain; charset=utf-8', 'image/png'],
    )
  })
})
