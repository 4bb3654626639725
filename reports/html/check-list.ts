import type { CheckOutcome, CheckResult, Evidence } from '../../judge/outcome.ts'
import { linkTo, messageAnchor, requirementAnchor } from './anchors.ts'
import { duration } from './figures.ts'
import { ladderStart, type Ladder } from './ladder.ts'
import { namedOutcomes } from './named-outcomes.ts'
import { markup, type Html } from './template.ts'

const SIGNS: Readonly<Record<CheckResult, string>> = {
  satisfied: '✓',
  violated: '✗',
  unobservable: '?',
  irrelevant: '–',
}

/** The checks of one execution: what was expected against what was observed, with links to the messages that prove it. */
export function checkList(execution: string, checks: readonly CheckOutcome[], ladder: Ladder | undefined): Html {
  if (checks.length === 0) return markup`<p class="none">No check was evaluated.</p>`
  const target = linkTarget(execution, ladder)
  return markup`
    <table class="checks"><thead><tr><th>Outcome</th><th>Expected</th><th>Observed</th></tr></thead>
    <tbody>${checks.map(check => checkView(check, target))}</tbody></table>${namedOutcomes(checks)}`
}

/** The ladder that evidence points into. */
export interface LinkTarget {
  readonly execution: string
  /** Messages that the ladder shows: number → in a few words. */
  readonly shown: ReadonlyMap<number, string>
  /** Milliseconds since the start of the run at which its time begins. */
  readonly start: number
}

export const linkTarget = (execution: string, ladder: Ladder | undefined): LinkTarget => ({
  execution,
  shown: new Map(
    ladder?.messages.flatMap(({ id, aliases = [], summary }) =>
      [id, ...aliases].map(number => [number, summary] as const),
    ),
  ),
  start: ladder ? ladderStart(ladder) : 0,
})

function checkView(check: CheckOutcome, target: LinkTarget): Html {
  const { requirement, level, statement, outcome, matched, because, evidence } = check
  return markup`
    <tr class="c-${outcome}"><td><span class="sign" aria-hidden="true">${SIGNS[outcome]}</span> <b>${outcome}</b>
      ${matched && markup`<br><span class="tag ${matched}">matched ${matched}</span>`}</td>
    <td><a class="req" href="${linkTo(requirementAnchor(requirement))}">${requirement}</a> 
      <span class="level">${level}</span><br>${statement}</td>
    <td>${because !== undefined && markup`<p class="because">${because}</p>`}
      ${evidence.length > 0 && markup`<p>${evidence.map(item => evidenceLink(item, target))}</p>`}
      ${because === undefined && evidence.length === 0 && 'as expected'}</td></tr>`
}

/** One pointer: a link to the message when its ladder shows it, the same in words otherwise. */
export function evidenceLink(evidence: Evidence, { execution, shown, start }: LinkTarget): Html {
  const { role, message, connection, octets, window } = evidence
  const summary = message === undefined ? undefined : shown.get(message)
  const words = [
    ...(message === undefined ? [] : [summary === undefined ? `m${message}` : `m${message} ${summary}`]),
    ...(octets ? [`octets ${octets[0]}–${octets[1]}`] : []),
    ...(window ? [`${duration(window[0] - start)} – ${duration(window[1] - start)}`] : []),
    ...(message === undefined && connection !== undefined ? [connection] : []),
  ].join(', ')
  const text = role === 'window' ? `within ${words}` : `${role} ${words}`
  if (message === undefined || summary === undefined) return markup`<span class="proof">${text}</span> `
  return markup`<a class="proof r-${role}" href="${linkTo(messageAnchor(execution, message))}">${text}</a> `
}
