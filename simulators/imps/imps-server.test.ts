import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ManualClock } from '../../protocols/clock.ts'
import { metaInfoFor, projectBinding } from '../../protocols/ssp/binding/project.ts'
import type { DeliveryStatusReport, Primitive, SendMessageRequest } from '../../protocols/ssp/document.ts'
import { status } from '../../protocols/ssp/status.ts'
import { writeSsp } from '../../protocols/ssp/write.ts'
import { answers, awaits, holds, ignores, Release } from '../behaviour.ts'
import { noObserver } from '../observer.ts'
import { Stalled } from '../wait.ts'
import { gateway, impatience, impsServer, phone } from './on-loopback.ts'

const alice = 'wv:alice@sip.example'
const bob = 'wv:bob@imps.example'
const query = (about: 'capability' | 'block' | 'both', target = bob) =>
  projectBinding.query({ about, requester: alice, targets: [target] })
const message = (text: string, to = bob, messageId = 'm1'): SendMessageRequest => ({
  name: 'SendMessageRequest',
  deliveryReport: true,
  metaInfo: metaInfoFor(alice),
  message: { messageId, recipients: [{ user: { userId: to } }], sender: { user: { userId: alice } } },
  content: { contentType: 'text/plain', encoding: 'base64', octets: Buffer.from(text) },
})
const codeOf = (primitive: Primitive | undefined) =>
  primitive && 'status' in primitive ? primitive.status.code : undefined

describe('the IMPS server, asked by the IWF', () => {
  it('answers capability, block and combined queries from its directory', async t => {
    const party = await impsServer(t)
    const { ask } = await gateway(t, party)
    party.user('bob')
    const capability = await ask(query('capability'))
    assert.ok(capability?.name === 'GetClientCapabilityResponse')
    assert.equal(capability.clients[0]?.capabilities?.clientType, 'MOBILE_PHONE')
    const block = await ask(query('block'))
    assert.ok(block?.name === 'GetBlockStatusResponse')
    assert.deepEqual(block.blocks, [{ userId: bob, blocked: false, granted: true }])
    const both = await ask(query('both'))
    assert.ok(both?.name === 'GetClientCapabilityResponse')
    assert.equal(both.clients.length + both.blocks.length, 2)
  })

  it('answers by what the directory holds at that moment', async t => {
    const party = await impsServer(t)
    const { ask } = await gateway(t, party)
    const user = party.user('bob')
    assert.equal(codeOf(await ask(query('capability'))), 200)
    user.update({ online: false })
    assert.equal(codeOf(await ask(query('capability'))), 900)
    assert.deepEqual(user.data, { online: false })
    user.remove()
    const unknown = await ask(query('capability'))
    assert.deepEqual(unknown && 'status' in unknown && unknown.status.details.map(({ code }) => code), [531])
  })

  it('answers in the HTTP response when configured so', async t => {
    const party = await impsServer(t, { answerMode: 'response' })
    const { endpoint, ask } = await gateway(t, party)
    party.user('bob')
    assert.equal(codeOf(await ask(query('capability'))), 200)
    const outcome = await endpoint.request('imps.example', query('block'), { within: 2000 }).outcome
    assert.equal(outcome.kind === 'answer' && outcome.via, 'response')
  })

  it('takes messages, and tells scripts what came', async t => {
    const party = await impsServer(t)
    const { ask } = await gateway(t, party)
    const user = party.user('bob')
    const imps = party.server.script(noObserver, 'k7Qx')
    assert.equal(codeOf(await ask(message('first', bob, 'm1'))), 200)
    assert.equal(codeOf(await ask(message('Grüße', bob, 'm2'))), 200)
    const asked = await imps.asked('message', user, { text: 'Grüße' })
    assert.deepEqual(
      { ...asked, transactionId: '', octets: asked.octets?.toString() },
      {
        primitive: 'message',
        transactionId: '',
        requester: alice,
        targets: [bob],
        messageId: 'm2',
        sender: alice,
        text: 'Grüße',
        octets: 'Grüße',
        deliveryReport: true,
      },
    )
    assert.equal((await imps.asked('message', user)).text, 'first')
  })

  it('refuses a primitive that it does not know by 405, and what speaks for another domain by 901', async t => {
    const party = await impsServer(t)
    const { endpoint, ask } = await gateway(t, party)
    party.user('bob')
    const spoofed = { ...message('x'), metaInfo: metaInfoFor('wv:eve@other.example') }
    assert.equal(codeOf(await ask(spoofed)), 901)
    const sessionId = endpoint.sessions.newest('imps.example')?.localId ?? ''
    const transactions = [{ mode: 'Request', transactionId: 't9', primitive: query('block') }] as const
    const known = writeSsp({ kind: 'session', sessionId, transactions }).toString()
    const verbatim = Buffer.from(known.replaceAll('GetBlockStatusRequest', 'InviteRequest'))
    const options = { within: 2000, transactionId: 't9', verbatim }
    const { outcome } = endpoint.request('imps.example', query('block'), options)
    const answer = await outcome
    assert.equal(answer.kind === 'answer' && codeOf(answer.transaction.primitive), 405)
  })

  it('takes a report about a message of its user', async t => {
    const party = await impsServer(t)
    const { ask } = await gateway(t, party)
    const user = party.user('bob')
    const imps = party.server.script(noObserver, 'k7Qx')
    const report: DeliveryStatusReport = {
      name: 'DeliveryStatusReport',
      metaInfo: metaInfoFor(alice),
      result: status(200),
      message: { messageId: 'm1', recipients: [{ user: { userId: bob } }], sender: { user: { userId: alice } } },
    }
    assert.equal(codeOf(await ask(report)), 200)
    assert.equal((await imps.asked('report', user)).targets[0], bob)
  })

  it('stalls a script that waits for what is not asked', async t => {
    const party = await impsServer(t, { bounds: { asked: impatience } })
    await gateway(t, party)
    const user = party.user('bob')
    const imps = party.server.script(noObserver, 'k7Qx')
    await assert.rejects(imps.asked('message', user, { text: 'x' }), {
      name: 'Stalled',
      message: `message request about wv:bob@imps.example with "x": not within ${impatience.ms} ms (the test)`,
    })
    assert.throws(() => imps.asked('message', { ...user, uri: 'wv:x@y' }), /not in the directory/)
  })
})

