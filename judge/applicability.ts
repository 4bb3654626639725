import { claims, type IcsItem } from '../fixtures/catalogue/ics.ts'
import type { IcsValue } from '../trace/events.ts'
import type { JudgedCase } from './judged-case.ts'

/**
 * The ICS item for want of which a case does not apply, or undefined when it applies: all items of at least one of its
 * sets are claimed.
 */
export function excludedBy(
  { when = [] }: Pick<JudgedCase, 'when'>,
  ics: Readonly<Record<string, IcsValue>>,
): IcsItem | undefined {
  const missing = when.map(items => items.find(item => !claims(ics, item)))
  return missing.includes(undefined) ? undefined : missing[0]
}

/** The ICS item for want of which a row does not apply, or undefined when it applies. */
export const rowExcludedBy = (
  { rowNeeds = {} }: Pick<JudgedCase, 'rowNeeds'>,
  row: string,
  ics: Readonly<Record<string, IcsValue>>,
): IcsItem | undefined => rowNeeds[row]?.find(item => !claims(ics, item))
