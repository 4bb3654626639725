import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { scaledPixit } from '../fixtures/catalogue/pixit.ts'
import { profiles } from '../fixtures/catalogue/profiles.ts'
import { checkConfiguration, type HarnessConfiguration } from './configuration.ts'
import { configurationProblems } from './configuration-problems.ts'

const right: HarnessConfiguration = {
  iwf: { name: 'iwf', version: '1', subject: { kind: 'embedded' } },
  ics: profiles.plain.ics,
}
const withSubject = (subject: object) => ({ ...right, iwf: { ...right.iwf, subject } })
const command = { kind: 'command', command: ['iwf'], ready: { line: 'up' } }

const says = (configuration: unknown, message: string) => {
  assert.throws(() => checkConfiguration(configuration, 'it'), {
    code: 'invalid-configuration',
    message: `it: ${message}`,
  })
}

describe('the shape of a configuration', () => {
  it('is right when it says what is under test and what that claims', () => {
    assert.equal(checkConfiguration(right, 'it'), right)
    for (const ready of [{ line: 'up' }, { tcp: 5060 }, { tcp: 'sip' }, { url: 'http://{{iwf.host}}/up' }])
      assert.doesNotThrow(() => checkConfiguration(withSubject({ ...command, ready }), 'it'))
  })

  it('names what is missing, and where', () => {
    says({ ...right, ics: undefined }, 'the configuration lacks "ics"')
    says({ ...right, iwf: { name: 'iwf', version: '1' } }, 'iwf lacks "subject"')
  })

  it('names an unknown key and those that are allowed', () => {
    says(
      { ...right, subjectPorts: { http: 1 } },
      'subjectPorts has an unknown key "http"; allowed: sip, sipTls, msrp, msrpTls, ssp',
    )
  })

  it('names the values of a dimension', () => {
    says({ ...right, dimensions: { sip: 'sctp' } }, 'dimensions.sip must be one of mixed, udp, tcp, tls')
    says({ ...right, dimensions: { ip: '6' } }, 'dimensions.ip must be one of 4, 6')
    says(
      { ...right, dimensions: { tls: true } },
      'dimensions has an unknown key "tls"; allowed: sip, msrp, ssp, ip, answers, query',
    )
  })

  it('takes the digest of a build in one form', () => {
    const withDigest = (digest: string) => ({ ...right, iwf: { ...right.iwf, digest } })
    assert.doesNotThrow(() => checkConfiguration(withDigest(`sha256:${'0'.repeat(64)}`), 'it'))
    for (const digest of ['0'.repeat(64), `sha256:${'0'.repeat(63)}`, `sha256:${'G'.repeat(64)}`, 'md5:00'])
      assert.throws(() => checkConfiguration(withDigest(digest), 'it'), { code: 'invalid-configuration' }, digest)
  })

  it('names the kinds of subject', () => {
    says(withSubject({ kind: 'docker' }), 'iwf.subject.kind must be "command" or "embedded"')
  })

  it('keeps the files of a subject in its folder', () => {
    for (const name of ['../iwf.json', 'a/b', ''])
      assert.throws(() => checkConfiguration(withSubject({ ...command, files: { [name]: {} } }), 'it'), {
        code: 'invalid-configuration',
      })
  })
})

describe('the content of a configuration', () => {
  const problems = (changes: Partial<HarnessConfiguration>) =>
    configurationProblems({ ...right, ...changes }, scaledPixit)

  it('has no problem as the repository has it', () => {
    assert.deepEqual(problems({}), [])
  })

  it('needs domains that differ', () => {
    const domains = { sip: 'a.example', imps: ['b.example', 'B.example'] as const }
    assert.match(problems({ domains }).join(), /a\.example, b\.example, b\.example must differ/)
  })

  it('gives ports to domains of the run only', () => {
    assert.deepEqual(problems({ peers: { sspPorts: { 'imps.example': 1, 'ssp-02.imps.example': 2 } } }), [])
    assert.match(
      problems({ peers: { sspPorts: { 'typo.example': 1 } } }).join(),
      /typo\.example is no domain of the peers/,
    )
    const server = { subject: 'imps-server', ics: { 'SICS-01': 'bob' } } as const
    assert.deepEqual(problems({ ...server, peers: { sspPorts: { 'sip.example': 1 } } }), [])
    assert.match(problems({ ...server, peers: { sspPorts: { 'imps.example': 1 } } }).join(), /there are: sip\.example/)
  })

  it('chooses dimensions that what is declared allows', () => {
    assert.deepEqual(problems({ dimensions: { sip: 'tls', ssp: 'https', ip: 6 } }), [])
    assert.match(problems({ dimensions: { msrp: 'tls' } }).join(), /dimensions\.msrp: "tls" needs ICS-17/)
    assert.match(problems({ dimensions: { ip: 6 }, peers: { host: '127.0.0.1' } }).join(), /is an address of IPv4/)
  })

  it('names a binding and a defect that exist', () => {
    assert.match(problems({ binding: 'mine' }).join(), /there is no binding "mine"; use one of: presence, project/)
    const iwf = { ...right.iwf, subject: { kind: 'embedded', defect: 'none-such' } } as const
    assert.match(problems({ iwf }).join(), /there is no defect "none-such" of an IWF; there are: .*loses-to-tag/)
  })
})
