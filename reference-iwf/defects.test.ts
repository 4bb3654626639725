import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { pause as wait, loopback, type Loopback } from './loopback.ts'
import { correctDecisions } from './decisions.ts'
import { defectNames, loadDefect } from './load-defect.ts'
import { Dialog } from '../protocols/sip/dialog.ts'
import { cancelOf } from '../protocols/sip/hop-request.ts'
import { tagOf } from '../protocols/sip/tag.ts'
import { openStream } from '../protocols/wire/stream.ts'
import { noTap } from '../protocols/wire/tap.ts'
import { capabilityList } from '../protocols/ssp/capability-list.ts'
import type { Primitive } from '../protocols/ssp/document.ts'
import { status } from '../protocols/ssp/status.ts'

/** Whether the IWF in this world shows the defect. */
type Symptom = (world: Loopback) => Promise<boolean>

const capabilityStatus = (code: number) => (primitive: Primitive) =>
  primitive.name === 'GetClientCapabilityRequest' ? ({ name: 'Status', status: status(code) } as const) : undefined
const blockStatus = (blocked: boolean, granted: boolean) => (primitive: Primitive) =>
  primitive.name === 'GetBlockStatusRequest'
    ? ({
        name: 'GetBlockStatusResponse',
        status: status(200),
        blocks: primitive.targets.map(userId => ({ userId, blocked, granted })),
      } as const)
    : undefined

const final = async (world: Loopback, behaviour: Loopback['imps']['behaviour'], options = {}) => {
  world.imps.behaviour = behaviour
  return (await world.alice.call(options).finals.next()).status
}
const accepts =
  (behaviour: Loopback['imps']['behaviour']): Symptom =>
  async world =>
    (await final(world, behaviour)) === 200
const count = (world: Loopback, name: Primitive['name']) => world.imps.log.filter(logged => logged === name).length
const messageRequests = (world: Loopback) => count(world, 'SendMessageRequest')
const seen = async (world: Loopback, name: Primitive['name']): Promise<Primitive> => {
  const primitive = await world.imps.requests.next()
  return primitive.name === name ? primitive : seen(world, name)
}

