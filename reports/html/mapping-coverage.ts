import type { MappingCoverage } from '../../judge/outcome.ts'
import { markup, type Html } from './template.ts'

const WAYS: Readonly<Record<MappingCoverage['direction'], string>> = {
  'simple-to-imps': 'SIMPLE → IMPS',
  'imps-to-simple': 'IMPS → SIMPLE',
}

/** Which rows of the mapping tables the run exercised, in each direction. */
export const mappingCoverageTable = (coverage: readonly MappingCoverage[]): Html => markup`
  <section id="coverage"><h2>Mapping coverage</h2>
    <p class="lead">A row is exercised when a peer sent what it maps and the IWF acted on it, rightly or not; the cases
      tell which. It is read from the octets of all cases.</p>
    <div class="scroll"><table class="rules">
      <thead><tr><th>Table</th><th>Direction</th><th>Clause</th><th class="number">Rows exercised</th></tr></thead>
      <tbody>${coverage.map(table)}</tbody>
    </table></div>
  </section>`

const table = ({ id, clause, title, direction, exercised, rows }: MappingCoverage): Html => markup`
  <tr data-coverage="${id}">
    <td><details><summary>${title}</summary>
      <ul>${rows.map(
        ({ id: row, name, count, executions }) =>
          markup`<li><b>${row}</b> ${name}: ${count === 0 ? 'not exercised' : `${count} times, e.g. in ${executions.join(', ')}`}</li>`,
      )}</ul></details></td>
    <td>${WAYS[direction]}</td><td>${clause}</td><td class="number">${exercised} of ${rows.length}</td>
  </tr>`
