import type { SipHeader, SipMessage } from './message.ts'
import { serialiseStartLine } from './start-line.ts'
import { encodeText } from './undecodable-octets.ts'

/**
 * Writes a message exactly as it stands: header fields in their order with their names as written, nothing added or
 * checked. A header with an empty name is written as a line of its own, so that any octets can be sent. The
 * constructors in `build.ts` add Content-Length.
 */
export function serialiseSip(message: SipMessage): Buffer {
  const head = encodeText(serialiseHead(message))
  return message.body.length === 0 ? head : Buffer.concat([head, message.body])
}

function serialiseHead(message: SipMessage): string {
  let text = `${serialiseStartLine(message)}\r\n`
  for (const field of message.headers) text += `${serialiseField(field)}\r\n`
  return `${text}\r\n`
}

function serialiseField({ name, value }: Pick<SipHeader, 'name' | 'value'>): string {
  return name === '' ? value : `${name}: ${value}`
}
