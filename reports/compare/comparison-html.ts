import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { colourStyles } from '../html/page-assets.ts'
import { badge } from '../html/badge.ts'
import { markup, verbatim, type Html } from '../html/template.ts'
import { VERDICTS_FOR_READERS, VERDICT_WORDS, type Standing } from '../totals.ts'
import type { CaseChange, CheckChange, Comparison, Direction, RowChange } from './comparison.ts'

/** A comparison as one HTML document that needs no network, no script and works from a file. */
export function comparisonHtml(comparison: Comparison): string {
  const { a, b, outcome, because, commonOnly } = comparison
  const style = `${colourStyles()}\n${readFileSync(join(import.meta.dirname, 'comparison.css'), 'utf8')}`
  return markup`<!doctype html>
    <html lang="en"><head><meta charset="utf-8">
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <title>${outcome}: ${a.run} and ${b.run}, IWF conformance comparison</title>
      <style>${verbatim(style)}</style>
    </head><body><main>
      <h1 class="${outcome === 'worse' ? 'worse' : 'better'}" data-outcome="${outcome}">b is ${outcome} than a</h1>
      ${because.length > 0 && markup`<ul>${because.map(reason => markup`<li>${reason}</li>`)}</ul>`}
      ${commonOnly && markup`<p>Cases that only one of the runs has were left out.</p>`}
      ${runs(comparison)}${circumstances(comparison)}${cases(comparison)}${others(comparison)}
    </main></body></html>`.text
}

const runs = ({ a, b }: Comparison): Html => markup`
  <div class="scroll"><table><thead><tr><th></th><th>run</th><th>implementation</th><th>harness</th><th>verdict</th>
    ${VERDICTS_FOR_READERS.map(name => markup`<th>${VERDICT_WORDS[name]}</th>`)}</tr></thead><tbody>
    ${[
      { name: 'a', ...a },
      { name: 'b', ...b },
    ].map(
      ({ name, run, startedAt, iwf, harness, verdict, totals, complete, partial }) => markup`
        <tr><th scope="row">${name}</th><td>${run}<br><small>${startedAt}${!complete && ', incomplete'}${partial && ', partial'}</small></td>
        <td>${iwf.name} ${iwf.version}</td><td>${harness.version} <small>${harness.commit.slice(0, 12)}</small></td><td>${badge(verdict)}</td>
        ${VERDICTS_FOR_READERS.map(each => markup`<td>${totals[each]}</td>`)}</tr>`,
    )}</tbody></table></div>`

const circumstances = (comparison: Comparison): Html | false =>
  comparison.circumstances.length > 0 &&
  markup`
    <h2>Circumstances</h2>
    <div class="scroll"><table><thead><tr><th>of</th><th>name</th><th>a</th><th>b</th></tr></thead><tbody>
      ${comparison.circumstances.map(
        ({ of, name, a, b }) => markup`
          <tr><td>${of}</td><th scope="row">${name}</th><td>${a ?? 'none'}</td><td>${b ?? 'none'}</td></tr>`,
      )}</tbody></table></div>`

const cases = (comparison: Comparison): Html => markup`
  <h2>Cases</h2>
  ${comparison.cases.length === 0 && markup`<p>No verdict, row or check differs.</p>`}
  ${comparison.cases.map(caseChange)}`

const caseChange = ({ id, title, a, b, direction, rows }: CaseChange): Html => markup`
  <section id="${id}" class="${direction}"><h3>${id} ${title}</h3><p>${change(a, b, direction)}</p>${rows.map(rowChange)}</section>`

const rowChange = ({ id, a, b, direction, checks }: RowChange): Html => markup`
  <h4>${id} ${change(a, b, direction)}</h4>
  ${checks.length > 0 && markup`<ul>${checks.map(checkChange)}</ul>`}`

const checkChange = ({ requirement, level, statement, a, b, evaluated, because }: CheckChange): Html => markup`
  <li><b>${requirement}</b> (${level}) ${statement}<br>
  ${a ?? 'no such check'} → ${b ?? 'no such check'}${because !== undefined && `: ${because}`}
  ${evaluated === 'in a only' && markup` <em>not evaluated in b</em>`}${evaluated === 'in b only' && markup` <em>not evaluated in a</em>`}</li>`

const others = ({ redefined, rules, requirements }: Comparison): Html => markup`
  ${
    redefined.length > 0 &&
    markup`<h2>Declared otherwise</h2><ul>${redefined.map(({ id, fields }) => markup`<li><b>${id}</b>: ${fields.join(', ')}</li>`)}</ul>`
  }
  ${
    rules.length > 0 &&
    markup`<h2>Always-on rules</h2><ul>${rules.map(
      ({ id, clause, a, b, direction }) => markup`
        <li class="${direction}"><b>${id}</b> [${clause}] ${a ?? 'no such rule'} → ${b ?? 'no such rule'} ${word(direction)}</li>`,
    )}</ul>`
  }
  ${
    requirements.length > 0 &&
    markup`<h2>Requirements</h2><ul>${requirements.map(
      ({ id, a, b, direction }) => markup`<li class="${direction}"><b>${id}</b> ${change(a, b, direction)}</li>`,
    )}</ul>`
  }`

const change = (a: Standing | undefined, b: Standing | undefined, direction: Direction): Html =>
  a === b ? standing(a) : markup`${standing(a)} → ${standing(b)} ${word(direction)}`

const standing = (verdict: Standing | undefined): Html =>
  verdict === undefined ? markup`<small>not in the run</small>` : badge(verdict)

/** Said in words, so that no reader depends on colour. */
const word = (direction: Direction): Html | false => direction !== 'same' && markup`<small>${direction}</small>`
