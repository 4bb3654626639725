import type { RuleEvidence, RuleOutcome } from '../../judge/outcome.ts'
import { linkTo, ruleAnchor } from './anchors.ts'
import { badge } from './badge.ts'
import { evidenceLink } from './check-list.ts'
import { counted } from './figures.ts'
import type { Ladder } from './ladder.ts'
import { html, type Html } from './template.ts'

/** The always-on rules over the whole run: violated ones first and in full, the others as one list. */
export function rulesTable(rules: readonly RuleOutcome[], ladders: ReadonlyMap<string, Ladder>): Html {
  const ordered = [...rules].sort((a, b) => ORDER[a.outcome] - ORDER[b.outcome])
  return html`<section id="rules">
    <h2>Always-on rules</h2>
    <p class="lead">
      Watched on every message of the IWF in every case. A violation counts once over the run, so that one bad header
      does not fail a hundred cases.
    </p>
    ${
      rules.length === 0
        ? html`<p class="none">No rule was in force.</p>`
        : html`<div class="scroll">
            <table class="rules">
              <thead>
                <tr>
                  <th>Rule</th>
                  <th>Clause</th>
                  <th class="number">Messages seen</th>
                  <th>Outcome</th>
                </tr>
              </thead>
              <tbody>
                ${ordered.map(rule => ruleRow(rule, ladders))}
              </tbody>
            </table>
          </div>`
    }
  </section> `
}

const ORDER: Readonly<Record<RuleOutcome['outcome'], number>> = { violated: 0, satisfied: 1, notObserved: 2 }

function ruleRow(rule: RuleOutcome, ladders: ReadonlyMap<string, Ladder>): Html {
  const { id, clause, statement, outcome, observed, cases, evidence } = rule
  return html`<tr id="${ruleAnchor(id)}">
    <td>
      <b>${id}</b> ${statement}${
        outcome === 'violated' &&
        html`<p>
            In ${counted(cases.length, 'case')}:
            ${cases.map(id => html`<a class="case-id" href="${linkTo(id)}">${id}</a> `)}
          </p>
          <ul>
            ${evidence.map(item => proof(item, ladders))}
          </ul>`
      }
    </td>
    <td>${clause}</td>
    <td class="number">${observed}</td>
    <td>${outcomeBadge(outcome)}</td>
  </tr> `
}

function proof(evidence: RuleEvidence, ladders: ReadonlyMap<string, Ladder>): Html {
  const { execution, because } = evidence
  const shown = new Set(execution === undefined ? [] : ladders.get(execution)?.messages.map(message => message.id))
  return html`<li>
    ${because}
    ${execution !== undefined && html`<code>${execution}</code> `}${evidenceLink(execution ?? '', evidence, shown)}
  </li>`
}

function outcomeBadge(outcome: RuleOutcome['outcome']): Html {
  switch (outcome) {
    case 'satisfied':
      return badge('pass')
    case 'violated':
      return badge('fail')
    case 'notObserved':
      return html`<span class="badge v-notTested"><span aria-hidden="true">○</span> not observed</span>`
  }
}