describe('an IMPS user who was told what to do', () => {
  it('answers with a code, bare, in a DetailedResult, or as the status of the own response', async t => {
    const party = await impsServer(t)
    const { ask } = await gateway(t, party)
    const user = party.user('bob')
    user.on('capability', answers(531))
    assert.deepEqual(await ask(query('capability')).then(answer => [answer?.name, codeOf(answer)]), ['Status', 531])
    user.on('capability', answers(404, 'own'))
    assert.deepEqual(await ask(query('capability')).then(answer => [answer?.name, codeOf(answer)]), [
      'GetClientCapabilityResponse',
      404,
    ])
    user.on('message', answers(532, 'detail'))
    const refused = await ask(message('x'))
    assert.ok(refused?.name === 'SendMessageResponse')
    assert.equal(refused.status.code, 900)
    assert.deepEqual(
      refused.status.details.map(({ code, users }) => [code, ...users]),
      [[532, bob]],
    )
    assert.equal(refused.messageId, undefined)
    assert.equal(codeOf(await ask(query('block'))), 200, 'other queries are answered properly')
  })

  it('is silent when told to ignore, in both ways of answering', async t => {
    for (const answerMode of ['post', 'response'] as const) {
      const party = await impsServer(t, { answerMode })
      const { ask } = await gateway(t, party)
      const user = party.user('bob')
      assert.equal(codeOf(await ask(query('block'))), 200)
      user.on('capability', ignores())
      assert.equal(await ask(query('capability'), 50), undefined)
      assert.equal(codeOf(await ask(query('block'))), 200)
    }
  })

  it('answers late, by time or when released', async t => {
    const clock = new ManualClock()
    const party = await impsServer(t, { clock })
    const { ask } = await gateway(t, party)
    const user = party.user('bob')
    const imps = party.server.script(noObserver, 'k7Qx')
    const release = new Release()
    user.on('capability', holds(500))
    user.on('block', awaits(release))
    const [held, awaiting] = [ask(query('capability')), ask(query('block'))]
    await imps.asked('capability', user)
    await imps.asked('block', user)
    clock.advance(500)
    assert.equal(codeOf(await held), 200)
    release.now()
    assert.equal(codeOf(await awaiting), 200)
  })

  it('answers nothing more when removed, and leaves no timer', async t => {
    const clock = new ManualClock()
    const party = await impsServer(t, { clock })
    const { ask } = await gateway(t, party)
    const user = party.user('bob')
    const imps = party.server.script(noObserver, 'k7Qx')
    user.on('capability', holds(500))
    const held = ask(query('capability'), 100)
    await imps.asked('capability', user)
    user.remove()
    clock.advance(500)
    assert.equal(await held, undefined)
    await assert.rejects(imps.asked('capability', user), { message: /the scenario is over/ })
    await party.server.close()
    assert.equal(clock.running, 0)
  })
})

