import type { RuleEvidence, RuleOutcome } from '../../judge/outcome.ts'
import { ruleAnchor } from './anchors.ts'
import { badge } from './badge.ts'
import { caseLinks, type CasesShown } from './case-link.ts'
import { evidenceLink, linkTarget } from './check-list.ts'
import { counted } from './figures.ts'
import type { Ladders } from './ladder.ts'
import { markup, type Html } from './template.ts'

const ORDER: Readonly<Record<RuleOutcome['outcome'], number>> = { violated: 0, satisfied: 1, notObserved: 2 }

const OUTCOMES: Readonly<Record<RuleOutcome['outcome'], string>> = {
  violated: 'violated',
  satisfied: 'satisfied',
  notObserved: 'not observed',
}

/** The always-on rules over the whole run, violated ones first with their evidence. */
export function rulesTable(rules: readonly RuleOutcome[], shown: CasesShown, ladders: Ladders): Html {
  const ordered = [...rules].sort((a, b) => ORDER[a.outcome] - ORDER[b.outcome])
  return markup`
    <section id="rules" aria-labelledby="rules-title"><h2 id="rules-title">Always-on rules</h2>
      <p class="lead">Watched on every message of the IWF in every case. 
        A violation counts once over the run, so that one bad header does not fail a hundred cases.</p>
      ${filters()}<div class="scroll"><table class="rules">
        <thead><tr><th>Rule</th><th>Clause</th><th class="number">Messages seen</th><th>Outcome</th></tr></thead>
        <tbody>${ordered.map(rule => ruleRow(rule, shown, ladders))}</tbody>
      </table></div>
      <p class="none" data-nothing-for="rules" hidden>No rule matches.</p>
    </section>`
}

const filters = (): Html => markup`
  <form class="filter" data-filters="rules" role="search" aria-label="Rules">
    <input type="search" name="words" placeholder="Search rules, clauses" aria-label="Search rules">
    <select name="verdict" aria-label="Outcome"><option value="">every outcome</option>
      ${Object.entries(OUTCOMES).map(([outcome, word]) => markup`<option value="${outcome}">${word}</option>`)}</select>
    <output data-count-for="rules"></output>
  </form>`

function ruleRow(rule: RuleOutcome, shown: CasesShown, ladders: Ladders): Html {
  const { id, clause, statement, level, outcome, observed } = rule
  const words = [id, clause, statement, ...rule.cases].join(' ').toLowerCase()
  return markup`
    <tr id="${ruleAnchor(id)}" data-verdict="${outcome}" data-words="${words}">
      <td><b>${id}</b> ${statement}${level === 'should' && ' (should)'}${outcome === 'violated' && violations(rule, shown, ladders)}</td>
      <td>${clause}</td><td class="number">${observed}</td><td>${outcomeBadge(rule)}</td>
    </tr>`
}

const violations = ({ cases, evidence }: RuleOutcome, shown: CasesShown, ladders: Ladders): Html => markup`
  <p>In ${counted(cases.length, 'case')}: 
  ${caseLinks(cases, shown)}</p>
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
