import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { once } from 'node:events'
import { describe, it, type TestContext } from 'node:test'
import fc from 'fast-check'
import { response } from '../../protocols/sip/build.ts'
import { cancelOf } from '../../protocols/sip/hop-request.ts'
import { serialiseSip } from '../../protocols/sip/serialise.ts'
import { holds } from '../behaviour.ts'
import { ScriptedIwf, simplePeer } from './on-loopback.ts'

const alice = 'sip:alice@sip.example'
const sdp = [
  ...['v=0', 'o=- 1 1 IN IP4 127.0.0.1', 's=-', 'c=IN IP4 127.0.0.1', 't=0 0', 'm=message 2855 TCP/MSRP *'],
  ...['a=path:msrp://127.0.0.1:2855/Zt9kQ0mVbC4nX7sL;tcp', 'a=accept-types:message/cpim', 'a=setup:actpass', ''],
].join('\r\n')
const withSdp = { headers: [['Content-Type', 'application/sdp'] as const], body: sdp }

/** Octets as somebody hostile would change them: cut, doubled, filled with rubbish, or with one octet changed. */
const spoiled = (octets: Buffer): fc.Arbitrary<Buffer> => {
  const place = fc.nat(octets.length)
  return fc.oneof(
    place.map(end => octets.subarray(0, end)),
    fc.tuple(place, fc.nat(255)).map(([at, octet]) => {
      const copy = Buffer.from(octets)
      if (at < copy.length) copy[at] = octet
      return copy
    }),
    fc
      .tuple(place, place, fc.uint8Array({ maxLength: 40 }))
      .map(([from, to, rubbish]) => Buffer.concat([octets.subarray(0, from), rubbish, octets.subarray(to)])),
  )
}

async function alone(t: TestContext) {
  const party = await simplePeer(t)
  const iwf = await ScriptedIwf.open(t, party, { grammar: false })
  const user = party.user('alice')
  const isAlive = async () => {
    await iwf.send(iwf.newRequest('OPTIONS', alice))
    await iwf.response(200)
  }
  return { ...party, iwf, user, isAlive }
}

describe('the SIMPLE peer survives', () => {
  it('spoiled SIP of every kind, and goes on answering', async t => {
    const { iwf, user, isAlive } = await alone(t)
    user.invite('sip:bob@imps.example', { transport: 'udp', retransmits: false })
    const invite = await iwf.request('INVITE')
    const ok = response(invite.message, 200, {
      ...withSdp,
      toTag: 'iwf-tag',
      headers: [...withSdp.headers, ['Contact', iwf.contact], ['Record-Route', '<sip:p.example;lr>']],
    })
    const theirs = iwf.newRequest('INVITE', alice, { ...withSdp, transport: 'udp' })
    const within = { fromTag: 'iwf-tag' }
    const samples = [
      ok,
      response(invite.message, 180, { toTag: 'iwf-tag' }),
      theirs,
      cancelOf(theirs),
      iwf.newRequest('MESSAGE', alice, {
        headers: [['Content-Type', 'message/cpim']],
        body: 'From: a\r\n\r\nx: y\r\n\r\nz',
      }),
      iwf.requestWithin(invite.message, 'INVITE', 1, { ...within, body: sdp, type: 'application/sdp' }),
      iwf.requestWithin(invite.message, 'MESSAGE', 2, { ...within, body: 'x', type: 'text/plain' }),
      iwf.requestWithin(invite.message, 'ACK', 1, within),
      iwf.requestWithin(invite.message, 'BYE', 3, within),
    ].map(message => serialiseSip(message))
    const octets = fc.constantFrom(...samples).chain(sample => fc.oneof(fc.constant(sample), spoiled(sample)))
    for (const datagram of fc.sample(octets, 600)) if (datagram.length > 0) await iwf.send(datagram, 'udp')
    for (const segment of fc.sample(octets, 100)) if (segment.length > 0) await iwf.send(segment, 'tcp')
    await isAlive()
  })

  it('a call whose every field is missing or nonsense', async t => {
    const { iwf, user, isAlive } = await alone(t)
    user.on('MESSAGE', holds(1))
    const invite = iwf.newRequest('INVITE', alice, withSdp)
    for (const name of ['From', 'To', 'Call-ID', 'CSeq', 'Contact', 'Max-Forwards', 'Content-Type'])
      for (const value of [undefined, '', '<', 'sip:', '\u0000', `<${'x'.repeat(9000)}>;tag=${'y'.repeat(9000)}`]) {
        const headers = invite.headers
          .filter(field => value !== undefined || field.name !== name)
          .map(field => (field.name === name ? { ...field, value: value ?? '' } : field))
          .map(field =>
            field.name === 'Via'
              ? { ...field, value: field.value.replace('z9hG4bK', `z9hG4bK${Math.random()}`) }
              : field,
          )
        await iwf.send({ ...invite, headers })
      }
    await isAlive()
  })

  it('a request that belongs to nothing, which it answers 400', async t => {
    const { iwf, isAlive } = await alone(t)
    for (const name of ['From', 'To', 'Call-ID', 'CSeq']) {
      const message = iwf.newRequest('MESSAGE', alice)
      await iwf.send({ ...message, headers: message.headers.filter(field => field.name !== name) })
      await iwf.response(400)
    }
    await isAlive()
  })

  it('spoiled MSRP', async t => {
    const { facts, isAlive } = await alone(t)
    const send = [
      ...['MSRP a786hjs2 SEND', `To-Path: msrp://127.0.0.1:${facts.msrp.port}/k7Qx;tcp`],
      ...['From-Path: msrp://127.0.0.1:9/abc;tcp', 'Message-ID: 1', 'Byte-Range: 1-2/2', 'Content-Type: text/plain'],
      ...['', 'hi', '-------a786hjs2$', ''],
    ].join('\r\n')
    for (const octets of fc.sample(spoiled(Buffer.from(send)), 40)) {
      const socket = connect(facts.msrp.port, facts.msrp.host)
      socket.on('error', () => undefined)
      await once(socket, 'connect')
      socket.end(octets)
    }
    await isAlive()
  })

  it('an offer whose path leads nowhere', async t => {
    const { iwf, user, isAlive } = await alone(t)
    const nowhere = ['msrp://127.0.0.1:1/x;tcp', 'msrps://127.0.0.1:2855/x;tcp']
    for (const path of nowhere) {
      const body = sdp.replace(/msrp:\S+/, path).replace('actpass', 'passive')
      await iwf.send(iwf.newRequest('INVITE', alice, { ...withSdp, body }))
      await iwf.response(200)
      const call = await user.called()
      assert.match(call.callId, /^iwf-/)
      await assert.rejects(call.bind(), { name: 'Stalled' })
    }
    await isAlive()
  })
})
