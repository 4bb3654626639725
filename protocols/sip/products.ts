import { endOfComment } from './comment.ts'
import { isTokenAt, skipBlanks } from './grammar.ts'

/** A word of Server or User-Agent: a product with its version, or a comment. */
export type ServerValue =
  | { readonly kind: 'product'; readonly name: string; readonly version?: string }
  | { readonly kind: 'comment'; readonly text: string }

/** Parses Server or User-Agent (RFC 3261 §25.1 `server-val`); undefined when empty or malformed. */
export function parseProducts(value: string): ServerValue[] | undefined {
  const values: ServerValue[] = []
  let at = skipBlanks(value, 0)
  while (at < value.length) {
    if (value.charCodeAt(at) === 0x28) {
      const end = endOfComment(value, at)
      if (end < 0) return undefined
      values.push({ kind: 'comment', text: value.slice(at + 1, end - 1) })
      at = skipBlanks(value, end)
      continue
    }
    const nameEnd = endOfToken(value, at)
    if (nameEnd === at) return undefined
    const name = value.slice(at, nameEnd)
    at = skipBlanks(value, nameEnd)
    if (value.charCodeAt(at) !== 0x2f) {
      values.push({ kind: 'product', name })
      continue
    }
    const versionStart = skipBlanks(value, at + 1)
    const versionEnd = endOfToken(value, versionStart)
    if (versionEnd === versionStart) return undefined
    values.push({ kind: 'product', name, version: value.slice(versionStart, versionEnd) })
    at = skipBlanks(value, versionEnd)
  }
  return values.length > 0 ? values : undefined
}

function endOfToken(value: string, from: number): number {
  let at = from
  while (at < value.length && isTokenAt(value, at)) at++
  return at
}
