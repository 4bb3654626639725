import { impsItems } from './imps-items.ts'
import { sessionItems } from './session-items.ts'
import { sipItems } from './sip-items.ts'
import type { TruthItem } from './truth-item.ts'

/** How traffic tells of each ICS item whether it is true, by item. */
export const truthItems: readonly TruthItem[] = [...sessionItems, ...sipItems, ...impsItems].sort((one, other) =>
  one.item < other.item ? -1 : one.item > other.item ? 1 : 0,
)
