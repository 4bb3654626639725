import { isUtf8 } from 'node:buffer'
import type { LoggedOctets } from './events.ts'

/** Octets as the log holds them: readable when they are valid UTF-8, else base64. Exact in both directions. */
export function logOctets(octets: Buffer): LoggedOctets {
  return isUtf8(octets) ? { text: octets.toString('utf8') } : { base64: octets.toString('base64') }
}

/** The octets that were logged. */
export function loggedOctets(logged: LoggedOctets): Buffer {
  return 'text' in logged ? Buffer.from(logged.text, 'utf8') : Buffer.from(logged.base64, 'base64')
}

/** How many octets were logged, without decoding them. */
export function loggedLength(logged: LoggedOctets): number {
  return 'text' in logged ? Buffer.byteLength(logged.text, 'utf8') : Buffer.byteLength(logged.base64, 'base64')
}
