/** Length of every token, `k` included. */
export const TOKEN_LENGTH = 12

/**
 * What a token of an execution looks like: `k` and eleven digits or letters, 56 bits. IMPS addresses compare without
 * case, so an implementation under test may change it; compare tokens in lower case.
 */
export const TOKEN = /k[0-9a-z]{11}/i

/** Makes a token from a source of uniform numbers in [0, 1); unguessable if the source is. */
export function newToken(random: () => number): string {
  let token = 'k'
  while (token.length < TOKEN_LENGTH) token += Math.floor(random() * 36).toString(36)
  return token
}

/**
 * The values of `known` whose tokens occur in `text`, each once, in order of occurrence. One pass; a token is found
 * wherever it stands, also amid other letters. `text` may be octets read as latin1: tokens are ASCII.
 */
export function tokensIn<T>(text: string, known: ReadonlyMap<string, T>): T[] {
  const found: T[] = []
  const scan = new RegExp(TOKEN, 'gi')
  for (let match = scan.exec(text); match; match = scan.exec(text)) {
    const value = known.get(match[0]) ?? known.get(match[0].toLowerCase())
    // Eleven letters after some other `k` may overlap the beginning of a token: go on right after that `k`.
    if (value === undefined) scan.lastIndex = match.index + 1
    else if (!found.includes(value)) found.push(value)
  }
  return found
}
