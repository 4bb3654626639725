/** The answer to "has the recipient blocked the sender?" for one pair, as the IMPS server evaluates it. */
export interface BlockStatus {
  /** The block list is in use and names the sender. */
  readonly blocked: boolean
  /** The grant list is not in use, or names the sender. */
  readonly granted: boolean
}

export type Access = 'allowed' | 'blocked' | 'not-granted'

/** A sender may write when not blocked and granted; block wins over grant (CR6.2b1, CRN2). */
export function accessOf(status: BlockStatus): Access {
  if (status.blocked) return 'blocked'
  return status.granted ? 'allowed' : 'not-granted'
}