describe('the IMPS server, on its own account', () => {
  it('delivers messages of its users, with the content written in each of three ways', async t => {
    const party = await impsServer(t)
    const { received, bodies } = await gateway(t, party)
    const user = party.user('bob')
    const imps = party.server.script(noObserver, 'k7Qx')
    const text = 'a < b & "c"'
    const written = {
      base64: 'YSA8IGIgJiAiYyI=',
      escaped: 'a &lt; b &amp; ',
      cdata: '<![CDATA[a < b & "c"]]>',
    } as const
    for (const encoding of ['base64', 'escaped', 'cdata'] as const) {
      const sending = imps.deliver({ from: user, to: { uri: 'sip:alice@sip.example' }, text, encoding })
      const { primitive, transactionId } = await received()
      assert.ok(primitive.name === 'SendMessageRequest')
      assert.equal(primitive.content?.octets.toString(), text)
      assert.equal(primitive.content.encoding === 'base64', encoding === 'base64')
      assert.ok(bodies.at(-1)?.includes(written[encoding]), `${encoding}: ${String(bodies.at(-1))}`)
      assert.equal(primitive.message.contentSize, Buffer.byteLength(text))
      assert.equal(primitive.message.sender?.user?.userId, bob)
      assert.deepEqual(
        primitive.message.recipients.map(({ user }) => user?.userId),
        [alice],
      )
      assert.match(primitive.message.dateTime ?? '', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
      assert.match(transactionId, /k7Qx/)
      assert.equal(transactionId, sending.transactionId)
      assert.deepEqual(await sending.answered(), { status: 200 })
      await sending.sent
    }
  })

  it('delivers content of any type, with a report if asked, each with an id of its own', async t => {
    const party = await impsServer(t)
    const { received } = await gateway(t, party)
    const imps = party.server.script(noObserver, 'k7Qx')
    const ids: (string | undefined)[] = []
    for (const deliveryReport of [true, false]) {
      imps.deliver({
        from: bob,
        to: alice,
        content: { type: 'image/png', octets: Buffer.from([0x89, 0]) },
        deliveryReport,
      })
      const { primitive } = await received()
      assert.ok(primitive.name === 'SendMessageRequest')
      assert.equal(primitive.deliveryReport, deliveryReport)
      assert.equal(primitive.content?.contentType, 'image/png')
      assert.deepEqual(primitive.content.octets, Buffer.from([0x89, 0]))
      ids.push(primitive.message.messageId)
    }
    assert.deepEqual(ids, ['k7Qx-m1', 'k7Qx-m2'])
  })

  it('delivers one message to several recipients', async t => {
    const party = await impsServer(t)
    const { received } = await gateway(t, party)
    party.server.script(noObserver, 'k7Qx').deliver({ from: bob, to: [alice, 'sip:x@sip.example'], text: 'to both' })
    const { primitive } = await received()
    assert.ok(primitive.name === 'SendMessageRequest')
    assert.deepEqual(
      primitive.message.recipients.map(({ user }) => user?.userId),
      ['wv:alice@sip.example', 'wv:x@sip.example'],
    )
  })

  it('hears how a request of its own was answered, and stalls when it was not', async t => {
    const party = await impsServer(t, { bounds: { answered: { ms: 100, clause: 'the test' } } })
    const { endpoint } = await gateway(t, party, 531)
    const user = party.user('bob')
    const imps = party.server.script(noObserver, 'k7Qx')
    const message = imps.deliver({ from: user, to: alice, text: 'x' })
    await message.taken()
    assert.deepEqual(await message.answered(), { status: 531 })
    const asking = imps.asksCapability({ about: 'sip:alice@sip.example', requester: user })
    assert.deepEqual(await asking.answered(), { status: 531 })
    await endpoint.close()
    const late = imps.deliver({ from: user, to: alice, text: 'x' })
    await assert.rejects(late.answered(), Stalled)
  })

  it('asks for the capabilities of a SIMPLE user on behalf of its own', async t => {
    const party = await impsServer(t)
    const { received } = await gateway(t, party)
    party.server
      .script(noObserver, 'k7Qx')
      .asksCapability({ about: 'sip:alice@sip.example', requester: party.user('bob') })
    const { primitive } = await received()
    assert.ok(primitive.name === 'GetClientCapabilityRequest')
    assert.deepEqual(primitive.targets, [alice])
    assert.equal(primitive.metaInfo?.user?.userId, bob)
  })

  it('reports the delivery of a message with the parties swapped, after the given time', async t => {
    const clock = new ManualClock()
    const party = await impsServer(t, { clock })
    const { ask, received } = await gateway(t, party)
    const user = party.user('bob')
    const imps = party.server.script(noObserver, 'k7Qx')
    await ask(message('hello'))
    const reporting = imps.reportsDelivery(await imps.asked('message', user), { status: 538, after: 300 })
    clock.advance(300)
    const { primitive } = await received()
    assert.ok(primitive.name === 'DeliveryStatusReport')
    assert.equal(primitive.result.code, 538)
    assert.equal(primitive.message.messageId, 'm1')
    assert.equal(primitive.message.sender?.user?.userId, bob)
    assert.equal(primitive.message.recipients[0]?.user?.userId, alice)
    assert.equal(primitive.metaInfo?.user?.userId, bob)
    await reporting.sent
  })

  it('reports nothing for a user who is gone', async t => {
    const clock = new ManualClock()
    const party = await impsServer(t, { clock })
    const { ask } = await gateway(t, party)
    const user = party.user('bob')
    const imps = party.server.script(noObserver, 'k7Qx')
    await ask(message('hello'))
    const asked = await imps.asked('message', user)
    const reporting = imps.reportsDelivery(asked, { status: 200, after: 300 })
    user.remove()
    await assert.rejects(reporting.sent, { name: 'Stalled', message: /over before it was due/ })
    assert.throws(() => imps.reportsDelivery(asked, { status: 200, after: 0 }), Stalled)
  })
})

describe('the SSP session of the IMPS server', () => {
  it('is begun by the IWF, which a script can wait for', async t => {
    const party = await impsServer(t)
    const { endpoint } = await gateway(t, party)
    const imps = party.server.script(noObserver, 'k7Qx')
    const opened = imps.sessionOpened()
    await endpoint.openSession('imps.example')
    await opened
  })

  it('is begun by the server, on demand or before', async t => {
    const party = await impsServer(t)
    const { endpoint } = await gateway(t, party)
    await party.server.script(noObserver, 'k7Qx').opensSession()
    assert.deepEqual(
      endpoint.sessions.all().map(({ initiator }) => initiator),
      ['remote'],
    )

    const other = await impsServer(t)
    const second = await gateway(t, other)
    other.server.script(noObserver, 'k7Qx').deliver({ from: bob, to: alice, text: 'opens a session' })
    await second.received()
    assert.deepEqual(
      second.endpoint.sessions.all().map(({ initiator }) => initiator),
      ['remote'],
    )
  })

  it('stalls a script when the other side is not there or does not open one', async t => {
    const party = await impsServer(t, { bounds: { setUpStep: impatience } })
    const { endpoint } = await gateway(t, party)
    const waits: string[] = []
    const observer = { ...noObserver, waiting: (what: string) => void waits.push(what) }
    const imps = party.server.script(observer, 'k7Qx')
    await assert.rejects(imps.sessionOpened(), {
      name: 'Stalled',
      message: new RegExp(`not within ${impatience.ms} ms`),
    })
    await endpoint.close()
    await assert.rejects(imps.opensSession(), { name: 'Stalled' })
    assert.deepEqual(waits, ['SSP session opened by the IWF', 'SSP session'])
  })

  it('lives between two IMPS servers as well: messages go from one domain to the other', async t => {
    const [one, two] = [await impsServer(t), await impsServer(t, { domain: 'other.example' })]
    one.server.aimAt({ domain: 'other.example', url: two.url })
    two.server.aimAt({ domain: 'imps.example', url: one.url })
    const [bobAtOne, carol] = [one.user('bob'), two.user('carol', { clients: [phone] })]
    const sending = one.server.script(noObserver, 'a').deliver({ from: bobAtOne, to: carol, text: 'across' })
    const imps = two.server.script(noObserver, 'b')
    assert.equal((await imps.asked('message', carol)).sender, bob)
    assert.deepEqual(await sending.answered(), { status: 200 })
  })
})
