/** Makes ids that no other generator makes: `prefix-n`, or `prefix-token-n` when a token is given. */
export type IdSource = (token?: string) => string

/**
 * Ids of transactions or messages, e.g. `iwf-500-1`. The prefix keeps servers apart (`imps-ssp` §5.1: two peers that
 * both use `1041` collide), the token lets a user recognise what belongs to a purpose of his.
 */
export function idSource(prefix: string): IdSource {
  let last = 0
  return token => {
    last++
    return token === undefined || token === '' ? `${prefix}-${last}` : `${prefix}-${token}-${last}`
  }
}
