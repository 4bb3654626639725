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
  /** What a peer of this name needs that serves these domains. */
  readonly peer: (name: string, domains: readonly string[]) => Pick<TlsOptions, 'identity' | 'trust'>
  readonly subject: TlsFiles
}

export interface RunTlsOptions {
  /** Takes what the subject needs; nothing else is written. */
  readonly folder: string
  /** The address that everybody listens on. */
  readonly host: string
  /** All domains of the run. */
  readonly domains: readonly string[]
  readonly now: Date
  /** Further anchors, for a subject that has a certificate of its own. */
  readonly trust?: readonly string[]
}

/** Makes an authority for the run, and certificates for the address and the domains that its parties serve. */
export function makeRunTls({ folder, host, domains, now, trust = [] }: RunTlsOptions): RunTls {
  const authority = new TestAuthority(now)
  const anchors = [authority.certificate, ...trust]
  const subject = authority.certify('implementation under test', [host, ...domains])
  mkdirSync(folder, { recursive: true })
  const file = (name: string, content: string) => {
    const path = join(folder, name)
    writeFileSync(path, content, { mode: 0o600 })
    return path
  }
  return {
    peer: (name, served) => ({ identity: authority.certify(name, [host, ...served]), trust: anchors }),
    subject: {
      certificate: file('certificate.pem', subject.certificate),
      key: file('key.pem', subject.key),
      authority: file('authority.pem', authority.certificate),
    },
  }
}
