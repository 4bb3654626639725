import { cpimContentType, cpimValues, type CpimMessage } from '../../protocols/cpim/message.ts'
import { parseCpim } from '../../protocols/cpim/parse.ts'
import { essence } from '../../protocols/media-type.ts'

/** Content without its CPIM wrapper. */
export interface Unwrapped {
  /** `type/subtype` in lower case. */
  readonly type: string
  readonly octets: Buffer
  /** The wrapper; undefined for bare content. */
  readonly cpim: CpimMessage | undefined
}

/** Takes the CPIM wrapper off a whole content, if it has one (RFC 3862). */
export function unwrap(contentType: string, octets: Buffer): Unwrapped {
  if (essence(contentType) !== 'message/cpim') return { type: essence(contentType), octets, cpim: undefined }
  const cpim = parseCpim(octets).message
  return { type: essence(cpimContentType(cpim)), octets: cpim.content, cpim }
}

/** The URI in `From` or the first `To` of a wrapper: what stands in angle brackets, or the whole value. */
export function cpimAddress(cpim: CpimMessage, name: 'From' | 'To'): string {
  const value = cpimValues(cpim, name)[0] ?? ''
  const open = value.lastIndexOf('<')
  return open < 0 ? value.trim() : value.slice(open + 1, value.lastIndexOf('>'))
}
