/** Where the ids of a document stand, if it has any: near its beginning. */
const BEGINNING = 4096

/**
 * The ids of a session transaction in octets that cannot be read as a document: of its beginning, and only where the
 * transaction says to be an answer. Nothing more is believed of such octets.
 */
export function idsIn(octets: Buffer): { readonly sessionId?: string; readonly transactionId?: string } {
  const text = octets.subarray(0, BEGINNING).toString('latin1')
  const sessionId = /<(?:\w+:)?Session\s[^<>]*?sessionID\s*=\s*"([^"<>]*)"/i.exec(text)?.[1]
  const tag = /<(?:\w+:)?Transaction\s[^<>]*>/i.exec(text)?.[0]
  if (tag === undefined || !/\bmode\s*=\s*"Response"/i.test(tag)) return sessionId === undefined ? {} : { sessionId }
  const transactionId = /\btransactionID\s*=\s*"([^"<>]*)"/i.exec(tag)?.[1]
  return {
    ...(sessionId === undefined ? {} : { sessionId }),
    ...(transactionId === undefined ? {} : { transactionId }),
  }
}
