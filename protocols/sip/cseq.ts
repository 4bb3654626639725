import { isDigits, isToken } from './grammar.ts'

export interface CSeq {
  readonly number: number
  readonly method: string
}

/**
 * Parses `1*DIGIT LWS Method` (RFC 3261 §20.16). Numbers of 2^31 and above are returned, not refused: the rule that
 * forbids them is judged apart.
 */
export function parseCSeq(value: string): CSeq | undefined {
  const digits = /^[0-9]+/.exec(value)?.[0] ?? ''
  const method = value.slice(digits.length).trimStart()
  if (!isDigits(digits) || method.length + digits.length === value.length || !isToken(method)) return undefined
  return { number: Number(digits), method }
}

export function serialiseCSeq(cseq: CSeq): string {
  return `${cseq.number} ${cseq.method}`
}
