import { VERDICT_WORDS, type Standing } from '../totals.ts'
import { linkTo } from './anchors.ts'
import { SIGNS } from './badge.ts'
import { counted } from './figures.ts'
import { markup, type Html } from './template.ts'

/** Cases that are in the report, with their verdicts. */
export type CasesShown = ReadonlyMap<string, Standing>

/** The id of a case with the sign of its verdict, leading to it; only the id where the case is not in the report. */
export function caseLink(id: string, shown: CasesShown): Html {
  const verdict = shown.get(id)
  if (verdict === undefined) return markup`<span class="case-id" title="did not run">${id}</span> `
  const word = VERDICT_WORDS[verdict]
  return markup`<a class="case-id v-${verdict}" title="${word}" href="${linkTo(id)}">${id}${
    verdict !== 'pass' && markup`&nbsp;<span role="img" aria-label="${word}">${SIGNS[verdict]}</span>`
  }</a> `
}

/** So many are shown at once; the others on demand. */
const MOST = 40

/** Links to cases, red ones first where they are too many to show at once. */
export function caseLinks(ids: readonly string[], shown: CasesShown): Html {
  if (ids.length <= MOST) return markup`${ids.map(id => caseLink(id, shown))}`
  const isRed = (id: string) => !['pass', 'notApplicable', undefined].includes(shown.get(id))
  const ordered = [...ids.filter(isRed), ...ids.filter(id => !isRed(id))]
  const rest = ordered.slice(MOST)
  return markup`${ordered.slice(0, MOST).map(id => caseLink(id, shown))}
    <details><summary>${counted(rest.length, 'more case')}</summary>${rest.map(id => caseLink(id, shown))}</details>`
}
