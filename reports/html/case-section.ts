import type { RowOutcome } from '../../judge/outcome.ts'
import type { CaseResult } from '../results.ts'
import { attemptAnchor, linkTo, requirementAnchor } from './anchors.ts'
import { badge } from './badge.ts'
import { checkList } from './check-list.ts'
import { counted, duration } from './figures.ts'
import type { Ladders } from './ladder.ts'
import { leansOn } from './leans-on.ts'
import { ladderView } from './ladder-view.ts'
import { offencesOf, type Offences } from './offences.ts'
import { markup, type Html } from './template.ts'

/** What the sections of all cases are made from besides their results. */
export interface CaseMaterial {
  readonly ladders: Ladders
  /** Execution → what its messages did wrong by always-on rules. */
  readonly ruleOffences: ReadonlyMap<string, Offences>
}

/** One case: purpose, preconditions, procedure, and for each row its checks, remarks and ladder. */
export function caseSection(result: CaseResult, material: CaseMaterial): Html {
  const { id, title, verdict, rows, probes = [], requirements, catches, ambiguities, durationMs, trace } = result
  const words = [id, title, ...requirements, ...catches, ...ambiguities].join(' ').toLowerCase()
  return markup`
    <details class="case" id="${id}" data-verdict="${verdict}" data-words="${words}">
      <summary>${badge(verdict)} <span class="id">${id}</span> <span class="title">${title}</span> 
      <span class="aside">${rows.length > 1 && `${rows.length} rows, `}${duration(durationMs)}</span></summary>
      <div class="body">
        ${about(result)}${remarks(result.remarks)}${rows.map(row => rowView(result, row, material))}
        ${probes.map(row => probeView(row, material))}
        <p class="trace">Trace: ${
          trace.file === ''
            ? 'nothing was recorded'
            : markup`<a href="${encodeURI(trace.file)}">${trace.file}</a>, SHA-256 <code>${trace.sha256}</code>`
        }</p>
      </div>
    </details>`
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
    </dl>
    ${
      ladder.trim() !== '' &&
      markup`<details class="procedure"><summary>Procedure</summary><pre>${withoutIndent(ladder)}</pre></details>`
    }`
}

function rowView(result: CaseResult, row: RowOutcome, material: CaseMaterial): Html {
  // A remark that the case repeats from its only row is said once.
  const content = markup`
    ${executionView(row, material, result.remarks)}
    ${row.earlier?.map(attempt => earlierView(attempt, material))}`
  if (result.rows.length === 1 && row.id === result.id) return content
  return markup`
    <details class="row" id="${row.id}" data-verdict="${row.verdict}">
      <summary>${badge(row.verdict)} <span class="id">${row.id}</span> 
      <span class="aside">${counted(row.checks.length, 'check')}, ${duration(row.durationMs)}</span></summary>
      <div class="body">${content}</div>
    </details>`
}

/** A row that the ICS excludes: its verdict is no verdict of the case. */
const probeView = (row: RowOutcome, material: CaseMaterial): Html => markup`
  <details class="row earlier" id="${attemptAnchor(row.execution)}" data-probe="${row.id}">
    <summary>${badge('notApplicable', 'probe')} <span class="id">${row.id}</span> 
    <span class="aside">excluded by the ICS, run for information only: it would be ${row.verdict}</span></summary>
    <div class="body">${executionView(row, material, [])}</div>
  </details>`

const earlierView = (attempt: RowOutcome, material: CaseMaterial): Html => markup`
  <details class="row earlier" id="${attemptAnchor(attempt.execution)}">
    <summary>${badge(attempt.verdict)} <span class="id">${attempt.execution}</span> 
    <span class="aside">earlier attempt, superseded by one that ran alone</span></summary>
    <div class="body">${executionView(attempt, material, [])}</div>
  </details>`

function executionView(row: RowOutcome, { ladders, ruleOffences }: CaseMaterial, said: readonly string[]): Html {
  const ladder = ladders.get(row.execution)
  const offences = offencesOf(row, ruleOffences.get(row.execution))
  return markup`
    ${remarks(row.remarks.filter(remark => !said.includes(remark)))}
    <h4>Checks</h4>${checkList(row.execution, row.checks, ladder)}
    <h4>Messages</h4>${
      ladder
        ? ladderView(row.execution, ladder, offences)
        : markup`<p class="none">Nothing was recorded for ${row.execution}.</p>`
    }`
}

const remarks = (list: readonly string[]): Html | false =>
  list.length > 0 && markup`<ul class="remarks">${list.map(remark => markup`<li>${remark}</li>`)}</ul>`

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
