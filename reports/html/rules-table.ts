import type { RuleEvidence, RuleOutcome } from '../../judge/outcome.ts'
import { ruleAnchor } from './anchors.ts'
import { badge } from './badge.ts'
import { caseLink, type CasesShown } from './case-link.ts'
import { evidenceLink, linkTarget } from './check-list.ts'
import { counted } from './figures.ts'
import type { Ladders } from './ladder.ts'
import { markup, type Html } from './template.ts'

const ORDER: Readonly<Record<RuleOutcome['outcome'], number>> = { violated: 0, satisfied: 1, notObserved: 2 }

/** The always-on rules over the whole run, violated ones first with their evidence. */
export function rulesTable(rules: readonly RuleOutcome[], shown: CasesShown, ladders: Ladders): Html {
  const ordered = [...rules].sort((a, b) => ORDER[a.outcome] - ORDER[b.outcome])
  return markup`
    <section id="rules"><h2>Always-on rules</h2>
      <p class="lead">Watched on every message of the IWF in every case. 
        A violation counts once over the run, so that one bad header does not fail a hundred cases.</p>
      <div class="scroll"><table class="rules">
        <thead><tr><th>Rule</th><th>Clause</th><th class="number">Messages seen</th><th>Outcome</th></tr></thead>
        <tbody>${ordered.map(rule => ruleRow(rule, shown, ladders))}</tbody>
      </table></div>
    </section>`
}

function ruleRow(rule: RuleOutcome, shown: CasesShown, ladders: Ladders): Html {
  const { id, clause, statement, level, outcome, observed } = rule
  return markup`
    <tr id="${ruleAnchor(id)}">
      <td><b>${id}</b> ${statement}${level === 'should' && ' (should)'}${outcome === 'violated' && violations(rule, shown, ladders)}</td>
      <td>${clause}</td><td class="number">${observed}</td><td>${outcomeBadge(rule)}</td>
    </tr>`
}

const violations = ({ cases, evidence }: RuleOutcome, shown: CasesShown, ladders: Ladders): Html => markup`
  <p>In ${counted(cases.length, 'case')}: 
  ${cases.map(id => caseLink(id, shown))}</p>
  <ul>${evidence.map(item => proof(item, ladders))}</ul>`

function proof(evidence: RuleEvidence, ladders: Ladders): Html {
  const { execution, because } = evidence
  const target = linkTarget(execution ?? '', execution === undefined ? undefined : ladders.get(execution))
  return markup`
    <li>${because} ${execution !== undefined && markup`<code>${execution}</code> `}
    ${evidenceLink(evidence, target)}</li>`
}

function outcomeBadge({ outcome, level }: RuleOutcome): Html {
  switch (outcome) {
    case 'satisfied':
      return badge('pass')
    case 'violated':
      return badge(level === 'must' ? 'fail' : 'warn', 'violated')
    case 'notObserved':
      return badge('notTested', 'not observed')
  }
}
