import { readFileSync } from 'node:fs'
import type { TlsOptions } from '../../../protocols/wire/tls.ts'
import { ProgramConfigurationError, type ProgramConfiguration } from './configuration.ts'

/**
 * What TLS needs, read from the files of the configuration; undefined where it names none. Throws a
 * {@link ProgramConfigurationError} that names the file which cannot be read.
 */
export function readTls({ tls: files }: ProgramConfiguration): TlsOptions | undefined {
  if (!files) return undefined
  const read = (name: keyof typeof files) => {
    const file = files[name]
    try {
      return readFileSync(file, 'utf8')
    } catch (error) {
      const because = (error as Error).message
      throw new ProgramConfigurationError('unreadable', `tls.${name}: cannot read ${file}: ${because}`, error)
    }
  }
  return {
    identity: { certificate: read('certificate'), key: read('key') },
    trust: [read('trust')],
    authenticates: 'host',
  }
}
