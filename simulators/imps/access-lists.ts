import type { AccessLists } from './interface.ts'

/** Lists that are not in use: everybody may send. */
export const openToAll: AccessLists = { blockInUse: false, blocked: false, grantInUse: false, granted: false }

/** What the server tells of the lists: two effective values (`simple-iwf` §2, `imps-ssp` §14.3). */
export interface EffectiveAccess {
  /** The block list is in use and names the sender. */
  readonly blocked: boolean
  /** The grant list is not in use, or names the sender. */
  readonly granted: boolean
}

/** The effect of the lists on one sender. Block wins over grant because both conditions must hold. */
export const effectOf = (lists: AccessLists): EffectiveAccess => ({
  blocked: lists.blockInUse && lists.blocked,
  granted: !lists.grantInUse || lists.granted,
})

/** A message is accepted exactly when the sender is not blocked and is granted. */
export const accepts = ({ blocked, granted }: EffectiveAccess): boolean => !blocked && granted
