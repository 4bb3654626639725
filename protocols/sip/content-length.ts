import { isDigits } from './grammar.ts'

/**
 * Parses Content-Length (RFC 3261 §20.14): octets, or undefined when it is not a decimal number. A number too large to
 * be exact is still larger than any message.
 */
export function parseContentLength(value: string): number | undefined {
  return isDigits(value) ? Number(value) : undefined
}

const fields = /\n(?:content-length|l)[ \t]*:([^\n]*(?:\n[ \t][^\n]*)*)/gi

/**
 * The Content-Length of a head (start line to empty line) that is not parsed yet: `absent`, `garbage` when a value is
 * no number or two of them differ, so that nobody can be made to cut a stream elsewhere than his neighbour.
 */
export function contentLengthOfHead(head: string): number | 'absent' | 'garbage' {
  let found: number | 'absent' = 'absent'
  for (const [, value = ''] of head.matchAll(fields)) {
    const length = parseContentLength(value.trim())
    if (length === undefined || (found !== 'absent' && found !== length)) return 'garbage'
    found = length
  }
  return found
}
