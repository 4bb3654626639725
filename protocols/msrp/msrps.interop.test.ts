import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { once } from 'node:events'
import { describe, it, type TestContext } from 'node:test'
import { TestAuthority } from '../../fixtures/certificates/test-authority.ts'
import { fingerprintOf } from '../sdp/fingerprint.ts'
import { MsrpEndpoint } from './endpoint.ts'
import { serialiseMsrpUri } from './uri.ts'

const host = '127.0.0.1'
const authority = new TestAuthority(new Date())

/** One side with a certificate of its own, by default one that the others trust. */
async function side(t: TestContext, name: string, vouching = authority) {
  const identity = vouching.certify(name, [host])
  const endpoint = await MsrpEndpoint.listen({
    owner: name,
    local: { host, port: 0 },
    secure: { port: 0, tls: { identity, trust: [authority.certificate], authenticates: 'both' } },
    connectWithin: 1000,
    transactionTimer: 500,
  })
  t.after(() => endpoint.close())
  return { endpoint, fingerprint: fingerprintOf(identity.certificate) }
}

/** A session of `passive` that `active` connects to, each told what the SDP of the other says. */
function session(
  active: Awaited<ReturnType<typeof side>>,
  passive: Awaited<ReturnType<typeof side>>,
  says: { readonly active?: string; readonly passive?: string },
) {
  const arrived: string[] = []
  const there = passive.endpoint.createSession(
    { localUri: passive.endpoint.newUri('msrps') },
    { message: ({ body }) => void arrived.push(body.toString()) },
  )
  const here = active.endpoint.createSession({ localUri: active.endpoint.newUri('msrps') })
  there.setRemotePath([here.localUri], says.active === undefined ? [] : [says.active])
  here.setRemotePath([there.localUri], says.passive === undefined ? [] : [says.passive])
  return { here, there, arrived }
}

describe('msrps', () => {
  it('carries a session when the fingerprints of both sides match', async t => {
    const [active, passive] = [await side(t, 'active'), await side(t, 'passive')]
    const says = { active: active.fingerprint, passive: passive.fingerprint }
    const { here, there, arrived } = session(active, passive, says)
    await here.connect()
    const { outcome } = here.send({ contentType: 'text/plain', body: Buffer.from('hello') })
    assert.equal((await outcome).kind, 'accepted')
    assert.deepEqual(arrived, ['hello'])
    assert.match(serialiseMsrpUri(there.localUri), /^msrps:/)
    assert.equal(there.connection?.stream.facts.transport, 'tls')
  })

  it('takes a certificate that nobody vouches for when its fingerprint matches', async t => {
    const [active, passive] = [await side(t, 'active'), await side(t, 'passive', new TestAuthority(new Date()))]
    const { here } = session(active, passive, { passive: passive.fingerprint, active: active.fingerprint })
    assert.equal((await (await here.connect())?.outcome)?.kind, 'accepted')
  })

  it('takes a certificate without a fingerprint when somebody vouches for it, and no other', async t => {
    const active = await side(t, 'active')
    const known = session(active, await side(t, 'passive'), {})
    assert.equal((await (await known.here.connect())?.outcome)?.kind, 'accepted')
    const unknown = session(active, await side(t, 'passive', new TestAuthority(new Date())), {})
    await assert.rejects(unknown.here.connect(), { code: 'wrong-certificate' })
  })

  it('ends a connection on which another certificate was presented than the SDP says', async t => {
    const [active, passive] = [await side(t, 'active'), await side(t, 'passive')]
    const wrongServer = session(active, passive, { passive: active.fingerprint })
    await assert.rejects(wrongServer.here.connect(), { code: 'wrong-certificate' })
    const wrongClient = session(active, passive, { active: passive.fingerprint })
    assert.equal((await (await wrongClient.here.connect())?.outcome)?.kind, 'connection-lost')
    assert.equal(wrongClient.there.connection, undefined)
  })

  it('does not take its sessions over plain TCP', async t => {
    const passive = await side(t, 'passive')
    const uri = serialiseMsrpUri(
      passive.endpoint.createSession({ localUri: passive.endpoint.newUri('msrps') }).localUri,
    )
    const socket = connect(passive.endpoint.address.port, host)
    const lines = ['MSRP d93kswow SEND', `To-Path: ${uri}`, 'From-Path: msrps://127.0.0.1:9/a;tcp', 'Message-ID: 1']
    socket.write([...lines, 'Byte-Range: 1-0/0', '-------d93kswow$', ''].join('\r\n'))
    await once(socket.resume(), 'close')
  })
})
