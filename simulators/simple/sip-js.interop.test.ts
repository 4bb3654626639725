import assert from 'node:assert/strict'
import { suite, test, type TestContext } from 'node:test'
import {
  SessionState,
  URI,
  type Body,
  type OutgoingInviteRequest,
  type Session,
  type UserAgentCoreDelegate,
} from 'sip.js/lib/core/index.js'
import { MsrpEndpoint } from '../../protocols/msrp/endpoint.ts'
import type { MsrpSession } from '../../protocols/msrp/session.ts'
import { parseMsrpUri, serialiseMsrpUri } from '../../protocols/msrp/uri.ts'
import type { SipTransportName } from '../../protocols/sip/flow.ts'
import { host, promised, sipJs } from '../../protocols/sip/sip-js-peer.ts'
import { awaits, Release } from '../behaviour.ts'
import { Stalled } from '../wait.ts'
import { simplePeer } from './on-loopback.ts'

/** Our peer with its user alice, and sip.js where the IWF would be: as callee `js`, and as caller. */
async function parties(t: TestContext, transport: SipTransportName, delegate: UserAgentCoreDelegate = {}) {
  const party = await simplePeer(t)
  const { core, port } = await sipJs(t, transport, party.facts.sip.port, delegate)
  party.peer.aimAt({ host, port })
  const alice = party.user('alice')
  const target = new URI('sip', 'alice', host, party.facts.sip.port)
  const outgoing = (method: string, body?: Body) =>
    core.makeOutgoingRequestMessage(method, target, core.configuration.aor, target, {}, [], body)
  return { ...party, alice, js: `sip:js@${host}:${port}`, core, outgoing }
}

/** The MSRP side of sip.js's user: sip.js itself has none. */
async function msrpSide(
  t: TestContext,
): Promise<{ session: MsrpSession; sdp: (setup: string) => Body; texts: string[] }> {
  const local = { host, port: 0 }
  const endpoint = await MsrpEndpoint.listen({ owner: 'js', local, connectWithin: 1000, transactionTimer: 1000 })
  t.after(() => endpoint.close())
  const texts: string[] = []
  const session = endpoint.createSession({}, { message: ({ body }) => void texts.push(body.toString()) })
  const sdp = (setup: string) => ({
    contentDisposition: 'session',
    contentType: 'application/sdp',
    content: [
      ...['v=0', `o=- 1 1 IN IP4 ${host}`, 's=-', `c=IN IP4 ${host}`, 't=0 0'],
      `m=message ${endpoint.address.port} TCP/MSRP *`,
      `a=path:${serialiseMsrpUri(session.localUri)}`,
      ...['a=accept-types:text/plain', `a=setup:${setup}`, ''],
    ].join('\r\n'),
  })
  return { session, sdp, texts }
}

const pathIn = (sdp: string) => parseMsrpUri(/^a=path:(\S+)/m.exec(sdp)?.[1] ?? '')!
const text: Body = { contentDisposition: 'render', contentType: 'text/plain', content: 'Grüße, ✓' }

