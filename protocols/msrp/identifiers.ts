import { randomFillSync } from 'node:crypto'

/** 64 characters that may stand anywhere in `ident` and `session-id` (RFC 4975 §9), so that each carries 6 bits. */
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-.'
/** Randomness drawn in advance: one call to the system per 4096 characters. */
const pool = Buffer.alloc(4096)
let used = pool.length

function randomCharacters(count: number): string {
  if (used + count > pool.length) {
    randomFillSync(pool)
    used = 0
  }
  let text = ''
  for (const end = used + count; used < end; used++) text += alphabet[(pool[used] ?? 0) & 63] ?? ''
  return text
}

/** 78 random bits after a fixed letter; at least 64 are asked for (RFC 4975 §7.1). */
export function newTransactionId(): string {
  return `t${randomCharacters(13)}`
}

/** 78 random bits after a fixed letter, so that it is unique within the session (RFC 4975 §7.1.1). */
export function newMessageId(): string {
  return `m${randomCharacters(13)}`
}

/** 120 random bits; at least 80 are asked for (RFC 4975 §14.1). */
export function newSessionId(): string {
  return randomCharacters(20)
}

const ident = /^[0-9A-Za-z][0-9A-Za-z.\-+%=]{3,31}$/

/** Whether a text may be a transaction id or Message-ID (RFC 4975 §9 `ident`). */
export function isIdent(text: string): boolean {
  return ident.test(text)
}
