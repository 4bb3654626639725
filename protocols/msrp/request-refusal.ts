import { byteRange, type MsrpRequest, type ParsedMsrp } from './message.ts'
import type { MsrpSyntaxRule } from './syntax-rules.ts'

/** Departures without which a request cannot be understood; all others are overlooked (RFC 4975 §10.2, §12). */
const unintelligible: ReadonlySet<string> = new Set<MsrpSyntaxRule>([
  'MSRP-SYN-01',
  'MSRP-SYN-09',
  'MSRP-SYN-10',
  'MSRP-SYN-12',
  'MSRP-SYN-15',
  'MSRP-SYN-20',
  'MSRP-SYN-22',
])

/** The status that refuses a request to an existing session, or undefined: 501 for its method, 400 for its form. */
export function refusalOf(request: MsrpRequest, { violations }: ParsedMsrp): 400 | 501 | undefined {
  if (request.method !== 'SEND' && request.method !== 'REPORT') return 501
  if (violations.some(({ rule }) => unintelligible.has(rule)) || byteRange(request)?.start === 0) return 400
  return undefined
}