const symptoms: Readonly<Record<string, Symptom>> = {
  'accepts-before-capability': accepts(primitive =>
    primitive.name === 'GetClientCapabilityRequest' ? 'silence' : undefined,
  ),
  'does-not-wait-for-block-answer': accepts(primitive =>
    primitive.name === 'GetBlockStatusRequest' ? 'silence' : undefined,
  ),
  'accepts-on-timeout': accepts(primitive => (primitive.name === 'GetClientCapabilityRequest' ? 'silence' : undefined)),
  'accepts-unknown-user': accepts(capabilityStatus(531)),
  'accepts-offline-user': accepts(capabilityStatus(533)),
  'ignores-block-answer': accepts(blockStatus(true, false)),
  'ignores-grant-list': accepts(blockStatus(false, false)),
  'grant-beats-block': accepts(blockStatus(true, true)),
  'copies-numeric-status': async world => (await final(world, capabilityStatus(410))) === 410,
  'foreign-requester': async world => {
    await final(world, () => undefined)
    const query = await seen(world, 'GetClientCapabilityRequest')
    return 'metaInfo' in query && query.metaInfo.user?.userId !== 'wv:alice@sip.example'
  },
  'swapped-pair': async world => {
    await final(world, () => undefined)
    const query = await seen(world, 'GetBlockStatusRequest')
    return 'targets' in query && query.targets[0] === 'wv:alice@sip.example'
  },
  'target-from-to': async world => {
    await final(world, () => undefined, { headers: [['To', '<sip:bobby@imps.example>']] })
    const query = await seen(world, 'GetClientCapabilityRequest')
    return 'targets' in query && query.targets[0] === 'wv:bobby@imps.example'
  },
  'promises-missing-types': async world => {
    const call = world.alice.call()
    return (await call.finals.next()).body.includes('image/png')
  },
  'stale-capabilities': async world => {
    const first = await world.alice.session()
    await first.within('BYE')
    await world.alice.session()
    return count(world, 'GetClientCapabilityRequest') === 1
  },
  'loses-to-tag': async world => {
    const answer = await world.alice.transact(world.alice.outside('OPTIONS', 'sip:bob@imps.example', []))
    return tagOf(answer, 'to') === undefined
  },
  'cancel-ignored': async world => {
    world.imps.behaviour = primitive =>
      primitive.name === 'GetClientCapabilityRequest' ? wait(100).then(() => blockless) : undefined
    const call = world.alice.call()
    await wait(30)
    await world.alice.transact(cancelOf(call.invite))
    return (await call.finals.next()).status === 200
  },
  'second-query-on-retransmission': async world => {
    world.imps.behaviour = primitive =>
      primitive.name === 'GetClientCapabilityRequest' ? wait(100).then(() => blockless) : undefined
    const call = world.alice.call()
    await wait(30)
    await world.alice.sendRaw(call.invite)
    await call.finals.next()
    return count(world, 'GetClientCapabilityRequest') > 1
  },
  'new-session-for-reply': async world => {
    await world.alice.session()
    void world.imps.message('reply').catch(() => undefined)
    await wait(50)
    return world.alice.requests.count > 0
  },
  'forwards-cpim-headers': async world => {
    const call = await world.alice.session()
    const cpim = 'From: <sip:a@x>\r\nTo: <sip:b@y>\r\n\r\nContent-Type: text/plain\r\n\r\nHi'
    await call.send(cpim, { contentType: 'message/cpim' }).outcome
    const message = await seen(world, 'SendMessageRequest')
    return 'content' in message && message.content.octets.includes('From:')
  },
  'report-before-delivery': async world => {
    const call = await world.alice.session()
    await call.send('Hi', { successReport: true }).outcome
    await wait(20)
    return call.reports.count > 0
  },
  'leaks-session-after-bye': async world => {
    const call = await world.alice.session()
    await call.within('BYE')
    return (await call.send('still there?').outcome).kind === 'accepted'
  },
  'size-not-enforced': async world => {
    const call = await world.alice.session()
    await call.send('x'.repeat(5000)).outcome
    return messageRequests(world) === 1
  },
  'type-not-enforced': async world => {
    const call = await world.alice.session()
    await call.send('%PDF', { contentType: 'application/pdf' }).outcome
    return messageRequests(world) === 1
  },
  'bind-before-send': async world => {
    const call = world.alice.call()
    const answer = await call.finals.next()
    const ack = Dialog.ofClient(call.invite, answer, world.alice.endpoint).makeAck(answer)
    await world.alice.transport.send(ack, world.alice.iwf)
    await wait(20)
    const { msrp: remote } = world.iwf.addresses
    const stream = await openStream({ owner: 'alice', protocol: 'msrp', remote, within: 1000, tap: noTap })
    let octets = 0
    stream.watch({ octets: received => void (octets += received.length), closed: () => undefined })
    void world.imps.message('too early').catch(() => undefined)
    await wait(100)
    stream.end()
    return octets > 0
  },
  'ssp-before-login': async world => {
    let unknown = 0
    const { endpoint } = world.imps
    const before = endpoint.sessions.all().length
    world.imps.behaviour = () => undefined
    await final(world, () => undefined)
    unknown = world.imps.beforeLogin
    return before === 0 && unknown > 0
  },
  'does-not-answer-capability-query': async world => {
    const outcome = await world.imps.endpoint.request(
      'sip.example',
      {
        name: 'GetClientCapabilityRequest',
        blockStatusRequest: false,
        metaInfo: { clientOriginated: true, user: { userId: 'wv:bob@imps.example' } },
        targets: ['wv:x@sip.example'],
      },
      { within: 700 },
    ).outcome
    return outcome.kind === 'timeout'
  },
}

const blockless: Primitive = {
  name: 'GetClientCapabilityResponse',
  status: status(200),
  clients: [
    {
      userId: 'wv:bob@imps.example',
      online: true,
      capabilities: capabilityList({ contentTypes: [{ type: 'text/plain' }] }),
    },
  ],
  blocks: [],
}

describe('each defect shows, and only with it', () => {
  test('every defect has a symptom here', () => {
    assert.deepEqual(Object.keys(symptoms).sort(), [...defectNames()])
  })

  for (const [name, symptom] of Object.entries(symptoms))
    test(name, async () => {
      const defect = await loadDefect(name)
      const [wrong, right] = await Promise.all([
        loopback({ decisions: defect(correctDecisions) }),
        loopback({ decisions: correctDecisions }),
      ])
      const shown = await Promise.all([symptom(wrong), symptom(right)])
      await Promise.all([wrong.close(), right.close()])
      assert.deepEqual(shown, [true, false])
    })
})
