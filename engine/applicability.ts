import { claims, type IcsItem } from '../fixtures/catalogue/ics.ts'
import type { IcsValue } from '../trace/events.ts'

/** The ICS item for want of which a case does not apply, or undefined when it applies. */
export function excludedBy(
  definition: { readonly when?: readonly (readonly IcsItem[])[] },
  ics: Readonly<Record<string, IcsValue>>,
): IcsItem | undefined {
  if (definition.when === undefined || definition.when.length === 0) return undefined
  const missing = definition.when.map(items => items.find(item => !claims(ics, item)))
  return missing.includes(undefined) ? undefined : missing.find(item => item !== undefined)
}
