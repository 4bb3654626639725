import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Recognised } from '../../protocols/ssp/binding/binding.ts'
import { projectBinding } from '../../protocols/ssp/binding/project.ts'
import { capabilityList } from '../../protocols/ssp/capability-list.ts'
import type { Primitive, SendMessageRequest } from '../../protocols/ssp/document.ts'
import { status } from '../../protocols/ssp/status.ts'
import { answerBlock, answerCapability, answerMessage, ownAnswer, statusAnswer } from './answering.ts'
import { Directory, type DirectoryEntry } from './directory.ts'
import type { AccessLists, ImpsUserData } from './interface.ts'

const alice = 'wv:alice@sip.example'
const phone = capabilityList({ clientType: 'MOBILE_PHONE' })
const computer = capabilityList({ clientType: 'COMPUTER' })
const reader = capabilityList({ contentTypes: [{ type: 'text/plain' }] })
const blocking: AccessLists = { blockInUse: true, blocked: true, grantInUse: false, granted: false }
const granting: AccessLists = { blockInUse: false, blocked: false, grantInUse: true, granted: false }

const people: Readonly<Record<string, ImpsUserData>> = {
  bob: { clients: [phone], online: true },
  twice: { clients: [phone, computer] },
  carol: { clients: [phone], lists: blocking },
  dave: { clients: [phone], lists: granting },
  withholding: { clients: [phone], lists: blocking, refusalForm: 'withheld' },
  erin: { clients: [phone], online: false },
  remembered: { clients: [phone], online: false, offlineForm: 'list' },
  particular: { clients: [reader], unfitMessages: 'refused' },
  picky: { clients: [phone], listsFor: { [alice]: blocking } },
}

const directory = new Directory<DirectoryEntry>('imps.example')
for (const [name, data] of Object.entries(people)) directory.add({ uri: `wv:${name}@imps.example`, data })
const find = (address: string) => directory.find(address)
const wv = (name: string) => `wv:${name}@imps.example`

const asked = (names: readonly string[], parts: Partial<Recognised> = {}): Recognised => ({
  primitive: 'capability',
  role: 'request',
  combined: false,
  requester: alice,
  targets: names.map(wv),
  recipients: [],
  ...parts,
})

const capability = (names: readonly string[], parts?: Partial<Recognised>) =>
  answerCapability(asked(names, parts), find)
const codes = ({ status: { code, details } }: { status: ReturnType<typeof status> }) => ({
  code,
  details: details.map(detail => [detail.code, ...detail.users]),
})

describe('the answer to a capability query', () => {
  it('holds the list of each client of the user, who is online', () => {
    const answer = capability(['bob'])
    assert.deepEqual(codes(answer), { code: 200, details: [] })
    assert.deepEqual(answer.clients, [{ userId: wv('bob'), online: true, capabilities: phone }])
    assert.deepEqual(answer.blocks, [])
    assert.deepEqual(
      capability(['twice']).clients.map(({ capabilities }) => capabilities),
      [phone, computer],
    )
  })

  it('finds the user however his address is written', () => {
    for (const target of ['wv:BOB@IMPS.EXAMPLE', 'bob@imps.example', 'bob'])
      assert.deepEqual(
        answerCapability(asked([], { targets: [target] }), find).clients.map(({ userId }) => userId),
        [wv('bob')],
      )
  })

  it('tells of an unknown user by 531 under 900, or under 201 when others are known', () => {
    assert.deepEqual(codes(capability(['nobody'])), { code: 900, details: [[531, wv('nobody')]] })
    const some = capability(['bob', 'nobody'])
    assert.deepEqual(codes(some), { code: 201, details: [[531, wv('nobody')]] })
    assert.equal(some.clients.length, 1)
  })

  it('tells of a user who is offline by 533, or by his remembered list with online="No"', () => {
    assert.deepEqual(codes(capability(['erin'])), { code: 900, details: [[533, wv('erin')]] })
    const remembered = capability(['remembered'])
    assert.deepEqual(codes(remembered), { code: 200, details: [] })
    assert.deepEqual(
      remembered.clients.map(({ online }) => online),
      [false],
    )
  })

  it('says nothing of the lists unless asked', () => {
    assert.deepEqual(capability(['carol']).blocks, [])
    assert.equal(capability(['carol']).status.code, 200)
  })
})

describe('the answer to a combined query', () => {
  const combined = (name: string) => capability([name], { combined: true })

  it('holds both', () => {
    const answer = combined('bob')
    assert.equal(answer.clients.length, 1)
    assert.deepEqual(answer.blocks, [{ userId: wv('bob'), blocked: false, granted: true }])
  })

  it('shows a refusal as block status, and the capabilities all the same', () => {
    assert.deepEqual(combined('carol').blocks, [{ userId: wv('carol'), blocked: true, granted: true }])
    assert.deepEqual(combined('dave').blocks, [{ userId: wv('dave'), blocked: false, granted: false }])
    assert.equal(combined('carol').clients.length, 1)
  })

  it('withholds the capabilities with 532, where the user is refused so', () => {
    const answer = combined('withholding')
    assert.deepEqual(codes(answer), { code: 900, details: [[532, wv('withholding')]] })
    assert.deepEqual(answer.clients, [])
    assert.deepEqual(answer.blocks, [{ userId: wv('withholding'), blocked: true, granted: true }])
  })

  it('gives no block status of an unknown user', () => {
    assert.deepEqual(combined('nobody').blocks, [])
  })
})

