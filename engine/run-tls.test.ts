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
  const domains = ['sip.example', 'imps.example', 'other.example']
  const tls = makeRunTls({ folder, host: '::1', domains, now: new Date() })

  it('gives the subject a certificate for where it listens and what it serves', () => {
    const certificate = new X509Certificate(readFileSync(tls.subject.certificate))
    assert.equal(certificate.checkIP('::1'), '::1')
    for (const domain of domains) assert.equal(certificate.checkHost(domain), domain)
    assert.ok(certificate.checkIssued(new X509Certificate(readFileSync(tls.subject.authority))))
  })

  it('gives a peer one for where it listens and the domains that it serves alone', () => {
    const certificate = new X509Certificate(tls.peer('SIMPLE peer', ['sip.example']).identity.certificate)
    assert.equal(certificate.checkIP('::1'), '::1')
    assert.equal(certificate.checkHost('sip.example'), 'sip.example')
    assert.equal(certificate.checkHost('imps.example'), undefined)
  })

  it('lets the peers trust one authority, and writes down no key but the subject’s own', () => {
    const authority = readFileSync(tls.subject.authority, 'utf8')
    for (const name of ['SIMPLE peer', 'IMPS servers']) assert.deepEqual(tls.peer(name, []).trust, [authority])
    assert.deepEqual(readdirSync(folder).sort(), ['authority.pem', 'certificate.pem', 'key.pem'])
  })

  it('trusts what the configuration names besides, and says which file is no certificate', () => {
    const [anchor = ''] = readAnchors([tls.subject.authority])
    const trusting = makeRunTls({ folder, host: '::1', domains, now: new Date(), trust: [anchor] })
    assert.deepEqual(trusting.peer('SIMPLE peer', []).trust.slice(1), [anchor])
    const text = join(folder, 'text.pem')
    writeFileSync(text, 'no certificate')
    for (const file of [text, join(folder, 'nowhere.pem')])
      assert.throws(() => readAnchors([file]), { code: 'unreadable-trust', message: new RegExp(file) })
  })
})
