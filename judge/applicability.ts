import { claims, meets, type IcsClaim } from '../fixtures/catalogue/ics.ts'
import { defaultPixitStatements } from '../fixtures/catalogue/pixit-statements.ts'
import type { Pixit } from '../fixtures/catalogue/pixit.ts'
import type { IcsValue } from '../trace/events.ts'
import type { JudgedCase } from './judged-case.ts'

/**
 * The claim for want of which a case does not apply, or undefined when it applies: the items of at least one of its sets
 * are claimed, and session mode where it begins in a session.
 */
export function excludedBy(
  { when = [], needs = [] }: Pick<JudgedCase, 'when' | 'needs'>,
  ics: Readonly<Record<string, IcsValue>>,
): IcsClaim | undefined {
  if (needs.includes('msrp') && !claims(ics, 'ICS-01')) return 'ICS-01'
  const missing = when.map(items => items.find(item => !meets(ics, item)))
  return missing.includes(undefined) ? undefined : missing[0]
}

/** What the PIXIT lacks that the case needs, or undefined when it applies. */
export const excludedByPixit = (
  { provided }: Pick<JudgedCase, 'provided'>,
  pixit: Readonly<Record<string, number>>,
  statements: Readonly<Record<string, string>>,
): string | undefined =>
  !provided || provided.holds(pixit as Pixit, { ...defaultPixitStatements, ...statements }) ? undefined : provided.that

/** The ICS item for want of which a row does not apply, or undefined when it applies. */
export const rowExcludedBy = (
  { rowNeeds = {} }: Pick<JudgedCase, 'rowNeeds'>,
  row: string,
  ics: Readonly<Record<string, IcsValue>>,
): IcsClaim | undefined => rowNeeds[row]?.find(item => !meets(ics, item))
