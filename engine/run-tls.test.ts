import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { makeRunTls, readAnchors } from './run-tls.ts'

describe('the TLS of a run', () => {
  const folder = mkdtempSync(join(tmpdir(), 'iwf-tls-'))
  after(() => rmSync(folder, { recursive: true, force: true }))
  const domains = { sip: 'sip.example', imps: ['imps.example', 'other.example'] }
  const tls = makeRunTls(folder, '::1', domains, new Date())

  it('gives the subject a certificate for where it listens and what it serves', () => {
    const certificate = new X509Certificate(readFileSync(tls.subject.certificate))
    assert.equal(certificate.checkIP('::1'), '::1')
    for (const domain of ['sip.example', 'imps.example']) assert.equal(certificate.checkHost(domain), domain)
    assert.ok(certificate.checkIssued(new X509Certificate(readFileSync(tls.subject.authority))))
  })

  it('lets the peers trust one authority, and writes down no key but the subject’s own', () => {
    const authority = readFileSync(tls.subject.authority, 'utf8')
    assert.deepEqual(tls.simple.trust, [authority])
    assert.deepEqual(tls.imps.trust, [authority])
    assert.deepEqual(readdirSync(folder).sort(), ['authority.pem', 'certificate.pem', 'key.pem'])
  })

  it('trusts what the configuration names besides, and says which file is no certificate', () => {
    const [anchor = ''] = readAnchors([tls.subject.authority])
    assert.deepEqual(makeRunTls(folder, '::1', domains, new Date(), [anchor]).simple.trust.slice(1), [anchor])
    const text = join(folder, 'text.pem')
    writeFileSync(text, 'no certificate')
    for (const file of [text, join(folder, 'nowhere.pem')])
      assert.throws(() => readAnchors([file]), { code: 'unreadable-trust', message: new RegExp(file) })
  })
})
