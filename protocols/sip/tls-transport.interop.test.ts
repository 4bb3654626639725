import assert from 'node:assert/strict'
import { suite, test, type TestContext } from 'node:test'
import { TestAuthority } from '../../fixtures/certificates/test-authority.ts'
import { noTap } from '../wire/tap.ts'
import type { TlsOptions } from '../wire/tls.ts'
import type { SipFlow } from './flow.ts'
import { portOf } from './local-address.ts'
import { openSipTransport } from './open-transport.ts'
import { sampleRequest } from './sample-messages.ts'
import type { SipTransport } from './transport.ts'

const authority = new TestAuthority(new Date())

async function open(t: TestContext, host: string, vouching = authority): Promise<SipTransport> {
  const identity = authority.certify('sip', [host])
  const tls: TlsOptions = { identity, trust: [vouching.certificate], authenticates: 'host' }
  const transport = await openSipTransport({
    owner: 'test',
    local: { host, port: 0 },
    connectWithin: 1000,
    tap: noTap,
    tls,
  })
  t.after(() => transport.close())
  return transport
}

const received = (transport: SipTransport) =>
  new Promise<SipFlow>(resolve => transport.watch({ message: (_, flow) => resolve(flow) }))

suite('SIP over TLS', () => {
  for (const host of ['127.0.0.1', '::1'])
    test(`goes through a port of its own, beside UDP and TCP, at ${host}`, async t => {
      const [near, far] = [await open(t, host), await open(t, host)]
      assert.deepEqual(far.transports, ['udp', 'tcp', 'tls'])
      assert.notEqual(portOf(far.address, 'tls'), portOf(far.address, 'tcp'))
      const arrival = received(far)
      await near.send(sampleRequest('OPTIONS'), { transport: 'tls', host, port: portOf(far.address, 'tls') })
      const flow = await arrival
      assert.equal(flow.transport, 'tls')
      assert.equal(flow.reliable, true)
      const answer = received(near)
      flow.send(Buffer.from('SIP/2.0 200 OK\r\nContent-Length: 0\r\n\r\n'))
      assert.equal((await answer).remote.port, portOf(far.address, 'tls'))
    })

  test('is not spoken to a server that nobody trusted vouches for', async t => {
    const host = '127.0.0.1'
    const near = await open(t, host, new TestAuthority(new Date()))
    const far = await open(t, host)
    const target = { transport: 'tls', host, port: portOf(far.address, 'tls') } as const
    await assert.rejects(near.send(sampleRequest('OPTIONS'), target), { code: 'connection-failed' })
  })

  test('is refused without a certificate of our own', async () => {
    const local = { host: '127.0.0.1', port: 0 }
    const opening = openSipTransport({ owner: 'test', local, transports: ['tls'], connectWithin: 1000, tap: noTap })
    await assert.rejects(opening, { code: 'transport-not-open' })
  })
})
