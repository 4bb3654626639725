import { cpimContentType } from '../../protocols/cpim/message.ts'
import { parseCpim } from '../../protocols/cpim/parse.ts'
import type { CpimSyntaxRule } from '../../protocols/cpim/syntax-rules.ts'
import { essence } from '../../protocols/media-type.ts'

/** Without the blank line behind either head nobody can tell what is wrapped. */
const fatal: ReadonlySet<string> = new Set<CpimSyntaxRule>(['CPIM-SYN-01', 'CPIM-SYN-14'])

/** Content as a person would read it: taken out of message/cpim where it is wrapped in that. */
export function contentOf(type: string, octets: Buffer): { type: string; octets: Buffer; text: string } {
  const asItCame = { type, octets, text: octets.toString('utf8') }
  if (essence(type) !== 'message/cpim') return asItCame
  const { message, violations } = parseCpim(octets)
  if (violations.some(({ rule }) => fatal.has(rule))) return asItCame
  return { type: cpimContentType(message), octets: message.content, text: message.content.toString('utf8') }
}
