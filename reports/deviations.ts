import type { BaselineOutcome, DeviationOutcome } from '../judge/outcome.ts'
import { countedVerdict } from '../judge/accepted-deviations.ts'
import type { CaseResult, Results } from './results.ts'
import { VERDICT_WORDS } from './totals.ts'

/** What the baseline of a run says of a case or of its rows. */
export const deviationsOfCase = (baseline: BaselineOutcome | undefined, id: string): readonly DeviationOutcome[] =>
  (baseline?.deviations ?? []).filter(({ kind, id: of }) =>
    kind === 'case' ? of === id : kind === 'row' && of.startsWith(`${id}/`),
  )

/** What it says of an always-on rule. */
export const deviationOfRule = (baseline: BaselineOutcome | undefined, id: string): DeviationOutcome | undefined =>
  baseline?.deviations.find(({ kind, id: of }) => kind === 'rule' && of === id)

/** Whether all that is wrong with a case has been accepted: its verdict stays, and does not count against the run. */
export function isAccepted(result: CaseResult, { baseline }: Pick<Results, 'baseline'>): boolean {
  const isRed = (verdict: CaseResult['verdict']) => !['pass', 'warn', 'notApplicable'].includes(verdict)
  return isRed(result.verdict) && !isRed(countedVerdict(result, baseline?.deviations ?? []))
}

/** `accepted until 2026-12-31 by IM gateway team: …`: one sentence, the same in every report. */
export function deviationInWords({ state, found, verdict, owner, reason, expires }: DeviationOutcome): string {
  const by = `by ${owner}: ${reason}`
  switch (state) {
    case 'accepted':
      return `${found === undefined ? '' : `${VERDICT_WORDS[found]}, `}accepted until ${expires} ${by}`
    case 'expired':
      return `the acceptance expired on ${expires}; it was given ${by}`
    case 'worse':
      return `${found === undefined ? '' : VERDICT_WORDS[found]} is worse than the ${verdict} that was accepted ${by}`
    case 'passes':
      return `${found === undefined ? '' : VERDICT_WORDS[found]}, although a ${verdict} is accepted until ${expires} ${by}; take it out of the baseline`
    case 'not tested':
      return `was not tested in this run; a deviation is accepted until ${expires} ${by}`
  }
}
