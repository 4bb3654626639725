import { X509Certificate } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { TestAuthority } from '../fixtures/certificates/test-authority.ts'
import type { TlsOptions } from '../protocols/wire/tls.ts'
import { ConfigurationError } from './configuration.ts'

/** The trust anchors of the configuration. Throws a {@link ConfigurationError} (`unreadable-trust`) that names the file. */
export function readAnchors(files: readonly string[]): readonly string[] {
  return files.map(file => {
    try {
      const anchors = readFileSync(file, 'utf8')
      // Of a bundle the first certificate stands for all.
      new X509Certificate(anchors)
      return anchors
    } catch (error) {
      const because = error instanceof Error ? error.message : String(error)
      throw new ConfigurationError('unreadable-trust', `trust: ${file} is no certificate in PEM: ${because}`)
    }
  })
}

/** Paths of the files, PEM, with which the subject takes part in TLS. */
export interface TlsFiles {
  readonly certificate: string
  readonly key: string
  /** The authority that the peers' certificates come from. */
  readonly authority: string
}

/** What the parties of one run need for TLS. */
export interface RunTls {
  readonly simple: Pick<TlsOptions, 'identity' | 'trust'>
  readonly imps: TlsOptions
  readonly subject: TlsFiles
}

/**
 * Makes an authority for the run, and certificates for the address that everybody listens on and for the domains that
 * they serve. Only what the subject needs is written, into `folder`; `trust` are further anchors, for a subject that
 * has a certificate of its own.
 */
export function makeRunTls(
  folder: string,
  host: string,
  domains: { readonly sip: string; readonly imps: readonly string[] },
  now: Date,
  trust: readonly string[] = [],
): RunTls {
  const authority = new TestAuthority(now)
  const anchors = [authority.certificate, ...trust]
  const all = [host, domains.sip, ...domains.imps]
  const subject = authority.certify('implementation under test', all)
  mkdirSync(folder, { recursive: true })
  const file = (name: string, content: string) => {
    const path = join(folder, name)
    writeFileSync(path, content, { mode: 0o600 })
    return path
  }
  return {
    simple: { identity: authority.certify('SIMPLE peer', [host, domains.sip]), trust: anchors },
    imps: {
      identity: authority.certify('IMPS servers', [host, ...domains.imps]),
      trust: anchors,
      authenticates: 'host',
    },
    subject: {
      certificate: file('certificate.pem', subject.certificate),
      key: file('key.pem', subject.key),
      authority: file('authority.pem', authority.certificate),
    },
  }
}
