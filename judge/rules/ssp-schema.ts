import { join } from 'node:path'
import { presenceBinding } from '../../protocols/ssp/binding/presence.ts'
import { projectBinding } from '../../protocols/ssp/binding/project.ts'
import { loadSspSchema, sspValidator, type SspValidator } from '../../protocols/ssp/validate.ts'
import type { Violation } from '../../protocols/violation.ts'

const SCHEMA = join(import.meta.dirname, '../../fixtures/ssp/schema')

/** Bindings whose queries the schema describes. */
const described: ReadonlySet<string> = new Set([projectBinding.name, presenceBinding.name])

let validator: SspValidator | undefined

/**
 * Faults of an SSP document against the schema, where the schema knows the binding in force. A namespace of another
 * version is understood and no fault (`decisions` 6).
 */
export function schemaViolations(document: Buffer, binding: string): readonly Violation[] {
  if (!described.has(binding)) return []
  validator ??= sspValidator(loadSspSchema(SCHEMA))
  return validator.validate(document).filter(({ rule }) => rule === 'SSP-SYN-03')
}
