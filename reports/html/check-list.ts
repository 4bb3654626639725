import type { CheckOutcome, CheckResult, Evidence } from '../../judge/outcome.ts'
import { linkTo, messageAnchor, requirementAnchor } from './anchors.ts'
import { duration } from './figures.ts'
import { ladderStart, type Ladder } from './ladder.ts'
import { markup, type Html } from './template.ts'

const SIGNS: Readonly<Record<CheckResult, string>> = {
  satisfied: '✓',
  violated: '✗',
  unobservable: '?',
  irrelevant: '–',
}

/** The checks of one execution, each with its outcome, why, and links to the messages that prove it. */
export function checkList(execution: string, checks: readonly CheckOutcome[], ladder: Ladder | undefined): Html {
  if (checks.length === 0) return markup`<p class="none">No check was evaluated.</p>`
  const target = linkTarget(execution, ladder)
  return markup`<ul class="checks">${checks.map(check => checkView(check, target))}</ul>`
}

/** The ladder that evidence points into. */
export interface LinkTarget {
  readonly execution: string
  /** Numbers of messages that the ladder shows. */
  readonly shown: ReadonlySet<number>
  /** Milliseconds since the start of the run at which its time begins. */
  readonly start: number
}

export const linkTarget = (execution: string, ladder: Ladder | undefined): LinkTarget => ({
  execution,
  shown: new Set(ladder?.messages.flatMap(({ id, aliases = [] }) => [id, ...aliases])),
  start: ladder ? ladderStart(ladder) : 0,
})

function checkView(check: CheckOutcome, target: LinkTarget): Html {
  const { requirement, level, statement, outcome, matched, because, evidence } = check
  return markup`
    <li class="c-${outcome}"><span class="sign" aria-hidden="true">${SIGNS[outcome]}</span><div>
      <p><a class="req" href="${linkTo(requirementAnchor(requirement))}">${requirement}</a> 
      <span class="level">${level}</span> ${statement}</p>
      <p class="why"><b>${outcome}</b>
        ${matched && markup` <span class="tag ${matched}">matched ${matched}</span>`}${because && `: ${because}`}</p>
      ${evidence.length > 0 && markup`<p>${evidence.map(item => evidenceLink(item, target))}</p>`}
    </div></li>`
}

/** One pointer: a link to the message when its ladder shows it, the same in words otherwise. */
export function evidenceLink(evidence: Evidence, { execution, shown, start }: LinkTarget): Html {
  const { role, message, connection, octets, window } = evidence
  const words = [
    ...(message === undefined ? [] : [`m${message}`]),
    ...(octets ? [`octets ${octets[0]}–${octets[1]}`] : []),
    ...(window ? [`${duration(window[0] - start)} – ${duration(window[1] - start)}`] : []),
    ...(message === undefined && connection !== undefined ? [connection] : []),
  ].join(', ')
  const text = role === 'window' ? `within ${words}` : `${role} ${words}`
  if (message === undefined || !shown.has(message)) return markup`<span class="proof">${text}</span> `
  return markup`<a class="proof r-${role}" href="${linkTo(messageAnchor(execution, message))}">${text}</a> `
}
