import type { MsrpMessage } from './message.ts'

/**
 * Writes a message as it stands: no header is added, moved or corrected, so that wrong messages can be written too.
 * The body gets its blank line and closing CRLF (RFC 4975 §7.1). Names and values are written as UTF-8.
 */
export function serialiseMsrp(message: MsrpMessage): Buffer {
  let head = `MSRP ${message.transactionId} `
  if (message.kind === 'request') head += message.method
  else {
    head += String(message.status).padStart(3, '0')
    if (message.comment !== undefined) head += ` ${message.comment}`
  }
  head += '\r\n'
  for (const { name, value } of message.headers) head += `${name}: ${value}\r\n`
  const endLine = `-------${message.transactionId}${message.continuation}\r\n`
  const { body } = message
  if (!body) return Buffer.from(head + endLine)
  return Buffer.concat([Buffer.from(`${head}\r\n`), body, Buffer.from(`\r\n${endLine}`)])
}
