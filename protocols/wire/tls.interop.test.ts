import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { connect } from 'node:net'
import { describe, it, type TestContext } from 'node:test'
import { connect as connectTls } from 'node:tls'
import { TestAuthority } from '../../fixtures/certificates/test-authority.ts'
import { listenForStreams, openStream, WireError, type OctetStream } from './stream.ts'
import type { ConnectionFacts, Tap } from './tap.ts'
import type { TlsOptions } from './tls.ts'

const host = '127.0.0.1'
const authority = new TestAuthority(new Date())
const identity = authority.certify('server', [host, '::1'])
const trust = [authority.certificate]
const asHost: TlsOptions = { identity, trust, authenticates: 'host' }

function recording() {
  const seen: string[] = []
  const opened: ConnectionFacts[] = []
  const tap: Tap = {
    open: facts => {
      opened.push(facts)
      return {
        octets: (direction, octets) => seen.push(`${direction} ${octets.toString()}`),
        end: by => void seen.push(`end by ${by}`),
        reset: code => void seen.push(`reset ${code}`),
      }
    },
    refused: ({ role, transport }, code) => void seen.push(`${transport} ${role}, refused: ${code}`),
    datagram: () => 0,
  }
  return { seen, opened, tap }
}

/** A TLS listener of ours; `accepted` gives its next connection. */
async function listener(t: TestContext, tls: TlsOptions = asHost) {
  const record = recording()
  const streams: OctetStream[] = []
  let heard: (stream: OctetStream) => void = stream => void streams.push(stream)
  const listening = await listenForStreams(
    { owner: 'test', protocol: 'msrp', local: { host, port: 0 }, tap: record.tap, tls },
    stream => heard(stream),
  )
  t.after(() => listening.close())
  const accepted = () =>
    new Promise<OctetStream>(resolve => {
      const early = streams.shift()
      if (early) resolve(early)
      else heard = resolve
    })
  return { ...record, remote: listening.address, accepted }
}

const options = (remote: { host: string; port: number }, tap: Tap, tls: TlsOptions) =>
  ({ owner: 'test', protocol: 'msrp', remote, within: 2000, tap, tls }) as const

const next = (stream: OctetStream) =>
  new Promise<string>(resolve => stream.watch({ octets: octets => resolve(octets.toString()), closed: resolve }))

describe('a stream over TLS', () => {
  it('shows its taps what was said in the clear, and what the handshake showed', async t => {
    const there = await listener(t)
    const here = recording()
    const [stream, accepted] = await Promise.all([
      openStream(options(there.remote, here.tap, asHost)),
      there.accepted(),
    ])
    stream.write(Buffer.from('ping'))
    assert.equal(await next(accepted), 'ping')
    accepted.end()
    assert.equal(await next(stream), 'ended')
    assert.deepEqual(here.seen, ['sent ping', 'end by peer'])
    assert.deepEqual(there.seen.slice(0, 2), ['received ping', 'end by self'])
    const [facts] = here.opened
    assert.equal(facts?.transport, 'tls')
    assert.equal(facts.tls?.trusted, true)
    assert.match(facts.tls.version, /^TLSv1\.[23]$/)
    const der = Buffer.from(facts.tls.certificate?.der ?? '', 'base64')
    assert.equal(new X509Certificate(der).fingerprint256, new X509Certificate(identity.certificate).fingerprint256)
    assert.equal(there.opened[0]?.tls?.certificate, undefined)
  })

  it('passes on a reset as a reset', async t => {
    const there = await listener(t)
    const here = recording()
    const [stream, accepted] = await Promise.all([
      openStream(options(there.remote, here.tap, asHost)),
      there.accepted(),
    ])
    const over = next(stream)
    accepted.reset()
    assert.equal(await over, 'reset')
    assert.deepEqual(here.seen, ['reset ECONNRESET'])
  })

  it('speaks to an independent client that asks for a name', async t => {
    const there = await listener(t)
    const client = connectTls({
      ...there.remote,
      ca: trust,
      servername: 'localhost',
      checkServerIdentity: () => undefined,
    })
    t.after(() => client.destroy())
    const [accepted] = await Promise.all([there.accepted(), once(client, 'secureConnect')])
    accepted.write(Buffer.from('hello'))
    const [octets] = (await once(client, 'data')) as [Buffer]
    assert.equal(octets.toString(), 'hello')
    assert.equal(there.opened[0]?.tls?.serverName, 'localhost')
  })
})

describe('what TLS does not let pass', () => {
  const refuses = async (tls: TlsOptions, remote: { host: string; port: number }) => {
    const { seen, tap } = recording()
    await assert.rejects(openStream(options(remote, tap, tls)), (error: unknown) => {
      assert.ok(error instanceof WireError)
      assert.equal(error.code, 'connection-failed')
      return true
    })
    return seen
  }

  it('a server that nobody vouches for', async t => {
    const { remote } = await listener(t)
    const others = { ...asHost, trust: [new TestAuthority(new Date()).certificate] }
    assert.deepEqual(await refuses(others, remote), ['tls opened, refused: SELF_SIGNED_CERT_IN_CHAIN'])
  })

  it('a server whose certificate names another host', async t => {
    const { remote } = await listener(t, { ...asHost, identity: authority.certify('server', ['192.0.2.1']) })
    assert.deepEqual(await refuses(asHost, remote), ['tls opened, refused: ERR_TLS_CERT_ALTNAME_INVALID'])
  })

  it('plain text, which is recorded as a failed handshake', async t => {
    const { remote, seen } = await listener(t)
    const plain = connect(remote.port, remote.host, () => plain.write('MSRP d93kswow SEND\r\n'))
    await once(plain.resume(), 'close')
    assert.deepEqual(seen, ['tls accepted, refused: ERR_SSL_WRONG_VERSION_NUMBER'])
  })

  it('a connection that ends before the handshake does', async t => {
    const { remote, seen } = await listener(t)
    const socket = connect(remote.port, remote.host, () => socket.resetAndDestroy())
    await once(socket, 'close')
    const plain = connect(remote.port, remote.host, () => plain.write('GET / HTTP/1.1\r\n\r\n'))
    await once(plain.resume(), 'close')
    assert.equal(seen[0], 'tls accepted, refused: ECONNRESET')
  })
})

describe('TLS between peers', () => {
  it('lets each see the certificate of the other, whoever vouches for it', async t => {
    const mutual = (name: string): TlsOptions => ({
      identity: new TestAuthority(new Date()).certify(name, [host]),
      trust,
      authenticates: 'both',
    })
    const there = await listener(t, mutual('passive'))
    const here = recording()
    await Promise.all([openStream(options(there.remote, here.tap, mutual('active'))), there.accepted()])
    assert.equal(there.opened[0]?.tls?.certificate?.subject, 'CN=active')
    assert.equal(here.opened[0]?.tls?.certificate?.subject, 'CN=passive')
    assert.equal(there.opened[0].tls.trusted, false)
  })
})
