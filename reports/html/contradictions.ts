import type { Contradiction } from '../../judge/outcome.ts'
import { badge } from './badge.ts'
import { caseLinks, type CasesShown } from './case-link.ts'
import { evidenceLink, linkTarget } from './check-list.ts'
import { counted } from './figures.ts'
import type { Ladders } from './ladder.ts'
import { markup, type Html } from './template.ts'

/** Where the traffic says otherwise than the ICS; nothing where it does not. */
export function contradictionsTable(
  contradictions: readonly Contradiction[],
  shown: CasesShown,
  ladders: Ladders,
): Html | false {
  if (contradictions.length === 0) return false
  return markup`
    <section id="ics-truth" aria-labelledby="ics-truth-title"><h2 id="ics-truth-title">Contradictions of the ICS</h2>
      <p class="lead">What the traffic of any case says against the declaration: a feature that is not declared and works,
        or one that is declared and was refused whenever it was asked for. Each is a warning of the run.</p>
      <div class="scroll"><table class="rules">
        <thead><tr><th>Item</th><th>Seen</th><th>Outcome</th></tr></thead>
        <tbody>${contradictions.map(one => row(one, shown, ladders))}</tbody>
      </table></div>
    </section>`
}

const row = (
  { item, feature, kind, counts, cases, evidence }: Contradiction,
  shown: CasesShown,
  ladders: Ladders,
) => markup`
  <tr data-contradiction="${item}">
    <td><b>${item}</b> ${feature}</td>
    <td>In ${counted(cases.length, 'case')}: ${caseLinks(cases, shown)}
      <ul>${evidence.map(one => {
        const { execution = '', because } = one
        return markup`<li>${because} <code>${execution}</code> 
          ${evidenceLink(one, linkTarget(execution, ladders.get(execution)))}</li>`
      })}</ul></td>
    <td>${counts ? badge('warn', kind) : badge('notTested', `${kind}, in probes only`)}</td>
  </tr>`
