import type { HeaderField } from './build.ts'
import { canonicalHeaderName } from './header-names.ts'

/**
 * Header fields with others in their place. A given field stands where the first of its name stood, and all given ones
 * of that name stay together; those that replace nothing follow at the end. Names compare without case and compact
 * forms count. Fields named in `without` are left out.
 */
export function overridden(
  fields: readonly HeaderField[],
  given: readonly HeaderField[],
  without: readonly string[] = [],
): readonly HeaderField[] {
  if (given.length === 0 && without.length === 0) return fields
  const dropped = new Set(without.map(canonicalHeaderName))
  const replacing = new Set(given.map(([name]) => canonicalHeaderName(name)))
  const result: HeaderField[] = []
  const placed = new Set<string>()
  for (const field of fields) {
    const name = canonicalHeaderName(field[0])
    if (dropped.has(name) || placed.has(name)) continue
    if (replacing.has(name)) {
      placed.add(name)
      result.push(...given.filter(([other]) => canonicalHeaderName(other) === name))
    } else result.push(field)
  }
  result.push(...given.filter(([name]) => !placed.has(canonicalHeaderName(name))))
  return result
}
