import { WORST_FIRST } from '../../judge/verdict.ts'
import type { Standing } from '../totals.ts'
import type { Direction } from './comparison.ts'

const RANK: readonly string[] = WORST_FIRST
const isGreen = (standing: Standing | undefined) => standing === 'pass' || standing === 'warn'
const saysNothing = (standing: Standing | undefined): standing is undefined | 'notApplicable' | 'notTested' =>
  standing === undefined || standing === 'notApplicable' || standing === 'notTested'

/** How a verdict stands against an earlier one. What is new and not green is worse: before, it was not known to be wrong. */
export function directionOf(a: Standing | undefined, b: Standing | undefined): Direction {
  if (a === b || (saysNothing(a) && saysNothing(b))) return 'same'
  if (saysNothing(b)) return 'lost'
  if (saysNothing(a)) return isGreen(b) ? 'gained' : 'worse'
  return RANK.indexOf(b) < RANK.indexOf(a) ? 'worse' : 'better'
}
