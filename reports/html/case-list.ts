import { totalsOf } from '../../judge/verdict.ts'
import { deviationsOfCase } from '../deviations.ts'
import type { CaseResult, Results } from '../results.ts'
import { byGroup, VERDICT_WORDS, VERDICTS_FOR_READERS } from '../totals.ts'
import { groupAnchor, linkTo } from './anchors.ts'
import { caseSection } from './case-section.ts'
import { counted } from './figures.ts'
import type { RowMaterial } from './row-content.ts'
import { markup, type Html } from './template.ts'

/** All cases by group, with filters. */
export function caseList({ cases, baseline }: Results, material: RowMaterial): Html {
  const groups = [...byGroup(cases)]
  return markup`
    <section id="cases" aria-labelledby="cases-title"><h2 id="cases-title">Cases by group</h2>
      ${groupTable(groups)}${filters()}
      <p class="legend"><span class="sip">SIP</span><span class="msrp">MSRP</span><span class="http">SSP</span> 
        Distances down a ladder are times; a hatched cut says how much time was left out. ⚡ fault that a peer injects, 
        ■ where a script stalled, ◆ first divergence, ✗ message that violates. C, S and T: call, MSRP session and SSP
        transaction.</p>
      ${groups.map(
        ([group, own]) => markup`
          <div class="group" id="${groupAnchor(group)}"><h3>${group} <small>${groupTotals(own)}</small></h3>
          ${own.map(result => caseSection(result, material, deviationsOfCase(baseline, result.id)))}</div>`,
      )}
      <p class="none" data-nothing-for="cases" hidden>No case matches.</p>
    </section>`
}

const groupTable = (groups: readonly (readonly [string, readonly CaseResult[]])[]): Html => markup`
  <div class="scroll"><table class="groups">
    <thead><tr><th>Group</th>${VERDICTS_FOR_READERS.map(verdict => markup`<th class="number">${VERDICT_WORDS[verdict]}</th>`)}
      <th class="number">cases</th></tr></thead>
    <tbody>${groups.map(([group, own]) => {
      const totals = totalsOf(own)
      return markup`
        <tr><th scope="row"><a href="${linkTo(groupAnchor(group))}">${group}</a></th>
        ${VERDICTS_FOR_READERS.map(
          verdict =>
            markup`<td class="number${totals[verdict] === 0 ? ' zero' : ` v-${verdict}`}">${totals[verdict]}</td>`,
        )}<td class="number">${own.length}</td></tr>`
    })}</tbody>
  </table></div>`

const filters = (): Html => markup`
  <form class="filter" data-filters="cases" role="search" aria-label="Cases">
    <input type="search" name="words" placeholder="Search cases, requirements, defects" aria-label="Search cases">
    <select name="verdict" aria-label="Verdict"><option value="">every verdict</option>
      <option value="red">not green</option>
      ${VERDICTS_FOR_READERS.map(verdict => markup`<option value="${verdict}">${VERDICT_WORDS[verdict]}</option>`)}
    </select>
    <button type="button" data-open="all">Open shown</button><button type="button" data-open="none">Close all</button>
    <output data-count-for="cases"></output>
  </form>`

function groupTotals(cases: readonly CaseResult[]): string {
  const totals = totalsOf(cases)
  const words = VERDICTS_FOR_READERS.filter(verdict => totals[verdict] > 0)
  return `${counted(cases.length, 'case')}: ${words.map(verdict => `${totals[verdict]} ${VERDICT_WORDS[verdict]}`).join(', ')}`
}