for (const transport of ['udp', 'tcp'] as const)
  suite(`the SIMPLE peer and sip.js over ${transport.toUpperCase()}`, () => {
    test('alice calls: session up, messages in it, session down by alice', async t => {
      const { sdp, texts } = await msrpSide(t)
      const confirmed = promised<Session>()
      const ended = promised<boolean>()
      const { alice, js } = await parties(t, transport, {
        onInvite: invite => {
          invite.progress()
          const { session } = invite.accept({ statusCode: 200, body: sdp('passive') })
          session.delegate = {
            onAck: () => confirmed.say(session),
            onBye: bye => {
              bye.accept()
              ended.say(true)
            },
          }
        },
      })
      const call = alice.invite(js, { transport })
      assert.ok([100, 180].includes((await call.provisional()).status))
      assert.equal((await call.accepted()).status, 200)
      const session = await confirmed.said
      assert.equal(session.sessionState, SessionState.Confirmed)
      assert.equal(session.callId, call.callId)
      await call.bind()
      assert.equal(await call.send('in the session').answered(), 200)
      assert.deepEqual(texts, ['in the session'])
      assert.equal((await call.bye().answered()).status, 200)
      assert.equal(await ended.said, true)
    })

    test('sip.js hangs up', async t => {
      const { sdp } = await msrpSide(t)
      const confirmed = promised<Session>()
      const { alice, js } = await parties(t, transport, {
        onInvite: invite => {
          const { session } = invite.accept({ statusCode: 200, body: sdp('passive') })
          session.delegate = { onAck: () => confirmed.say(session) }
        },
      })
      const call = alice.invite(js, { transport })
      await call.accepted()
      const answer = promised<number | undefined>()
      const session = await confirmed.said
      session.bye({ onAccept: ({ message }) => answer.say(message.statusCode) })
      assert.equal((await call.next('BYE')).method, 'BYE')
      assert.equal(await answer.said, 200)
    })

    test('sip.js refuses', async t => {
      const { alice, js } = await parties(t, transport, { onInvite: invite => void invite.reject({ statusCode: 488 }) })
      const call = alice.invite(js, { transport })
      await assert.rejects(call.accepted(), Stalled)
      assert.equal((await call.final()).status, 488)
    })

    test('alice gives up', async t => {
      const { alice, js } = await parties(t, transport, {
        onInvite: invite => {
          invite.delegate = { onCancel: () => void invite.reject({ statusCode: 487 }) }
          invite.progress()
        },
      })
      const call = alice.invite(js, { transport })
      await call.provisional()
      assert.equal((await call.cancel().answered()).status, 200)
      assert.equal((await call.final()).status, 487)
    })

    test('sip.js calls: session up, messages both ways, re-INVITE, session down by sip.js', async t => {
      const { session: msrp, sdp, texts } = await msrpSide(t)
      const { alice, core, outgoing } = await parties(t, transport)
      const accepted = promised<{ session: Session; answer: string }>()
      const offer = sdp('active')
      core.invite(outgoing('INVITE', offer), {
        onAccept: response => {
          response.ack()
          accepted.say({ session: response.session, answer: response.message.body })
        },
      })
      const { session, answer } = await accepted.said
      const call = await alice.called()
      await msrp.connect({ remotePath: [pathIn(answer)] })
      msrp.send({ contentType: 'text/plain', body: 'hello alice' })
      await call.received('hello alice')
      assert.equal(await call.send('hello js').answered(), 200)
      assert.deepEqual(texts, ['hello js'])

      const again = promised<string>()
      session.invite(
        {
          onAccept: response => {
            response.ack()
            again.say(response.message.body)
          },
        },
        { body: offer },
      )
      assert.equal(await again.said, answer, 'the same description, o= line included')

      const over = promised<number | undefined>()
      session.bye({ onAccept: ({ message }) => over.say(message.statusCode) })
      assert.equal((await call.next('BYE')).method, 'BYE')
      assert.equal(await over.said, 200)
    })

    test('sip.js calls and alice hangs up', async t => {
      const { sdp } = await msrpSide(t)
      const { alice, core, outgoing } = await parties(t, transport)
      const ended = promised<boolean>()
      core.invite(outgoing('INVITE', sdp('active')), {
        onAccept: response => {
          response.session.delegate = {
            onBye: bye => {
              bye.accept()
              ended.say(true)
            },
          }
          response.ack()
        },
      })
      const call = await alice.called()
      assert.equal((await call.bye().answered()).status, 200)
      assert.equal(await ended.said, true)
    })

    test('sip.js gives up while alice does not answer', async t => {
      const { sdp } = await msrpSide(t)
      const { alice, core, outgoing } = await parties(t, transport)
      alice.on('INVITE', awaits(new Release()))
      const refused = promised<number | undefined>()
      const trying = promised<OutgoingInviteRequest>()
      const invite: OutgoingInviteRequest = core.invite(outgoing('INVITE', sdp('active')), {
        onTrying: () => trying.say(invite),
        onReject: ({ message }) => refused.say(message.statusCode),
      })
      await alice.incoming('INVITE')
      ;(await trying.said).cancel()
      assert.equal(await refused.said, 487)
    })

    test('MESSAGE in both directions', async t => {
      const heard = promised<string>()
      const { alice, js, core, outgoing } = await parties(t, transport, {
        onMessage: message => {
          heard.say(message.message.body)
          message.accept({ statusCode: 202 })
        },
      })
      assert.equal((await alice.message(js, text.content, { transport }).answered()).status, 202)
      assert.equal(await heard.said, text.content)
      const answer = promised<number | undefined>()
      core.message(outgoing('MESSAGE', text), { onAccept: ({ message }) => answer.say(message.statusCode) })
      assert.equal((await alice.received(text.content)).type, 'text/plain')
      assert.equal(await answer.said, 200)
    })

    test('OPTIONS of sip.js', async t => {
      const { core, outgoing } = await parties(t, transport)
      const allow = promised<string | undefined>()
      core.request(outgoing('OPTIONS'), { onAccept: ({ message }) => allow.say(message.getHeader('Allow')) })
      assert.equal(await allow.said, 'INVITE, ACK, CANCEL, BYE, OPTIONS, MESSAGE')
    })
  })
