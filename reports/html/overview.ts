import type { DeviationOutcome } from '../../judge/outcome.ts'
import { deviationInWords } from '../deviations.ts'
import { findings, whyNotGreen } from '../findings.ts'
import type { CaseResult, Results } from '../results.ts'
import { VERDICT_WORDS, VERDICTS_FOR_READERS } from '../totals.ts'
import { linkTo, ruleAnchor } from './anchors.ts'
import { badge, SIGNS } from './badge.ts'
import { evidenceLink, linkTarget } from './check-list.ts'
import { counted } from './figures.ts'
import type { Ladders } from './ladder.ts'
import { runFacts, tookTime } from './run-facts.ts'
import { markup, type Html } from './template.ts'

/** The first screen: the verdict, what qualifies it, the totals, what is not green, and what was run how. */
export const overview = (results: Results, ladders: Ladders): Html => markup`
  <section id="overview" aria-label="Overview">
    ${banner(results)}${qualifications(results)}${totalsBar(results)}${attention(results, ladders)}${runFacts(results)}
  </section>`

function banner({ verdict, iwf, cases, rules, run, harness }: Results): Html {
  const violated = rules.filter(rule => rule.outcome === 'violated').length
  return markup`
    <div class="banner v-${verdict}">
      <p class="word"><span aria-hidden="true">${SIGNS[verdict]} </span><span data-verdict-overall="${verdict}">${VERDICT_WORDS[verdict]}</span></p>
      <div><p class="subject">${iwf.name} ${iwf.version}</p>
      <p>${counted(cases.length, 'case')} in ${tookTime(run)}; ${counted(rules.length, 'always-on rule')}, ${violated} violated</p>
      <p class="aside">harness ${harness.version}, ${run.startedAt.slice(0, 16).replace('T', ' ')} UTC</p></div>
    </div>`
}

/** What a reader must know before quoting the verdict. */
function qualifications({ run, baseline }: Results): Html | false {
  const marks = [
    !run.complete &&
      markup`<li><b>Incomplete.</b> The run was interrupted or killed; rows that had not ended are 
        inconclusive.</li>`,
    run.resumedAt !== undefined &&
      markup`<li><b>Resumed.</b> The run had ended too early and was taken up again at ${run.resumedAt.join(', ')}; what 
        was in flight when it ended ran once more and counts as it went then.</li>`,
    baseline !== undefined &&
      markup`<li><b>Baseline.</b> Deviations were accepted by <code>${baseline.file}</code>, SHA-256 
        <code>${baseline.sha256}</code>. Without it the verdict would be ${VERDICT_WORDS[baseline.verdictWithout]}.
        <ul>${baseline.deviations.map(each => markup`<li data-deviation="${each.state}">${deviationTarget(each)} ${deviationInWords(each)}</li>`)}</ul></li>`,
    run.redacted === true &&
      markup`<li><b>Redacted.</b> What people said, credentials and users are replaced, in everything shown here. What 
        cannot be judged without them is inconclusive.</li>`,
    run.partial && markup`<li><b>Partial.</b> Only a selection of the catalogue ran; nothing is said of the rest.</li>`,
    run.probes !== undefined &&
      markup`<li><b>Probed.</b> ${counted(run.probes.length, 'row')} that the ICS excludes ran as well, for information 
        only: they count nowhere.</li>`,
    run.timeScale !== 1 &&
      markup`<li><b>Scaled timers.</b> Timers and their bounds were ${run.timeScale} times their real length.</li>`,
  ].filter(mark => mark !== false)
  return marks.length > 0 && markup`<ul class="marks">${marks}</ul>`
}

function deviationTarget({ kind, id, found }: DeviationOutcome): Html {
  const anchor = kind === 'rule' ? ruleAnchor(id) : id
  return found === undefined ? markup`<b>${id}</b>` : markup`<a href="${linkTo(anchor)}"><b>${id}</b></a>`
}

function totalsBar({ totals, cases }: Results): Html {
  const share = (count: number) => ((100 * count) / Math.max(1, cases.length)).toFixed(2)
  const shown = VERDICTS_FOR_READERS.filter(verdict => totals[verdict] > 0)
  return markup`
    <div class="bar" aria-hidden="true">
      ${shown.map(verdict => markup`<i class="v-${verdict}" style="width:${share(totals[verdict])}%"></i>`)}
    </div>
    <ul class="totals">
      ${VERDICTS_FOR_READERS.map(
        verdict => markup`
          <li class="v-${verdict}${totals[verdict] === 0 && ' zero'}">
            <b data-total="${verdict}">${totals[verdict]}</b><span>${VERDICT_WORDS[verdict]}</span></li>`,
      )}
    </ul>`
}

/** So many cases are listed; who has more of them needs the filter. */
const MOST_CASES = 60

/** Everything that is not green, worst first, with the first reason in words and a link to the message that proves it. */
function attention({ cases, rules, contradictions }: Results, ladders: Ladders): Html | false {
  const red = (['error', 'fail', 'inconclusive', 'warn'] as const).flatMap(verdict =>
    cases.filter(result => result.verdict === verdict),
  )
  const violated = rules.filter(rule => rule.outcome === 'violated')
  const untrue = contradictions.filter(({ counts }) => counts)
  if (red.length + violated.length + untrue.length === 0) return false
  return markup`
    <h2>What is not green</h2>
    <ul class="attention">
      ${red.slice(0, MOST_CASES).map(
        result => markup`
          <li>${badge(result.verdict)}<div><a href="${linkTo(result.id)}"><b>${result.id}</b> ${result.title}</a><br>
          ${whyNotGreen(result)} ${firstProof(result, ladders)}</div></li>`,
      )}
      ${red.length > MOST_CASES && markup`<li>…<div>and ${counted(red.length - MOST_CASES, 'more case')}: choose “not green” above the <a href="#cases">cases</a></div></li>`}
      ${violated.map(
        ({ id, statement, level, cases, evidence }) => markup`
          <li>${badge(level === 'must' ? 'fail' : 'warn')}<div><a href="${linkTo(ruleAnchor(id))}"><b>${id}</b> ${statement}</a><br>
          in ${counted(cases.length, 'case')}: ${evidence[0]?.because}</div></li>`,
      )}
      ${untrue.map(
        ({ item, kind, feature, evidence }) => markup`
          <li>${badge('warn')}<div><a href="#ics-truth"><b>${item}</b> ${kind}: ${feature}</a><br>
          ${evidence[0]?.because}</div></li>`,
      )}
    </ul>`
}

function firstProof(result: CaseResult, ladders: Ladders): Html | undefined {
  const first = findings(result)[0]
  const proof = first?.check.evidence.find(evidence => evidence.role === 'offends') ?? first?.check.evidence[0]
  if (first === undefined || proof === undefined) return undefined
  const { execution } = first.row
  return evidenceLink(proof, linkTarget(execution, ladders.get(execution)))
}
