import type { Violation } from '../violation.ts'

/** The rules of SSP document syntax that reader and validator watch. */
const rules = {
  'SSP-SYN-01': { clause: 'XML 1.0 §2.1', message: 'the document is not well-formed' },
  'SSP-SYN-02': { clause: 'SSP binding §13', message: 'the document has a document type declaration' },
  'SSP-SYN-03': { clause: 'SSP binding §4-§11', message: 'the document is not valid against the schema' },
  'SSP-SYN-04': { clause: 'SSP binding §4', message: 'the document is not a WV-SSP-Message with one envelope' },
  'SSP-SYN-05': { clause: 'SSP binding §4', message: 'the namespace is not that of SSP 1.3' },
  'SSP-SYN-06': { clause: 'SSP binding §4', message: 'a transaction or session lacks its mode or id' },
  'SSP-SYN-07': { clause: 'SSP binding §4', message: 'a transaction holds not exactly one primitive' },
  'SSP-SYN-08': { clause: 'SSP binding §5-§8', message: 'a primitive lacks a required part' },
  'SSP-SYN-09': { clause: 'RFC 4648 §4', message: 'the content is not base64' },
  'SSP-SYN-10': { clause: 'XML 1.0 §4.3.3', message: 'the character encoding cannot be read' },
  'SSP-SYN-11': { clause: 'limits of this parser', message: 'the document is too large or too deep' },
  'SSP-SYN-12': { clause: 'SSP binding §10.2', message: 'a capability occurs more than once' },
} as const

export type SspRule = keyof typeof rules

/** A violation of `rule` at the octets from `start` to `end`; `details` replaces the general sentence. */
export const sspViolation = (rule: SspRule, start: number, end: number, details?: string): Violation => ({
  rule,
  clause: rules[rule].clause,
  message: details ?? rules[rule].message,
  start,
  end,
})

export { rules as sspSyntaxRules }
