import { ambiguities as catalogue, findAmbiguity } from '../../fixtures/catalogue/ambiguities.ts'
import type { CaseResult } from '../results.ts'
import { ambiguityAnchor } from './anchors.ts'
import { caseLink, caseLinks, type CasesShown } from './case-link.ts'
import { counted } from './figures.ts'
import { markup, type Html } from './template.ts'

/** The open questions of the documents on which verdicts of this run lean, with how each was decided. */
export function ambiguitiesTable(cases: readonly CaseResult[], shown: CasesShown): Html {
  const leaning = casesByAmbiguity(cases)
  const order = new Map(catalogue.map(({ id }, index) => [id as string, index]))
  const ids = [...leaning.keys()].sort((a, b) => (order.get(a) ?? Infinity) - (order.get(b) ?? Infinity))
  return markup`
    <section id="ambiguities" aria-labelledby="ambiguities-title"><h2 id="ambiguities-title">Ambiguities leaned on</h2>
      <p class="lead">Where the documents leave a question open, the harness decides it once and says so. Who decides
        otherwise must read the verdicts of these cases with care.</p>
      ${
        ids.length === 0
          ? markup`<p class="none">No verdict of this run leans on one.</p>`
          : markup`
            <div class="scroll"><table class="rules ambiguities">
              <thead><tr><th>Question</th><th>Decision</th><th>Cases that lean on it</th></tr></thead>
              <tbody>${ids.map(id => row(id, leaning.get(id) ?? [], shown))}</tbody>
            </table></div>`
      }
    </section>`
}

function row(id: string, cases: readonly CaseResult[], shown: CasesShown): Html {
  const ambiguity = findAmbiguity(id)
  const lenient = cases.filter(({ rows }) =>
    rows.some(({ checks }) => checks.some(({ matched }) => matched === 'lenient')),
  )
  return markup`
    <tr id="${ambiguityAnchor(id)}">
      <td><b>${id}</b> ${ambiguity?.question}${
        ambiguity &&
        markup`
        <details><summary>${counted(ambiguity.readings.length, 'reading')}</summary>
          <ul>${ambiguity.readings.map(reading => markup`<li>${reading}</li>`)}</ul></details>`
      }</td>
      <td>${ambiguity?.decision}${
        ambiguity !== undefined &&
        ambiguity.tolerated !== '' &&
        markup`<p><em>Tolerated:</em> ${ambiguity.tolerated}</p>`
      }</td>
      <td class="cases">${caseLinks(
        cases.map(one => one.id),
        shown,
      )}
        ${lenient.length > 0 && markup`<p class="because">Only tolerated in ${lenient.map(one => caseLink(one.id, shown))}</p>`}</td>
    </tr>`
}

function casesByAmbiguity(cases: readonly CaseResult[]): ReadonlyMap<string, readonly CaseResult[]> {
  const leaning = new Map<string, CaseResult[]>()
  for (const result of cases) for (const id of result.ambiguities) leaning.set(id, [...(leaning.get(id) ?? []), result])
  return leaning
}
