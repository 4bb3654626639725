import type { DeviationOutcome, RowOutcome } from '../../judge/outcome.ts'
import { deviationInWords } from '../deviations.ts'
import type { CaseResult } from '../results.ts'
import { attemptAnchor, linkTo, requirementAnchor } from './anchors.ts'
import { badge } from './badge.ts'
import { counted, duration } from './figures.ts'
import { folded } from './folded.ts'
import { leansOn } from './leans-on.ts'
import { remarks, rowContent, type RowMaterial } from './row-content.ts'
import { markup, type Html } from './template.ts'

/**
 * One case: purpose, preconditions, procedure, and for each row its checks, remarks and ladder. What is inside stands
 * folded in the page, by case and by row, and unfolds when it is opened. `deviations` of it were accepted.
 */
export function caseSection(
  result: CaseResult,
  material: RowMaterial,
  deviations: readonly DeviationOutcome[] = [],
): Html {
  const { id, title, verdict, rows, requirements, catches, ambiguities, durationMs } = result
  const words = [id, title, ...requirements, ...catches, ...ambiguities].join(' ').toLowerCase()
  return markup`
    <details class="case" id="${id}" data-verdict="${verdict}" data-words="${words}">
      <summary>${badge(verdict)} <span class="id">${id}</span> <span class="title">${title}</span> 
      ${deviations.map(({ id: of, state }) => markup`<span class="tag">${of} ${state}</span> `)}
      <span class="aside">${rows.length > 1 && `${rows.length} rows, `}${duration(durationMs)}</span></summary>
      <div class="body">${remarks(deviations.map(each => `${each.id}: ${deviationInWords(each)}`))}
        ${isOneRow(result) ? oneRow(result, material) : manyRows(result, material)}</div>
    </details>`
}

const isOneRow = ({ id, rows }: CaseResult): boolean => rows.length === 1 && rows[0]?.id === id

const oneRow = (result: CaseResult, material: RowMaterial): Html =>
  folded(markup`
    ${about(result)}${remarks(result.remarks)}
    ${result.rows.map(row => withEarlier(row, material, result.remarks))}${ending(result, material)}`)

const manyRows = (result: CaseResult, material: RowMaterial): Html => markup`
  ${folded(markup`${about(result)}${remarks(result.remarks)}`)}
  ${rowFilter(result.rows)}
  <div class="rows">${result.rows.map(row => rowView(row, material, result.remarks))}</div>
  ${folded(ending(result, material))}`

/** From so many rows on, those that are not green can be picked out. */
const MANY = 8

function rowFilter(rows: readonly RowOutcome[]): Html | false {
  const red = rows.filter(({ verdict }) => verdict !== 'pass' && verdict !== 'notApplicable').length
  return (
    red > 0 &&
    rows.length > MANY &&
    markup`
      <p class="row-filter"><label><input type="checkbox" data-only-red> only rows that are not green: 
      ${red} of ${rows.length}</label></p>`
  )
}

function about({ class: kind, purpose, preconditions, requirements, catches, ambiguities, ladder }: CaseResult): Html {
  return markup`
    <dl class="about">
      ${purpose !== '' && markup`<dt>Purpose</dt><dd>${purpose}</dd>`}
      <dt>Preconditions</dt><dd>${preconditions || 'none'}</dd>
      <dt>Verifies</dt><dd>
        ${requirements.map(id => markup`<a class="req" href="${linkTo(requirementAnchor(id))}">${id}</a> `)}
        <span class="level">${kind}</span></dd>
      ${leansOn(ambiguities)}
      ${catches.length > 0 && markup`<dt>Known to find</dt><dd>${catches.join(', ')}</dd>`}
      ${ladder.trim() !== '' && markup`<dt>Procedure</dt><dd><pre class="procedure">${withoutIndent(ladder)}</pre></dd>`}
    </dl>`
}

/** A remark that the case repeats from its row is said once. */
const withEarlier = (row: RowOutcome, material: RowMaterial, said: readonly string[]): Html => markup`
  ${rowContent(row, material, said)}${row.earlier?.map(attempt => earlierView(attempt, material))}`

const rowView = (row: RowOutcome, material: RowMaterial, said: readonly string[]): Html => markup`
  <details class="row" id="${row.id}" data-verdict="${row.verdict}">
    <summary>${badge(row.verdict)} <span class="id">${row.id}</span> 
    <span class="aside">${counted(row.checks.length, 'check')}, ${duration(row.durationMs)}</span></summary>
    <div class="body">${folded(withEarlier(row, material, said))}</div>
  </details>`

/** A row that the ICS excludes: its verdict is no verdict of the case. */
const probeView = (row: RowOutcome, material: RowMaterial): Html => markup`
  <details class="row earlier" id="${attemptAnchor(row.execution)}" data-probe="${row.id}">
    <summary>${badge('notApplicable', 'probe')} <span class="id">${row.id}</span> 
    <span class="aside">excluded by the ICS, run for information only: it would be ${row.verdict}</span></summary>
    <div class="body">${rowContent(row, material, [])}</div>
  </details>`

const earlierView = (attempt: RowOutcome, material: RowMaterial): Html => markup`
  <details class="row earlier" id="${attemptAnchor(attempt.execution)}">
    <summary>${badge(attempt.verdict)} <span class="id">${attempt.execution}</span> 
    <span class="aside">earlier attempt, superseded by one that ran alone</span></summary>
    <div class="body">${rowContent(attempt, material, [])}</div>
  </details>`

const ending = ({ probes = [], trace }: CaseResult, material: RowMaterial): Html => markup`
  ${probes.map(row => probeView(row, material))}
  <p class="trace">Trace: ${
    trace.file === ''
      ? 'nothing was recorded'
      : markup`<a href="${encodeURI(trace.file)}">${trace.file}</a>, SHA-256 <code>${trace.sha256}</code>`
  }</p>`

/** Without the blank lines around it and the indentation that it has in the case's source. */
function withoutIndent(text: string): string {
  const lines = text
    .replace(/^\s*\n/, '')
    .trimEnd()
    .split('\n')
  const indents = lines.filter(line => line.trim() !== '').map(line => line.length - line.trimStart().length)
  const indent = Math.min(...indents)
  return lines.map(line => line.slice(indent)).join('\n')
}
