import { messageAnchor, linkTo } from './anchors.ts'
import { citationsOf, type Citation, type Citations } from './citations.ts'
import type { Thread } from './correlation.ts'
import { duration } from './figures.ts'
import type { LadderMessage, Lane } from './ladder.ts'
import type { ThreadIndex } from './thread-index.ts'
import { markup, type Html } from './template.ts'

/** Left to right. */
export const LANES: readonly Lane[] = ['simple', 'iwf', 'imps']
export const LANE_NAMES: Readonly<Record<Lane, string>> = {
  simple: 'SIMPLE peer',
  iwf: 'IWF',
  imps: 'IMPS server',
}
const PROTOCOL_NAMES = { sip: 'SIP', msrp: 'MSRP', http: 'HTTP' } as const

/** What one message of a ladder is shown with. */
export interface MessageContext {
  readonly execution: string
  readonly citations: Citations
  readonly threads: ThreadIndex
}

/** One arrow of a ladder, at `at` milliseconds; opens to what is known of the message, and its octets. */
export function messageView(at: number, message: LadderMessage, silent: string, context: MessageContext): Html {
  const { id, aliases, from, to, protocol, summary, label, injected } = message
  const cited = citationsOf(message, context.citations)
  const bad = cited.some(({ offends }) => offends)
  const way = LANES.indexOf(to) > LANES.indexOf(from) ? 'right' : 'left'
  const leg = from === 'imps' || to === 'imps' ? 'imps' : 'simple'
  const tags = context.threads.tagsOf(message)
  return markup`
    <details class="m ${protocol} ${way} ${leg}${silent}${bad && ' bad'}" 
     id="${messageAnchor(context.execution, id)}" data-m="${id}" data-threads="${context.threads.keysOf(message).join(' ')}">
      <summary><span class="t">${duration(at)}</span>
        <span class="arrow"><span class="label">${bad && markup`<b>✗<span class="unseen"> violates</span></b> `}
          ${injected && markup`<b class="injected">⚡<span class="unseen"> injected fault</span></b> `}
          ${label !== undefined && markup`<i class="script-name">${label}</i> `}${summary}
          <span class="unseen">, ${LANE_NAMES[from]} to ${LANE_NAMES[to]}</span></span></span>
        <span class="n">m${id}${tags !== '' && markup`<small>${tags}</small>`}
          ${aliases?.map(alias => markup`<a id="${messageAnchor(context.execution, alias)}"></a>`)}</span></summary>
      ${panel(at, message, cited, context)}
    </details>`
}

function panel(at: number, message: LadderMessage, cited: readonly Citation[], context: MessageContext): Html {
  const { id, aliases = [], from, to, protocol, octets, connection, label, injected, notes, threads = [] } = message
  return markup`
    <div class="open">
      <p class="facts"><b>${[id, ...aliases]
        .sort((a, b) => a - b)
        .map(number => `m${number}`)
        .join(', ')}</b> ${PROTOCOL_NAMES[protocol]}, 
        ${LANE_NAMES[from]} → ${LANE_NAMES[to]}, ${octets.length} octets at ${duration(at)} on ${connection}</p>
      ${label !== undefined && markup`<p class="remark">the script calls it “${label}”</p>`}
      ${injected && markup`<p class="remark">⚡ a peer of the harness sent it: what is wrong with it is not the fault of the IWF</p>`}
      ${cited.map(citation => citationView(citation, octets.length))}
      ${notes.map(note => markup`<p class="remark">${note}</p>`)}
      ${threads.length > 0 && markup`<ul class="threads">${threads.map(thread => threadView(thread, message, context))}</ul>`}
      <div class="octets"></div>
    </div>`
}

function citationView({ by, statement, role, because, offends, octets }: Citation, length: number): Html {
  const where = octets ? `octets ${octets[0]}–${octets[1]}` : `the whole message, octets 0–${length}`
  return offends
    ? markup`<p class="offence">✗ ${by} ${statement}${because !== undefined && `: ${because}`} <small>${where}</small></p>`
    : markup`<p class="cited">cited as ${role} by ${by} ${statement} <small>${where}</small></p>`
}

/** So many links to messages of the same session or transaction. */
const MOST_LINKS = 24

function threadView({ kind, key }: Thread, { id }: LadderMessage, { threads, execution }: MessageContext): Html {
  const fellows = threads.messagesOf({ kind, key }).filter(other => other !== id)
  return markup`
    <li>${kind} <code>${key}</code>${fellows.length > 0 && ', with '}
    ${fellows.slice(0, MOST_LINKS).map(other => markup`<a href="${linkTo(messageAnchor(execution, other))}">m${other}</a> `)}
    ${fellows.length > MOST_LINKS && `and ${fellows.length - MOST_LINKS} more`}</li>`
}
