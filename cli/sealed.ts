import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { ConfigurationError } from '../engine/configuration.ts'
import { ATTESTATION_FILE } from '../reports/manifest.ts'

/** Throws a {@link ConfigurationError} (`sealed`) when a run has been sealed: whatever is written there breaks the seal. */
export function refuseSealed(folder: string): void {
  if (existsSync(join(folder, ATTESTATION_FILE)))
    throw new ConfigurationError('sealed', `${folder} is sealed and stays as it is: write elsewhere with --into DIR`)
}
