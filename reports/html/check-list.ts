import type { CheckOutcome, CheckResult, Evidence } from '../../judge/outcome.ts'
import { linkTo, messageAnchor, requirementAnchor } from './anchors.ts'
import { duration } from './figures.ts'
import type { Ladder } from './ladder.ts'
import { html, type Html } from './template.ts'

const SIGNS: Readonly<Record<CheckResult, string>> = {
  satisfied: '✓',
  violated: '✗',
  unobservable: '?',
  irrelevant: '–',
}

/** The checks of one execution, each with its outcome, why, and links to the messages that prove it. */
export function checkList(execution: string, checks: readonly CheckOutcome[], ladder: Ladder | undefined): Html {
  if (checks.length === 0) return html`<p class="none">No check was evaluated.</p>`
  const shown = new Set(ladder?.messages.map(message => message.id))
  return html`<ul class="checks">
    ${checks.map(check => checkView(execution, check, shown))}
  </ul> `
}

function checkView(execution: string, check: CheckOutcome, shown: ReadonlySet<number>): Html {
  const { requirement, level, statement, outcome, matched, because, evidence } = check
  return html`<li class="c-${outcome}">
    <span class="sign" title="${outcome}">${SIGNS[outcome]}</span>
    <div>
      <p>
        <a class="req" href="${linkTo(requirementAnchor(requirement))}">${requirement}</a>
        <span class="level">${level}</span> ${statement}
      </p>
      <p class="why">
        <b>${outcome}</b
        >${matched && html` <span class="tag${matched === 'lenient' ? ' lenient' : ''}">matched ${matched}</span>`}${because && html`: ${because}`}
      </p>
      ${evidence.length > 0 && html`<p class="evidence">${evidence.map(item => evidenceLink(execution, item, shown))}</p>`}
    </div>
  </li> `
}

/** One pointer: to the message, and to the octets in it, when the ladder shows it; the same in words otherwise. */
export function evidenceLink(execution: string, evidence: Evidence, shown: ReadonlySet<number>): Html {
  const { role, message, connection, octets, window } = evidence
  const words = [
    ...(message === undefined ? [] : [`m${message}`]),
    ...(octets ? [`octets ${octets[0]}–${octets[1]}`] : []),
    ...(window ? [`${duration(window[0])} – ${duration(window[1])}`] : []),
    ...(message === undefined && connection !== undefined ? [connection] : []),
  ].join(', ')
  if (message !== undefined && shown.has(message))
    return html`<a class="proof r-${role}" href="${linkTo(messageAnchor(execution, message))}">${role} ${words}</a> `
  return html`<span class="proof r-${role}">${role} ${words}</span> `
}