describe('the answer to a block query', () => {
  const block = (name: string, parts: Partial<Recognised> = {}) =>
    answerBlock(asked([name], { primitive: 'block', ...parts }), find)

  it('is 200 whatever the answer is: the question was answered', () => {
    assert.deepEqual(codes(block('carol')), { code: 200, details: [] })
    assert.deepEqual(block('carol').blocks, [{ userId: wv('carol'), blocked: true, granted: true }])
    assert.deepEqual(block('dave').blocks, [{ userId: wv('dave'), blocked: false, granted: false }])
    assert.deepEqual(block('bob').blocks, [{ userId: wv('bob'), blocked: false, granted: true }])
  })

  it('is about the requester, or about the sender that it names', () => {
    assert.equal(block('picky').blocks[0]?.blocked, true)
    assert.equal(block('picky', { requester: 'wv:eve@sip.example' }).blocks[0]?.blocked, false)
    assert.equal(
      block('picky', { requester: 'wv:eve@sip.example', sender: 'WV:Alice@sip.example' }).blocks[0]?.blocked,
      true,
    )
  })

  it('tells of an unknown user by 531', () => {
    assert.deepEqual(codes(block('nobody')), { code: 900, details: [[531, wv('nobody')]] })
    assert.deepEqual(block('nobody').blocks, [])
  })
})

describe('the answer to a message', () => {
  const request = (messageId?: string): SendMessageRequest => ({
    name: 'SendMessageRequest',
    deliveryReport: false,
    message: { ...(messageId === undefined ? {} : { messageId }), recipients: [] },
  })
  const message = (...names: string[]) =>
    answerMessage(request('m1'), asked(names, { primitive: 'message', sender: alice }), find)
  const outcome = (primitive: Primitive) => 'status' in primitive && codes(primitive)

  it('is 200 for a user who accepts the sender, online or not', () => {
    for (const name of ['bob', 'erin']) assert.deepEqual(outcome(message(name)), { code: 200, details: [] })
    assert.equal(message('bob').name, 'SendMessageResponse')
  })

  it('is 532 for one who refuses him, and 531 for one who does not exist', () => {
    assert.deepEqual(outcome(message('carol')), { code: 900, details: [[532, wv('carol')]] })
    assert.deepEqual(outcome(message('dave')), { code: 900, details: [[532, wv('dave')]] })
    assert.deepEqual(outcome(message('bob', 'nobody')), { code: 201, details: [[531, wv('nobody')]] })
  })

  it('is 415 for a type that no client takes, where the server cares', () => {
    const sent = (name: string, type: string) => {
      const { message: info, ...rest } = request('m1')
      const about = asked([name], { primitive: 'message', sender: alice })
      return outcome(answerMessage({ ...rest, message: { ...info, contentType: type } }, about, find))
    }
    assert.deepEqual(sent('particular', 'application/pdf'), { code: 900, details: [[415, wv('particular')]] })
    assert.deepEqual(sent('particular', 'text/plain;charset=UTF-8'), { code: 200, details: [] })
    assert.deepEqual(sent('bob', 'application/pdf'), { code: 200, details: [] })
  })

  it('repeats the message id, if there is one', () => {
    const named = message('bob')
    assert.equal('messageId' in named && named.messageId, 'm1')
    const answer = answerMessage(request(), asked(['bob'], { primitive: 'message' }), find)
    assert.equal('messageId' in answer, false)
  })
})

describe('an answer that carries one code', () => {
  const query = projectBinding.query({ about: 'capability', requester: alice, targets: [wv('bob')] })
  const own = (alone: ReturnType<typeof status>) => ownAnswer(projectBinding, query, alone)

  it('is a Status primitive when bare', () => {
    const answer = statusAnswer('bare', 531, wv('bob'), own)
    assert.equal(answer.name, 'Status')
    assert.equal('status' in answer && answer.status.code, 531)
  })

  it('is the own response with the code as its status', () => {
    const answer = statusAnswer('own', 404, wv('bob'), own)
    assert.equal(answer.name, 'GetClientCapabilityResponse')
    assert.equal('status' in answer && answer.status.code, 404)
  })

  it('is the own response with 900 and a DetailedResult that names the user', () => {
    const answer = statusAnswer('detail', 532, wv('bob'), own)
    assert.ok('status' in answer && answer.name === 'GetClientCapabilityResponse')
    assert.deepEqual(codes(answer), { code: 900, details: [[532, wv('bob')]] })
  })

  it('names the message in the own response to one that was taken, and only then', () => {
    const message: SendMessageRequest = {
      name: 'SendMessageRequest',
      deliveryReport: false,
      message: { messageId: 'm1', recipients: [] },
    }
    assert.equal('messageId' in ownAnswer(projectBinding, message, status(200)), true)
    assert.equal('messageId' in ownAnswer(projectBinding, message, status(532)), false)
  })
})
