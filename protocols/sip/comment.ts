import { skipBlanks } from './grammar.ts'

/** The index after the comment in round brackets that opens at `from`, comments in it included; -1 when it stays open. */
export function endOfComment(text: string, from: number): number {
  let depth = 0
  for (let i = from; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code === 0x5c) i++
    else if (code === 0x28) depth++
    else if (code === 0x29 && --depth === 0) return i + 1
  }
  return -1
}

/** The index of what follows an optional comment, and the white space around it, at `from`; -1 when it stays open. */
export function skipComment(text: string, from: number): number {
  const start = skipBlanks(text, from)
  if (text.charCodeAt(start) !== 0x28) return start
  const end = endOfComment(text, start)
  return end < 0 ? -1 : skipBlanks(text, end)
}
