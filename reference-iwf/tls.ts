import { readFileSync } from 'node:fs'
import type { TlsOptions } from '../protocols/wire/tls.ts'
import { ConfigurationError, type TlsFiles } from './configuration.ts'

/** What TLS needs. Throws a {@link ConfigurationError} that names the file which cannot be read. */
export function loadTls(files: TlsFiles): Pick<TlsOptions, 'identity' | 'trust'> {
  const read = (name: keyof TlsFiles) => {
    const file = files[name]
    try {
      return readFileSync(file, 'utf8')
    } catch (error) {
      throw new ConfigurationError('unreadable', `tls.${name}: cannot read ${file}: ${(error as Error).message}`, error)
    }
  }
  return { identity: { certificate: read('certificate'), key: read('key') }, trust: [read('trust')] }
}
