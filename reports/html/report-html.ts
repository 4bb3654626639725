import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Results } from '../results.ts'
import { byGroup, VERDICT_WORDS, VERDICTS_FOR_READERS } from '../totals.ts'
import { totalsOf } from '../../judge/verdict.ts'
import { caseSection, type CaseMaterial } from './case-section.ts'
import { contradictionsTable } from './contradictions.ts'
import type { Ladders } from './ladder.ts'
import { ruleOffencesByExecution } from './offences.ts'
import { overview } from './overview.ts'
import { requirementMatrix } from './requirement-matrix.ts'
import { rulesTable } from './rules-table.ts'
import { mappingCoverageTable } from './mapping-coverage.ts'
import { markup, verbatim, type Html } from './template.ts'

const asset = (name: string): string => readFileSync(join(import.meta.dirname, name), 'utf8')

/**
 * The whole report as one HTML document. It needs no network and works from a file; its content security policy admits
 * its own script only, by digest, so that nothing that a peer sent can run even if it got into the page as mark-up.
 */
export function reportHtml(results: Results, recorded: Ladders): string {
  const { verdict, iwf, harness, run, rules, contradictions, coverage } = results
  const shown = new Map(results.cases.map(({ id, verdict }) => [id, verdict]))
  const ladders = laddersShown(results, recorded)
  const script = asset('page.js')
  return markup`<!doctype html>
    <html lang="en"><head><meta charset="utf-8">
      <meta http-equiv="Content-Security-Policy" content="${policyFor(script)}">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <title>${VERDICT_WORDS[verdict]}: ${iwf.name} ${iwf.version}, IWF conformance report</title>
      <style>${verbatim(asset('page.css'))}</style>
    </head><body>
      <header><h1>IWF conformance report</h1><nav><a href="#overview">Overview</a><a href="#requirements">Requirements</a>
        <a href="#rules">Rules</a><a href="#coverage">Coverage</a><a href="#cases">Cases</a></nav></header>
      <main>
        ${overview(results, ladders)}${requirementMatrix(results, shown)}${rulesTable(rules, shown, ladders)}
        ${contradictionsTable(contradictions, shown, ladders)}${mappingCoverageTable(coverage)}
        ${caseList(results, { ladders, ruleOffences: ruleOffencesByExecution(rules) })}
      </main>
      <footer>Made by iwf-conformance ${harness.version} from results.json and the traces of run 
        <code>${run.id}</code>.</footer>
      <script>${verbatim(script)}</script>
    </body></html>`.text
}

/** The ladders of attempts that are in the results; what else was recorded has no place to link to. */
function laddersShown({ cases }: Results, recorded: Ladders): Ladders {
  const attempts = cases.flatMap(({ rows, probes = [] }) =>
    [...rows, ...probes].flatMap(row => [row, ...(row.earlier ?? [])]),
  )
  return new Map(
    attempts.flatMap(({ execution }) => {
      const ladder = recorded.get(execution)
      return ladder ? [[execution, ladder] as const] : []
    }),
  )
}

function policyFor(script: string): string {
  const digest = createHash('sha256').update(script).digest('base64')
  const own = `script-src 'sha256-${digest}'; style-src 'unsafe-inline'`
  return `default-src 'none'; ${own}; base-uri 'none'; form-action 'none'`
}

function caseList({ cases }: Results, material: CaseMaterial): Html {
  return markup`
    <section id="cases"><h2>Cases</h2>
      ${filters()}
      <p class="legend"><span class="sip">SIP</span><span class="msrp">MSRP</span><span class="http">SSP</span> 
        Distances down a ladder are times; a hatched cut says how much time was left out.</p>
      ${[...byGroup(cases)].map(
        ([group, own]) => markup`
          <div class="group"><h3>${group} <small>${groupTotals(own)}</small></h3>
          ${own.map(result => caseSection(result, material))}</div>`,
      )}
      <p class="none" data-nothing-for="cases" hidden>No case matches.</p>
    </section>`
}

const filters = (): Html => markup`
  <form class="filter" data-filters="cases">
    <input type="search" name="words" placeholder="Search cases, requirements, defects" aria-label="Search cases">
    <select name="verdict" aria-label="Verdict"><option value="">every verdict</option>
      ${VERDICTS_FOR_READERS.map(verdict => markup`<option value="${verdict}">${VERDICT_WORDS[verdict]}</option>`)}
    </select>
    <button type="button" data-open="all">Open shown</button><button type="button" data-open="none">Close all</button>
  </form>`

function groupTotals(cases: Parameters<typeof totalsOf>[0]): string {
  const totals = totalsOf(cases)
  return VERDICTS_FOR_READERS.filter(verdict => totals[verdict] > 0)
    .map(verdict => `${totals[verdict]} ${VERDICT_WORDS[verdict]}`)
    .join(', ')
}
