import { TOKEN } from '../../trace/token.ts'

/** Tokens of the executions of a log, in lower case. */
export type Tokens = ReadonlySet<string>

/** Where tokens of a log stand in a text, in order; also amid other letters. */
export function tokenPlaces(text: string, tokens: Tokens): { readonly start: number; readonly end: number }[] {
  const places: { start: number; end: number }[] = []
  const scan = new RegExp(TOKEN, 'gi')
  for (let match = scan.exec(text); match; match = scan.exec(text))
    if (tokens.has(match[0].toLowerCase())) places.push({ start: match.index, end: match.index + match[0].length })
    // Letters after some other `k` may overlap the beginning of a token.
    else scan.lastIndex = match.index + 1
  return places
}
