import assert from 'node:assert/strict'
import { suite, test, type TestContext } from 'node:test'
import { SessionState, URI, type Body, type Session } from 'sip.js/lib/core/index.js'
import { systemClock } from '../clock.ts'
import { noTap } from '../wire/tap.ts'
import { request, response } from './build.ts'
import { Dialog, type DialogEndpoint } from './dialog.ts'
import { Dialogs } from './dialogs.ts'
import type { SipTransportName } from './flow.ts'
import { headerValue } from './headers.ts'
import { newBranch, newCallId, newTag } from './identifiers.ts'
import type { SipRequest, SipResponse } from './message.ts'
import { openSipTransport } from './open-transport.ts'
import { serialiseSip } from './serialise.ts'
import { host, promised, sipJs } from './sip-js-peer.ts'
import { TransactionLayer, type IncomingRequest } from './transaction-layer.ts'
import type { SipTransport } from './transport.ts'
import { viaValue } from './via.ts'
import { validateSip } from './validate.ts'

const sdp: Body = {
  contentDisposition: 'session',
  contentType: 'application/sdp',
  content: 'v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=message 9 TCP/MSRP *\r\n',
}

/** Ours: transport, transactions and dialogs. */
async function ours(t: TestContext, name: SipTransportName, onRequest: (incoming: IncomingRequest) => void) {
  const transport: SipTransport = await openSipTransport({
    owner: 'ours',
    local: { host, port: 0 },
    connectWithin: 1000,
    tap: noTap,
  })
  const dialogs = new Dialogs()
  const acknowledged = promised<Dialog | undefined>()
  const strays: SipResponse[] = []
  const layer = new TransactionLayer({
    transport,
    clock: systemClock,
    timers: { T1: 500, T2: 4000, T4: 5000 },
    user: {
      request: onRequest,
      ack: ({ message }) => acknowledged.say(dialogs.find(message)),
      strayResponse: ({ message }) => strays.push(message),
      malformed: ({ violations }) => assert.fail(JSON.stringify(violations)),
    },
  })
  t.after(async () => {
    layer.shutdown()
    await transport.close()
    assert.deepEqual(strays, [])
  })
  const { port } = transport.address
  const contact = `<sip:ours@${host}:${port};transport=${name}>`
  const endpoint: DialogEndpoint = { transport: name, host, port, contact }
  return { transport, layer, dialogs, endpoint, acknowledged: acknowledged.said }
}

function outOfDialog(method: string, endpoint: DialogEndpoint, port: number, body: Body): SipRequest {
  const target = `sip:js@${host}:${port}`
  return request({
    method,
    requestUri: target,
    headers: [
      ['Via', viaValue(endpoint.transport.toUpperCase(), host, endpoint.port, newBranch())],
      ['Max-Forwards', '70'],
      ['From', `"Ours" <sip:ours@${host}>;tag=${newTag()}`],
      ['To', `<${target}>`],
      ['Call-ID', newCallId()],
      ['CSeq', `1 ${method}`],
      ...(method === 'INVITE' ? [['Contact', endpoint.contact] as const] : []),
      ['Content-Type', body.contentType],
    ],
    body: body.content,
  })
}

/** Sends a request and gives its responses up to the final one. */
function exchange(
  layer: TransactionLayer,
  message: SipRequest,
  flow: Parameters<TransactionLayer['request']>[1],
): Promise<readonly SipResponse[]> {
  return new Promise((resolve, reject) => {
    const responses: SipResponse[] = []
    layer.request(message, flow, {
      response: received => {
        assert.deepEqual(validateSip(received), [])
        responses.push(received.message)
        if (received.message.status >= 200) resolve(responses)
      },
      timedOut: () => reject(new Error(`${message.method} timed out`)),
      failed: reject,
    })
  })
}

const statuses = (responses: readonly SipResponse[]) => responses.map(({ status }) => status)
const text: Body = { contentDisposition: 'render', contentType: 'text/plain', content: 'Grüße, ✓' }

