import type { CoveredRow, MappingCoverage } from '../../judge/outcome.ts'
import { linkTo } from './anchors.ts'
import { markup, type Html } from './template.ts'

const WAYS: Readonly<Record<MappingCoverage['direction'], string>> = {
  'simple-to-imps': 'SIMPLE → IMPS',
  'imps-to-simple': 'IMPS → SIMPLE',
}

/** Which rows of the mapping tables the run exercised, in each direction. `rows` are those of cases in the report. */
export const mappingCoverageTable = (coverage: readonly MappingCoverage[], rows: ReadonlySet<string>): Html => markup`
  <section id="coverage" aria-labelledby="coverage-title"><h2 id="coverage-title">Mapping coverage</h2>
    <p class="lead">A row is exercised when a peer sent what it maps and the IWF acted on it, rightly or not; the cases
      tell which. It is read from the octets of all cases.</p>
    <div class="scroll"><table class="rules">
      <thead><tr><th>Table</th><th>Direction</th><th>Clause</th><th class="number">Rows exercised</th></tr></thead>
      <tbody>${coverage.map(one => table(one, rows))}</tbody>
    </table></div>
  </section>`

const table = ({ id, clause, title, direction, exercised, rows: mapped }: MappingCoverage, rows: ReadonlySet<string>) =>
  markup`
  <tr data-coverage="${id}">
    <td><details><summary>${title}</summary><ul>${mapped.map(one => row(one, rows))}</ul></details></td>
    <td>${WAYS[direction]}</td><td>${clause}</td><td class="number">${exercised} of ${mapped.length}</td>
  </tr>`

const row = ({ id, name, count, executions }: CoveredRow, rows: ReadonlySet<string>): Html => markup`
  <li><b>${id}</b> ${name}: ${
    count === 0
      ? markup`<span class="zero">○ not exercised</span>`
      : markup`${count === 1 ? 'once' : `${count} times`}, e.g. in ${executions.map(each => execution(each, rows))}`
  }</li>`

/** `BLK-05/1100#2` is an attempt at the row `BLK-05/1100`. */
function execution(id: string, rows: ReadonlySet<string>): Html {
  const row = id.replace(/#\d+$/, '')
  return rows.has(row) ? markup`<a href="${linkTo(row)}">${id}</a> ` : markup`${id} `
}
