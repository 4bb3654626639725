import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { ConfigurationError, configurationFrom, readConfiguration } from './configuration.ts'

const minimal = {
  sip: { host: '127.0.0.1', port: 0, domain: 'SIP.example', nextHop: { host: '127.0.0.1', port: 5070 } },
  msrp: { host: '127.0.0.1', port: 0 },
  ssp: { host: '127.0.0.1', port: 0, domain: 'sip.example', peers: [] },
}

const complaint = (value: unknown): string => {
  try {
    configurationFrom(value)
  } catch (error) {
    assert.ok(error instanceof ConfigurationError)
    return error.message
  }
  assert.fail('accepted')
}

describe('configuration', () => {
  test('what is left out has the real-time values of the standards', () => {
    const { timers, features, sip, ssp } = configurationFrom(minimal)
    assert.equal(timers.T1, 500)
    assert.equal(timers.T_MSRP, 30_000)
    assert.deepEqual(sip.transports, ['udp', 'tcp'])
    assert.equal(sip.nextHop.transport, 'udp')
    assert.equal(sip.domain, 'sip.example')
    assert.equal(ssp.answerMode, 'post')
    assert.equal(features.autoLimit, 1300)
  })

  test('a bad field is named, with what is allowed', () => {
    assert.match(complaint({ ...minimal, msrp: { host: '127.0.0.1', port: 70000 } }), /^msrp\.port: must be <= 65535$/)
    assert.match(complaint({ ...minimal, timer: {} }), /unknown field "timer"/)
    assert.match(
      complaint({ ...minimal, features: { query: 'both' } }),
      /^features\.query: must be one of \["separate","combined"\]$/,
    )
    assert.match(complaint({ msrp: minimal.msrp, ssp: minimal.ssp }), /must have required property 'sip'/)
    assert.match(
      complaint({
        ...minimal,
        sip: { ...minimal.sip, transports: ['tcp'], nextHop: { ...minimal.sip.nextHop, transport: 'udp' } },
      }),
      /sip\.nextHop\.transport/,
    )
  })

  test('what goes over TLS needs a certificate, its key and trust anchors', () => {
    const tls = { certificate: 'c.pem', key: 'k.pem', trust: 't.pem' }
    const secure = { ...minimal, msrp: { ...minimal.msrp, tlsPort: 0 }, ssp: { ...minimal.ssp, scheme: 'https' } }
    assert.throws(() => configurationFrom(secure), { code: 'invalid', message: /tls: msrp\.tlsPort needs certificate/ })
    assert.equal(configurationFrom({ ...secure, tls }).ssp.scheme, 'https')
  })

  test('a file that is not there says so', () => {
    assert.throws(
      () => readConfiguration('/nonexistent/iwf.json'),
      (error: unknown) => error instanceof ConfigurationError && error.code === 'unreadable',
    )
  })
})
