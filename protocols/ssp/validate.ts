import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  XmlBufferInputProvider,
  xmlCleanupInputProvider,
  XmlDocument,
  xmlRegisterInputProvider,
  XsdValidator,
} from 'libxml2-wasm'
import type { Violation } from '../violation.ts'
import { sspNamespace } from './namespaces.ts'
import { sspViolation } from './rules.ts'
import { decodeOctets } from './xml/decode-octets.ts'
import { hasDoctype } from './xml/doctype.ts'
import { faultsOf, withDocument, type XmlFault } from './xml/well-formed.ts'

/** The texts of the schema and of those that it imports, by the name under which they are imported. */
export interface SspSchema {
  readonly main: string
  readonly imported: Readonly<Record<string, string>>
}

/** Loads the schema from a folder that holds `ssp-1.3-iwf.xsd` and what it imports. Throws when a file is missing. */
export function loadSspSchema(folder: string): SspSchema {
  const text = (name: string) => readFileSync(join(folder, name), 'utf8')
  return { main: text('ssp-1.3-iwf.xsd'), imported: { 'imps-pa-1.3-subset.xsd': text('imps-pa-1.3-subset.xsd') } }
}

/** Says whether octets are a valid SSP document. */
export interface SspValidator {
  /** Empty for a well-formed document, valid against the schema. Ranges are those of the line in question. */
  validate(octets: Buffer): Violation[]
  /** Frees the compiled schema. */
  dispose(): void
}

/** Compiles the schema; libxml2 is the judge. Throws when the schema itself is wrong. */
export function sspValidator(schema: SspSchema): SspValidator {
  const compiled = compile(schema)
  return {
    validate: octets => {
      const source = decodeOctets(octets)
      if (source !== undefined && hasDoctype(source)) return [sspViolation('SSP-SYN-02', 0, octets.length)]
      return withDocument<(Violation | XmlFault)[]>(octets, document => judge(compiled, document, octets)).map(found =>
        'rule' in found ? found : sspViolation('SSP-SYN-01', found.start, found.end, found.message),
      )
    },
    dispose: () => compiled.dispose(),
  }
}

function judge(validator: XsdValidator, document: XmlDocument, octets: Buffer): (Violation | XmlFault)[] {
  const { name, namespaceUri } = document.root
  if (name !== 'WV-SSP-Message')
    return [sspViolation('SSP-SYN-04', 0, octets.length, `the root element is ${name}, not WV-SSP-Message`)]
  if (namespaceUri !== sspNamespace) {
    const found = namespaceUri === '' ? 'there is no namespace' : `the namespace is ${namespaceUri}`
    return [sspViolation('SSP-SYN-05', 0, octets.length, found)]
  }
  try {
    validator.validate(document)
    return []
  } catch (error) {
    return faultsOf(error, octets).map(fault => sspViolation('SSP-SYN-03', fault.start, fault.end, fault.message))
  }
}

function compile({ main, imported }: SspSchema): XsdValidator {
  const provider = new XmlBufferInputProvider(
    Object.fromEntries(Object.entries(imported).map(([name, text]) => [name, Buffer.from(text)])),
  )
  const document = XmlDocument.fromString(main)
  // Imports are served while the schema is compiled and never again: no document can make libxml2 load anything.
  xmlRegisterInputProvider(provider)
  try {
    return XsdValidator.fromDoc(document)
  } finally {
    xmlCleanupInputProvider()
    document.dispose()
  }
}
