import type { IcsItem } from '../../fixtures/catalogue/ics.ts'
import type { IcsValue } from '../../trace/events.ts'
import type { AnyObserved, Trace } from '../trace.ts'

/** The implementation did what a feature is about, or refused to when it was asked. */
export interface Use {
  readonly works: boolean
  /** The message that shows it. */
  readonly shown: AnyObserved
  readonly because: string
}

export type Declared = Readonly<Record<string, IcsValue>>

/** How traffic of any case tells whether a feature is there. */
export interface TruthItem {
  readonly item: IcsItem
  /** What is looked at, in words; two entries may be about one item of several values. */
  readonly feature: string
  /** Whether the ICS declares the feature; undefined where it leaves it open. Default: whether the item is claimed. */
  readonly declared?: (ics: Declared) => boolean | undefined
  uses(trace: Trace): readonly Use[]
}

export const works = (shown: AnyObserved, because: string): Use => ({ works: true, shown, because })
export const refused = (shown: AnyObserved, because: string): Use => ({ works: false, shown, because })