for (const transport of ['udp', 'tcp'] as const)
  suite(`sip.js over ${transport.toUpperCase()}`, () => {
    test('our INVITE, its 180 and 200, our ACK, our BYE, its 200', async t => {
      const mine = await ours(t, transport, () => undefined)
      const acked = promised<Session>()
      const ended = promised<boolean>()
      const peer = await sipJs(t, transport, mine.transport.address.port, {
        onInvite: invite => {
          invite.progress()
          const { session } = invite.accept({ statusCode: 200, body: sdp })
          session.delegate = {
            onAck: () => acked.say(session),
            onBye: bye => {
              bye.accept()
              ended.say(true)
            },
          }
        },
      })
      const flow = await mine.transport.flowTo({ transport, host, port: peer.port })
      const invite = outOfDialog('INVITE', mine.endpoint, peer.port, sdp)
      const responses = await exchange(mine.layer, invite, flow)
      assert.deepEqual(
        statuses(responses).filter(status => status > 100),
        [180, 200],
      )
      const ok = responses.at(-1)!
      assert.equal(ok.body.toString(), sdp.content)
      const dialog = Dialog.ofClient(invite, ok, mine.endpoint)
      flow.send(serialiseSip(dialog.makeAck(ok)))
      const session = await acked.said
      assert.equal(session.sessionState, SessionState.Confirmed)
      assert.equal(session.callId, dialog.id.callId)
      assert.equal(session.remoteTag, dialog.id.localTag)
      assert.deepEqual(statuses(await exchange(mine.layer, dialog.makeRequest('BYE'), flow)), [200])
      assert.equal(await ended.said, true)
    })

    test('its INVITE, our 180 and 200, its ACK, its BYE, our 200', async t => {
      const mine = await ours(t, transport, ({ request, transaction }) => {
        if (request.method === 'INVITE') {
          const toTag = newTag()
          const contact = ['Contact', mine.endpoint.contact] as const
          transaction.respond(response(request, 180, { toTag, headers: [contact] }))
          const headers = [contact, ['Content-Type', sdp.contentType]] as const
          const ok = response(request, 200, { toTag, headers, body: sdp.content })
          mine.dialogs.add(Dialog.ofServer(request, ok, mine.endpoint))
          transaction.respond(ok)
        } else {
          const dialog = mine.dialogs.find(request)
          const facts = dialog?.checkIncoming(request)
          const inOrder = facts?.belongs === true && facts.sequence === 'next'
          transaction.respond(response(request, inOrder ? 200 : 481))
        }
      })
      const peer = await sipJs(t, transport, mine.transport.address.port, {})
      const { core } = peer
      const target = new URI('sip', 'ours', host, mine.transport.address.port)
      const progress = promised<number | undefined>()
      const accepted = promised<Session>()
      const message = core.makeOutgoingRequestMessage('INVITE', target, core.configuration.aor, target, {}, [], sdp)
      core.invite(message, {
        onProgress: ({ message }) => progress.say(message.statusCode),
        onAccept: answer => {
          answer.ack()
          accepted.say(answer.session)
        },
      })
      assert.equal(await progress.said, 180)
      const session = await accepted.said
      const dialog = await mine.acknowledged
      assert.equal(dialog?.id.remoteTag, session.localTag)
      const byeAnswer = promised<number | undefined>()
      session.bye({ onAccept: ({ message }) => byeAnswer.say(message.statusCode) })
      assert.equal(await byeAnswer.said, 200)
    })

    test('our BYE within the dialog of its INVITE', async t => {
      const invited = promised<{ dialog: Dialog; incoming: IncomingRequest }>()
      const mine = await ours(t, transport, incoming => {
        const { request, transaction } = incoming
        const headers = [
          ['Contact', mine.endpoint.contact],
          ['Content-Type', sdp.contentType],
        ] as const
        const ok = response(request, 200, { toTag: newTag(), headers, body: sdp.content })
        const dialog = Dialog.ofServer(request, ok, mine.endpoint)
        mine.dialogs.add(dialog)
        transaction.respond(ok)
        invited.say({ dialog, incoming })
      })
      const { core } = await sipJs(t, transport, mine.transport.address.port, {})
      const target = new URI('sip', 'ours', host, mine.transport.address.port)
      const message = core.makeOutgoingRequestMessage('INVITE', target, core.configuration.aor, target, {}, [], sdp)
      core.invite(message, {
        onAccept: answer => {
          answer.session.delegate = { onBye: bye => void bye.accept() }
          answer.ack()
        },
      })
      const { dialog, incoming } = await invited.said
      assert.equal(await mine.acknowledged, dialog)
      const bye = dialog.makeRequest('BYE')
      assert.deepEqual(statuses(await exchange(mine.layer, bye, incoming.flow)), [200])
    })

    test('its refusal is acknowledged by our transaction', async t => {
      const mine = await ours(t, transport, () => undefined)
      const peer = await sipJs(t, transport, mine.transport.address.port, {
        onInvite: invite => void invite.reject({ statusCode: 486 }),
      })
      const flow = await mine.transport.flowTo({ transport, host, port: peer.port })
      const invite = outOfDialog('INVITE', mine.endpoint, peer.port, sdp)
      assert.equal(statuses(await exchange(mine.layer, invite, flow)).at(-1), 486)
    })

    test('MESSAGE in both directions', async t => {
      const got = promised<SipRequest>()
      const mine = await ours(t, transport, ({ request, transaction }) => {
        got.say(request)
        transaction.respond(response(request, 202, { toTag: newTag() }))
      })
      const heard = promised<string>()
      const peer = await sipJs(t, transport, mine.transport.address.port, {
        onMessage: message => {
          heard.say(message.message.body)
          message.accept()
        },
      })
      const flow = await mine.transport.flowTo({ transport, host, port: peer.port })
      const message = outOfDialog('MESSAGE', mine.endpoint, peer.port, text)
      assert.deepEqual(statuses(await exchange(mine.layer, message, flow)), [200])
      assert.equal(await heard.said, text.content)

      const { core } = peer
      const target = new URI('sip', 'ours', host, mine.transport.address.port)
      const theirs = core.makeOutgoingRequestMessage('MESSAGE', target, core.configuration.aor, target, {}, [], text)
      const answer = promised<number | undefined>()
      core.message(theirs, { onAccept: ({ message }) => answer.say(message.statusCode) })
      assert.equal(await answer.said, 202)
      assert.equal((await got.said).body.toString(), text.content)
      assert.equal(headerValue(await got.said, 'Content-Type'), 'text/plain')
    })
  })
