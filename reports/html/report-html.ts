import { createHash } from 'node:crypto'
import type { Results } from '../results.ts'
import { VERDICT_WORDS } from '../totals.ts'
import { ambiguitiesTable } from './ambiguities-table.ts'
import { caseList } from './case-list.ts'
import { contradictionsTable } from './contradictions.ts'
import { keysDialog } from './keys.ts'
import type { Ladders } from './ladder.ts'
import { ruleCitations } from './citations.ts'
import { mappingCoverageTable } from './mapping-coverage.ts'
import { overview } from './overview.ts'
import { pageScript, pageStyles } from './page-assets.ts'
import { requirementMatrix } from './requirement-matrix.ts'
import { rulesTable } from './rules-table.ts'
import { markup, verbatim, type Html } from './template.ts'

/**
 * The whole report as one HTML document. It needs no network and works from a file; its content security policy admits
 * its own script only, by digest, so that nothing that a peer sent can run even if it got into the page as mark-up.
 */
export function reportHtml(results: Results, recorded: Ladders): string {
  const { verdict, iwf, harness, run, cases, rules, contradictions, coverage } = results
  const shown = new Map(cases.map(({ id, verdict }) => [id, verdict]))
  const rows = new Set(cases.flatMap(result => result.rows.map(({ id }) => id)))
  const ladders = laddersShown(results, recorded)
  const script = pageScript()
  return markup`<!doctype html>
    <html lang="en"><head><meta charset="utf-8">
      <meta http-equiv="Content-Security-Policy" content="${policyFor(script)}">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <title>${VERDICT_WORDS[verdict]}: ${iwf.name} ${iwf.version}, IWF conformance report</title>
      <style>${verbatim(pageStyles())}</style>
    </head><body>
      <a class="skip" href="#cases">Skip to the cases</a>
      ${head()}
      <main>
        ${withoutScript()}
        ${overview(results, ladders)}${requirementMatrix(results, shown)}${mappingCoverageTable(coverage, rows)}
        ${rulesTable(rules, shown, ladders)}${contradictionsTable(contradictions, shown, ladders)}
        ${ambiguitiesTable(cases, shown)}
        ${caseList(results, { ladders, ruleCitations: ruleCitations(rules) })}
      </main>
      <footer>Made by iwf-conformance ${harness.version} from results.json and the traces of run 
        <code>${run.id}</code>.</footer>
      ${keysDialog()}<p id="announcement" role="status" hidden></p>
      <script>${verbatim(script)}</script>
    </body></html>`.text
}

const head = (): Html => markup`
  <header><h1>IWF conformance report</h1>
    <nav aria-label="Sections"><a href="#overview">Overview</a><a href="#requirements">Requirements</a>
      <a href="#coverage">Coverage</a><a href="#rules">Rules</a><a href="#ambiguities">Ambiguities</a>
      <a href="#cases">Cases</a></nav>
    <p class="controls"><button type="button" data-show-keys>Keys</button>
      <button type="button" data-theme-button aria-live="polite">Light or dark</button></p></header>`

const withoutScript = (): Html => markup`
  <noscript><p class="marks">This browser runs no script, so cases stay closed and filters do nothing. The same is in
    results.json and in the traces.</p></noscript>`

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
