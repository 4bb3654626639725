import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { pause as wait, loopback, type Loopback } from './loopback.ts'
import type { Features } from './configuration.ts'
import { correctDecisions } from './decisions.ts'
import { defectNames, loadDefect } from './load-defect.ts'
import { shownByCases } from './shown-by-cases.ts'
import { symptomsOfDelivery } from './symptoms-of-delivery.ts'
import { symptomsOfMsrp } from './symptoms-of-msrp.ts'
import { Dialog } from '../protocols/sip/dialog.ts'
import { cancelOf } from '../protocols/sip/hop-request.ts'
import type { HeaderField } from '../protocols/sip/build.ts'
import { hasHeader } from '../protocols/sip/headers.ts'
import { tagOf } from '../protocols/sip/tag.ts'
import { openStream } from '../protocols/wire/stream.ts'
import { noTap } from '../protocols/wire/tap.ts'
import { capabilityList, type CapabilityList } from '../protocols/ssp/capability-list.ts'
import type { Primitive, SendMessageRequest } from '../protocols/ssp/document.ts'
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

/** The IMPS user has these clients. */
const clients =
  (...lists: readonly Partial<CapabilityList>[]) =>
  (primitive: Primitive) =>
    primitive.name === 'GetClientCapabilityRequest'
      ? ({
          name: 'GetClientCapabilityResponse',
          status: status(200),
          clients: lists.map(list => ({
            userId: 'wv:bob@imps.example',
            online: true,
            capabilities: capabilityList(list),
          })),
          blocks: [],
        } as const)
      : undefined
const text: Partial<CapabilityList> = { contentTypes: [{ type: 'text/plain' }] }

const messagesGet =
  (code: number): Symptom =>
  async world => {
    const call = await world.alice.session()
    world.imps.behaviour = primitive =>
      primitive.name === 'SendMessageRequest' ? { name: 'Status', status: status(code) } : undefined
    return (await call.send('Hi').outcome).kind === 'accepted'
  }

/** An INVITE to this address leads to a query about that one. */
const asksFor =
  (target: string, address: string): Symptom =>
  async world => {
    await final(world, () => undefined, { target })
    const query = await seen(world, 'GetClientCapabilityRequest')
    return 'targets' in query && query.targets[0] === address
  }

/** What an IWF must be configured to do for its defect to show. */
const features: Readonly<Record<string, Partial<Features>>> = {
  'knows-one-imdn-prefix': { imdn: true },
  'typing-as-text': { isComposing: true },
  'missing-block-part-lets-in': { query: 'combined' },
}

const pager = (world: Loopback, body: string, headers: readonly HeaderField[] = [], type = 'text/plain') =>
  world.alice.outside('MESSAGE', 'sip:bob@imps.example', [['Content-Type', type], ...headers], Buffer.from(body))
const sent = async (world: Loopback, ...message: [string, (readonly HeaderField[])?, string?]) =>
  world.alice.transact(pager(world, ...message))
const messageSeen = async (world: Loopback): Promise<SendMessageRequest> => {
  const primitive = await seen(world, 'SendMessageRequest')
  assert.ok(primitive.name === 'SendMessageRequest')
  return primitive
}
const fromMallory = 'From: <sip:mallory@sip.example>\r\nTo: <sip:bob@imps.example>\r\n'
const asking = 'NS: x <urn:ietf:params:imdn>\r\nx.Message-ID: m\r\nx.Disposition-Notification: positive-delivery\r\n'
const hi = '\r\nContent-Type: text/plain\r\n\r\nHi'
const reportOf = (messageId: string) =>
  ({
    name: 'DeliveryStatusReport',
    result: status(200),
    message: {
      messageId,
      recipients: [{ user: { userId: 'wv:alice@sip.example' } }],
      sender: { user: { userId: 'wv:bob@imps.example' } },
    },
  }) as const

/** Of MESSAGE, reports and notifications. */
const symptomsOfMessages: Readonly<Record<string, Symptom>> = {
  'body-in-2xx': async world => (await sent(world, 'Hi')).body.length > 0,
  'trusts-cpim-from': async world => {
    await sent(world, fromMallory + hi, [], 'message/cpim')
    return (await messageSeen(world)).message.sender?.user?.userId === 'wv:mallory@sip.example'
  },
  'no-accept-with-415': async world => {
    world.imps.behaviour = primitive =>
      primitive.name === 'SendMessageRequest' ? { name: 'Status', status: status(415) } : undefined
    const refusal = await sent(world, 'Hi')
    return refusal.status === 415 && !hasHeader(refusal, 'accept')
  },
  'ignores-expires': async world => {
    await sent(world, 'Hi', [['Expires', '60']])
    return (await messageSeen(world)).message.validity === undefined
  },
  'duplicate-message-on-retransmission': async world => {
    const message = pager(world, 'Hi')
    await world.alice.transact(message)
    await world.alice.sendRaw(message)
    await wait(50)
    return messageRequests(world) > 1
  },
  '408-to-message': async world => {
    world.imps.behaviour = primitive => (primitive.name === 'SendMessageRequest' ? 'silence' : undefined)
    return (await sent(world, 'Hi')).status === 408
  },
  'require-ignored': async world =>
    (await sent(world, 'Hi', [['Require', 'recipient-list-message, foo']])).status !== 420,
  'knows-one-imdn-prefix': async world => {
    await sent(world, fromMallory + asking + hi, [], 'message/cpim')
    return !(await messageSeen(world)).deliveryReport
  },
  'typing-as-text': async world => {
    const call = await world.alice.session()
    await call.send('<isComposing/>', { contentType: 'application/im-iscomposing+xml' }).outcome
    return messageRequests(world) === 1
  },
  'no-failure-report': messagesGet(538),
  'repeats-report': async world => {
    const call = await world.alice.session()
    await call.send('Hi', { successReport: true }).outcome
    const { messageId = '' } = (await messageSeen(world)).message
    for (let time = 0; time < 2; time++) await world.imps.request(reportOf(messageId))
    await wait(30)
    return call.reports.count > 1
  },
  'optimistic-delivery-status': async world => {
    const call = await world.alice.session({ withoutReports: true })
    const told = world.imps.message('Hi', { deliveryReport: true })
    await call.messages.next()
    await told
    await wait(30)
    return count(world, 'DeliveryStatusReport') > 0
  },
}

