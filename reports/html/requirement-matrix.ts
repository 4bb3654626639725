import type { RequirementOutcome } from '../../judge/outcome.ts'
import type { Results } from '../results.ts'
import { VERDICT_WORDS, VERDICTS_FOR_READERS, type Standing } from '../totals.ts'
import { requirementAnchor } from './anchors.ts'
import { badge } from './badge.ts'
import { caseLinks, type CasesShown } from './case-link.ts'
import { markup, type Html } from './template.ts'

const LEVELS = ['normative', 'stated', 'derived'] as const satisfies RequirementOutcome['level'][]
const STANDINGS: readonly Standing[] = [...VERDICTS_FOR_READERS, 'notTested']

const LEVEL_MEANS: Readonly<Record<RequirementOutcome['level'], string>> = {
  normative: 'under a heading that says Normative',
  stated: 'a sentence of the change request',
  derived: 'follows from a referenced protocol, or makes a stated one testable',
}

/** Every requirement of the catalogue against the cases that test it, or why none does. */
export function requirementMatrix({ requirements }: Results, shown: CasesShown): Html {
  return markup`
    <section id="requirements" aria-labelledby="requirements-title"><h2 id="requirements-title">Requirements</h2>
      ${perLevel(requirements)}${filters()}
      <div class="scroll"><table class="matrix">
        <thead><tr><th>Requirement</th><th>Level</th><th>Source</th><th>Cases</th><th>Verdict</th></tr></thead>
        <tbody>${requirements.map(requirement => row(requirement, shown))}</tbody>
      </table></div>
      <p class="none" data-nothing-for="requirements" hidden>No requirement matches.</p>
    </section>`
}

function row(requirement: RequirementOutcome, shown: CasesShown): Html {
  const { id, level, source, text, verdict, cases, notTestedBecause } = requirement
  const words = [id, level, source, text, ...cases].join(' ').toLowerCase()
  return markup`
    <tr id="${requirementAnchor(id)}" data-verdict="${verdict}" data-level="${level}" data-words="${words}">
      <td><b>${id}</b> ${text}</td><td>${level}</td><td>${source}</td>
      <td class="cases">${caseLinks(cases, shown)}</td>
      <td>${badge(verdict)}${notTestedBecause && markup`<p class="because">${notTestedBecause}</p>`}</td>
    </tr>`
}

function perLevel(requirements: readonly RequirementOutcome[]): Html {
  return markup`
    <div class="scroll"><table class="levels">
      <thead><tr><th>Level</th>${STANDINGS.map(standing => markup`<th class="number">${VERDICT_WORDS[standing]}</th>`)}
        <th class="number">all</th></tr></thead>
      <tbody>${LEVELS.map(level => levelRow(level, requirements))}</tbody>
    </table></div>`
}

function levelRow(level: RequirementOutcome['level'], requirements: readonly RequirementOutcome[]): Html {
  const own = requirements.filter(requirement => requirement.level === level)
  const counts = STANDINGS.map(standing => {
    const count = own.filter(requirement => requirement.verdict === standing).length
    return markup`<td class="number${count === 0 && ' zero'}" data-level-total="${level} ${standing}">${count}</td>`
  })
  return markup`
    <tr><th scope="row">${level}<small>${LEVEL_MEANS[level]}</small></th>${counts}
    <td class="number">${own.length}</td></tr>`
}

const filters = (): Html => markup`
  <form class="filter" data-filters="requirements" role="search" aria-label="Requirements">
    <input type="search" name="words" placeholder="Search requirements" aria-label="Search requirements">
    <select name="level" aria-label="Level"><option value="">every level</option>
      ${LEVELS.map(level => markup`<option>${level}</option>`)}</select>
    <select name="verdict" aria-label="Verdict"><option value="">every verdict</option>
      ${STANDINGS.map(standing => markup`<option value="${standing}">${VERDICT_WORDS[standing]}</option>`)}</select>
    <output data-count-for="requirements"></output>
  </form>`
