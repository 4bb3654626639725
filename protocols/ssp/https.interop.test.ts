import assert from 'node:assert/strict'
import { request } from 'node:https'
import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { describe, it, type TestContext } from 'node:test'
import { TestAuthority } from '../../fixtures/certificates/test-authority.ts'
import { systemClock } from '../clock.ts'
import { noTap } from '../wire/tap.ts'
import type { TlsOptions } from '../wire/tls.ts'
import { SspEndpoint } from './endpoint.ts'

const authority = new TestAuthority(new Date())
const hosts = ['127.0.0.1', '::1']

async function end(t: TestContext, domain: string, host: string, scheme: 'http' | 'https'): Promise<SspEndpoint> {
  const tls: TlsOptions = {
    identity: authority.certify(domain, hosts),
    trust: [authority.certificate],
    authenticates: 'host',
  }
  const endpoint = await SspEndpoint.open({
    domain,
    listen: { host, port: 0 },
    scheme,
    tls,
    peers: {},
    tap: noTap,
    clock: systemClock,
    onRequest: () => 200,
  })
  t.after(() => endpoint.close())
  return endpoint
}

describe('SSP over https', () => {
  for (const host of hosts)
    it(`sets up a session between two ends at ${host}`, async t => {
      const a = await end(t, 'a.example', host, 'https')
      const b = await end(t, 'b.example', host, 'https')
      assert.match(b.url, /^https:/)
      a.setPeer('b.example', b.url)
      b.setPeer('a.example', a.url)
      const session = await a.openSession('b.example')
      assert.equal(session.remoteDomain, 'b.example')
    })

  it('sets none up in plain text', async t => {
    const a = await end(t, 'a.example', '127.0.0.1', 'http')
    const b = await end(t, 'b.example', '127.0.0.1', 'https')
    a.setPeer('b.example', b.url.replace('https:', 'http:'))
    await assert.rejects(a.openSession('b.example'), { code: 'refused' })
  })

  it('answers an independent client', async t => {
    const { address } = await end(t, 'a.example', '127.0.0.1', 'https')
    const get = request({ ...address, ca: authority.certificate }).end()
    const [response] = (await once(get, 'response')) as [IncomingMessage]
    assert.equal(response.statusCode, 405)
    get.destroy()
  })
})