const symptoms: Readonly<Record<string, Symptom>> = {
  ...symptomsOfDelivery,
  ...symptomsOfMsrp,
  ...symptomsOfMessages,
  'accepts-before-capability': accepts(primitive =>
    primitive.name === 'GetClientCapabilityRequest' ? 'silence' : undefined,
  ),
  'does-not-wait-for-block-answer': accepts(primitive =>
    primitive.name === 'GetBlockStatusRequest' ? 'silence' : undefined,
  ),
  'missing-block-part-lets-in': accepts(primitive => clients(text)(primitive) ?? blockStatus(true, true)(primitive)),
  'any-content-refused': async world => (await final(world, clients({ anyContent: true }))) === 488,
  'first-client-only-refusal': async world => (await final(world, clients(text, text))) === 488,
  'empty-list-means-anything': async world => {
    world.imps.behaviour = clients({})
    return /accept-types:[^\r]* \*/.test((await world.alice.call().finals.next()).body.toString())
  },
  'downgrades-sips': async world => (await final(world, () => undefined, { target: 'sips:bob@imps.example' })) === 200,
  'offerless-refused': async world => (await final(world, () => undefined, { withoutOffer: true })) === 488,
  'unsupported-query-as-timeout': async world => (await final(world, capabilityStatus(405))) === 504,
  'forwards-raw-user-part': async world =>
    (await final(world, () => undefined, { target: 'sip:%FF@imps.example' })) === 200,
  'forwards-password': asksFor('sip:bob:secret@imps.example', 'wv:bob%3Asecret@imps.example'),
  'decodes-twice': asksFor('sip:a%2541@imps.example', 'wv:aA@imps.example'),
  'raw-specials': asksFor('sip:a%2Bb@imps.example', 'wv:a+b@imps.example'),
  'presence-block-refuses': async world =>
    (await final(world, primitive =>
      primitive.name === 'GetClientCapabilityRequest' ? { name: 'Status', status: status(200) } : undefined,
    )) === 488,
  'silent-block': messagesGet(532),
  'silent-offline': messagesGet(533),
  'silent-unknown': messagesGet(531),
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
  'wrong-content-size': async world => {
    const call = await world.alice.session()
    await call.send('Grüße').outcome
    const message = await seen(world, 'SendMessageRequest')
    if (message.name !== 'SendMessageRequest') return false
    return message.message.contentSize !== message.content?.octets.length
  },
  'repeats-duplicate-request': async world => {
    const call = await world.alice.session()
    await world.imps.message('Hi', { messageId: 'twice' })
    await world.imps.message('Hi', { messageId: 'twice' })
    return call.messages.count > 1
  },
  'foreign-sender-accepted': async world => {
    const outcome = await world.imps.endpoint.request(
      'sip.example',
      {
        name: 'SendMessageRequest',
        deliveryReport: false,
        metaInfo: { clientOriginated: true, user: { userId: 'wv:eve@foreign.example' } },
        message: {
          messageId: 'forged',
          recipients: [{ user: { userId: 'wv:alice@sip.example' } }],
          sender: { user: { userId: 'wv:eve@foreign.example' } },
        },
        content: { contentType: 'text/plain', encoding: 'base64', octets: Buffer.from('Trust me') },
      },
      { within: 2000 },
    ).outcome
    return !(
      outcome.kind === 'answer' &&
      'status' in outcome.transaction.primitive &&
      outcome.transaction.primitive.status.code === 901
    )
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
  test('every defect has a symptom here, or is shown by the cases', () => {
    assert.deepEqual([...Object.keys(symptoms), ...Object.keys(shownByCases)].sort(), [...defectNames()])
  })

  for (const [name, symptom] of Object.entries(symptoms))
    test(name, async () => {
      const defect = await loadDefect(name)
      const configured = { features: features[name] ?? {} }
      const [wrong, right] = await Promise.all([
        loopback({ decisions: defect(correctDecisions), ...configured }),
        loopback({ decisions: correctDecisions, ...configured }),
      ])
      const shown = await Promise.all([symptom(wrong), symptom(right)])
      await Promise.all([wrong.close(), right.close()])
      assert.deepEqual(shown, [true, false])
    })
})
