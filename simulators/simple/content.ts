import { cpimContentType } from '../../protocols/cpim/message.ts'
import { parseCpim } from '../../protocols/cpim/parse.ts'
import { essence } from '../../protocols/media-type.ts'

/** Content as a person would read it: taken out of message/cpim where it is wrapped. */
export function contentOf(type: string, octets: Buffer): { type: string; octets: Buffer; text: string } {
  const message = essence(type) === 'message/cpim' ? parseCpim(octets).message : undefined
  if (!message) return { type, octets, text: octets.toString('utf8') }
  return { type: cpimContentType(message), octets: message.content, text: message.content.toString('utf8') }
}
