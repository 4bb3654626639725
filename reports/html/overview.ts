import type { IcsValue } from '../../trace/events.ts'
import { findings, whyNotGreen } from '../findings.ts'
import type { CaseResult, Results } from '../results.ts'
import { VERDICT_WORDS, VERDICTS_FOR_READERS } from '../totals.ts'
import { linkTo, messageAnchor, ruleAnchor } from './anchors.ts'
import { badge } from './badge.ts'
import { counted, duration } from './figures.ts'
import { html, type Html } from './template.ts'

/** The first screen: the verdict, what qualifies it, the totals, what is under test and with which parameters. */
export function overview(results: Results): Html {
  return html`<section id="overview">
    ${banner(results)}${qualifications(results)}${totals(results)}${attention(results)}${facts(results)}${parameters(results)}
  </section> `
}

function banner({ verdict, iwf, cases, rules }: Results): Html {
  const violated = rules.filter(rule => rule.outcome === 'violated').length
  return html`<div class="banner v-${verdict}">
    <p class="word" data-verdict-overall="${verdict}">${VERDICT_WORDS[verdict]}</p>
    <div>
      <p class="subject">${iwf.name} ${iwf.version}</p>
      <p>${counted(cases.length, 'case')}, ${counted(rules.length, 'always-on rule')}, ${violated} of them violated</p>
    </div>
  </div> `
}

/** What a reader must know before quoting the verdict. */
function qualifications({ run }: Results): Html | false {
  const marks = [
    !run.complete && html`<li><b>Incomplete.</b> The run was interrupted; cases that had not ended are not in it.</li>`,
    run.partial &&
      html`<li><b>Partial.</b> Only a selection of the catalogue ran; nothing is said about the rest.</li>`,
    run.timeScale !== 1 &&
      html`<li>
        <b>Scaled timers.</b> Timers ran at ${run.timeScale} of their real length; bounds were scaled alike.
      </li>`,
  ].filter(mark => mark !== false)
  return (
    marks.length > 0 &&
    html`<ul class="marks">
      ${marks}
    </ul> `
  )
}

function totals({ totals, cases }: Results): Html {
  const share = (count: number) => ((100 * count) / Math.max(1, cases.length)).toFixed(2)
  return html`<div class="bar" aria-hidden="true">
      ${VERDICTS_FOR_READERS.map(verdict => totals[verdict] > 0 && html`<i class="v-${verdict}" style="width:${share(totals[verdict])}%"></i>`)}
    </div>
    <ul class="totals">
      ${VERDICTS_FOR_READERS.map(verdict => html`<li class="v-${verdict}${totals[verdict] === 0 ? ' zero' : ''}"><b data-total="${verdict}">${totals[verdict]}</b><span>${VERDICT_WORDS[verdict]}</span></li>`)}
    </ul> `
}

/** Everything that is not green, worst first, with the first reason in words and a link to the message that proves it. */
function attention({ cases, rules }: Results): Html | false {
  const red = (['error', 'fail', 'inconclusive', 'warn'] as const).flatMap(verdict =>
    cases.filter(result => result.verdict === verdict),
  )
  const violated = rules.filter(rule => rule.outcome === 'violated')
  if (red.length === 0 && violated.length === 0) return false
  return html`<h3>What is not green</h3>
    <ul class="attention">
      ${red.map(
        result =>
          html`<li>
            ${badge(result.verdict)}
            <div>
              <a href="${linkTo(result.id)}"><b>${result.id}</b> ${result.title}</a><br />${whyNotGreen(result)}
              ${firstProof(result)}
            </div>
          </li> `,
      )}${violated.map(
        rule =>
          html`<li>
            ${badge('fail')}
            <div>
              <a href="${linkTo(ruleAnchor(rule.id))}"><b>${rule.id}</b> ${rule.statement}</a><br />in
              ${counted(rule.cases.length, 'case')}: ${rule.evidence[0]?.because}
            </div>
          </li> `,
      )}
    </ul> `
}

function firstProof(result: CaseResult): Html | false {
  const first = findings(result)[0]
  const proof = first?.check.evidence.find(evidence => evidence.role === 'offends') ?? first?.check.evidence[0]
  if (first === undefined || proof?.message === undefined) return false
  const link = linkTo(messageAnchor(first.row.execution, proof.message))
  return html`<a class="proof r-${proof.role}" href="${link}">m${proof.message}</a>`
}

function facts({ run, iwf, harness, binding }: Results): Html {
  const took = duration(Date.parse(run.endedAt) - Date.parse(run.startedAt))
  return html`<h3>Run</h3>
    <dl class="facts">
      <dt>Implementation</dt>
      <dd>
        ${iwf.name} ${iwf.version}, reached by the
        <code>${iwf.adapter}</code> adapter${iwf.digest !== undefined && html`, digest <code>${iwf.digest}</code>`}
      </dd>
      <dt>Harness</dt>
      <dd>${harness.version}${harness.commit !== '' && html`, revision <code>${harness.commit}</code>`}</dd>
      <dt>Run</dt>
      <dd><code>${run.id}</code>, seed <code>${run.seed}</code>, ${counted(run.concurrency, 'case')} at a time</dd>
      <dt>Time</dt>
      <dd>
        <time datetime="${run.startedAt}">${run.startedAt}</time>, took ${took}, timers
        ${run.timeScale === 1 ? 'at real length' : `scaled by ${run.timeScale}`}
      </dd>
      <dt>Binding</dt>
      <dd>
        <code>${binding}</code>. The syntax of the capability and block-status primitives comes from this binding, not
        from OMA: no stage-3 syntax of them was published.
      </dd>
    </dl> `
}

function parameters({ ics, pixit }: Results): Html {
  return html`<details class="parameters">
      <summary>ICS in force (${counted(Object.keys(ics).length, 'item')})</summary>
      <table>
        <tbody>
          ${sorted(ics).map(
            ([item, value]) =>
              html`<tr>
                <th scope="row">${item}</th>
                <td>${declared(value)}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </details>
    <details class="parameters">
      <summary>PIXIT in force (${counted(Object.keys(pixit).length, 'parameter')}, times in ms)</summary>
      <table>
        <tbody>
          ${sorted(pixit).map(
            ([name, value]) =>
              html`<tr>
                <th scope="row">${name}</th>
                <td class="number">${value}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </details> `
}

function declared(value: IcsValue): string {
  if (value === true) return 'yes'
  if (value === false) return 'no'
  return typeof value === 'object' ? value.join(', ') || 'none' : String(value)
}

const sorted = <T>(items: Readonly<Record<string, T>>): readonly (readonly [string, T])[] =>
  Object.entries(items).sort(([a], [b]) => a.localeCompare(b, 'en', { numeric: true }))
