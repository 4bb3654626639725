import { ParseOption, XmlDocument, XmlLibError } from 'libxml2-wasm'

/** What libxml2 found wrong, with the octets of the line where it says so. */
export interface XmlFault {
  readonly message: string
  readonly start: number
  readonly end: number
}

const noExternalEntities = { option: ParseOption.XML_PARSE_NO_XXE }

/** Uses a document as libxml2 reads it and frees it; its faults if it is not (namespace-)well-formed. */
export function withDocument<T>(octets: Buffer, use: (document: XmlDocument) => T): T | XmlFault[] {
  let document: XmlDocument
  try {
    document = XmlDocument.fromBuffer(octets, noExternalEntities)
  } catch (error) {
    return faultsOf(error, octets)
  }
  try {
    return use(document)
  } finally {
    document.dispose()
  }
}

/** The first reason why octets are not a namespace-well-formed XML document; undefined if they are one. */
export function findIllFormed(octets: Buffer): XmlFault | undefined {
  const faults = withDocument(octets, () => [])
  return faults[0]
}

/** The faults inside an error of libxml2; an error of any other kind is one fault over the whole document. */
export function faultsOf(error: unknown, octets: Buffer): XmlFault[] {
  const whole = { start: 0, end: octets.length }
  if (error instanceof XmlLibError && error.details.length > 0)
    return error.details.map(({ message, line }) => ({ message: message.trim(), ...lineRange(octets, line) }))
  return [{ message: error instanceof Error ? error.message : 'the document cannot be read', ...whole }]
}

/** Octets of a line, counted from 1, without its line end; the whole document where the line is not known. */
function lineRange(octets: Buffer, line: number): { start: number; end: number } {
  if (line < 1) return { start: 0, end: octets.length }
  let start = 0
  for (let count = 1; count < line; count++) {
    const lf = octets.indexOf(0x0a, start)
    if (lf === -1) break
    start = lf + 1
  }
  const lf = octets.indexOf(0x0a, start)
  return { start, end: lf === -1 ? octets.length : lf }
}
