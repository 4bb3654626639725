import type { ParsedHttp } from './message.ts'
import { httpViolation } from './rules.ts'
import { HttpFramer } from './stream-framer.ts'

/** Reads one message from exactly its octets. Never throws; what is wrong is told by violations. */
export function parseHttp(octets: Buffer, kind: 'request' | 'response'): ParsedHttp {
  const framer = new HttpFramer(kind, { limits: { head: octets.length, body: octets.length } })
  const [first] = [...framer.push(octets), ...framer.end()]
  if (!first) return { message: undefined, violations: [httpViolation('HTTP-SYN-01', 0, octets.length)], octets }
  const stray = first.end < octets.length ? [httpViolation('HTTP-SYN-16', first.end, octets.length)] : []
  return { message: first.message, violations: [...first.violations, ...stray], octets }
}
