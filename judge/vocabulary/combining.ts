import type { Evidence, Matched } from '../outcome.ts'
import type { Finding } from './finding.ts'

const WORST_FIRST = ['violated', 'unobservable', 'irrelevant', 'satisfied'] as const
const WEAKEST_FIRST: readonly Matched[] = ['lenient', 'strict', 'preferred']

/** The first that is not satisfied, worst first; otherwise satisfied, with the evidence of all and the weakest match. */
export function allOf(...findings: readonly [Finding, ...Finding[]]): Finding {
  const [first] = findings
  const worst = WORST_FIRST.map(outcome => findings.find(finding => finding.outcome === outcome)).find(Boolean) ?? first
  if (worst.outcome !== 'satisfied') return worst
  const satisfied = findings.filter(finding => finding.outcome === 'satisfied')
  const matched = WEAKEST_FIRST.find(match => satisfied.some(finding => finding.matched === match))
  const remarks = satisfied.flatMap(finding => finding.remark ?? [])
  return {
    outcome: 'satisfied',
    evidence: withoutRepetition(satisfied.flatMap(finding => finding.evidence)),
    ...(matched === undefined ? {} : { matched }),
    ...(remarks.length === 0 ? {} : { remark: remarks.join('; ') }),
  }
}

/** Several statements about one message point at it once. */
function withoutRepetition(evidence: readonly Evidence[]): readonly Evidence[] {
  const seen = new Set<string>()
  return evidence.filter(one => {
    const key = JSON.stringify(one)
    if (seen.has(key)) return false
    seen.add(key)
    return true
  })
}

/**
 * The finding that is wanted, or else one that is tolerated: then the check is satisfied with a lenient match, and the
 * case passes with the remark (PASS-R of the catalogue). Where neither holds, a trace that cannot tell of one of them
 * cannot tell at all; otherwise what was wanted is violated.
 */
export function prefer(wanted: Finding, tolerated: Finding, remark: string): Finding {
  if (wanted.outcome === 'satisfied' || wanted.outcome === 'irrelevant') return wanted
  if (tolerated.outcome === 'satisfied') return { ...tolerated, matched: 'lenient', remark }
  if (wanted.outcome === 'violated' && tolerated.outcome === 'unobservable') return tolerated
  return wanted
}

/**
 * Several outcomes are equally right: the first that is satisfied. Where none is, a trace that cannot tell of one of them
 * cannot tell at all; otherwise the first.
 */
export const either = (...findings: readonly [Finding, ...Finding[]]): Finding =>
  findings.find(({ outcome }) => outcome === 'satisfied') ??
  findings.find(({ outcome }) => outcome === 'unobservable') ??
  findings[0]
