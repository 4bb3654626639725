import { VERDICT_WORDS, type Standing } from '../totals.ts'
import { linkTo } from './anchors.ts'
import { markup, type Html } from './template.ts'

/** Cases that are in the report, with their verdicts. */
export type CasesShown = ReadonlyMap<string, Standing>

/** The id of a case in the colour of its verdict, leading to it; only the id where the case is not in the report. */
export function caseLink(id: string, shown: CasesShown): Html {
  const verdict = shown.get(id)
  if (verdict === undefined) return markup`<span class="case-id" title="did not run">${id}</span> `
  return markup`<a class="case-id v-${verdict}" title="${VERDICT_WORDS[verdict]}" href="${linkTo(id)}">${id}</a> `
}
