import type { CpimMessage } from './message.ts'

/** Writes a `message/cpim` object as it stands (RFC 3862 §2): nothing is added, moved, escaped or corrected. */
export function serialiseCpim({ headers, mimeHeaders, content }: CpimMessage): Buffer {
  let head = ''
  for (const { name, parameters, value } of headers) head += `${name}:${parameters} ${value}\r\n`
  head += '\r\n'
  for (const { name, value } of mimeHeaders) head += `${name}: ${value}\r\n`
  return Buffer.concat([Buffer.from(`${head}\r\n`), content])
}
