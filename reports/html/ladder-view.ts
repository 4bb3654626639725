import { messageAnchor } from './anchors.ts'
import { duration } from './figures.ts'
import { ladderSteps, type Ladder, type LadderMessage, type LadderNote, type LadderStep, type Lane } from './ladder.ts'
import { octetsData } from './octets-data.ts'
import type { Offence, Offences } from './offences.ts'
import { html, type Html } from './template.ts'

const LANE_NAMES: Readonly<Record<Lane, string>> = { simple: 'SIMPLE peer', iwf: 'IWF', imps: 'IMPS server' }
const LANES: readonly Lane[] = ['simple', 'iwf', 'imps']

/** The ladder of one execution: both legs on one time axis; each message opens to its octets. */
export function ladderView(execution: string, ladder: Ladder, offences: Offences): Html {
  if (ladder.messages.length === 0 && ladder.notes.length === 0)
    return html`<p class="none">No message was exchanged.</p>`
  return html`<div class="ladder" role="list" aria-label="Messages of ${execution}" data-execution="${execution}">
      <div class="lanes" aria-hidden="true">${LANES.map(lane => html`<span>${LANE_NAMES[lane]}</span>`)}</div>
      <i class="life simple"></i><i class="life iwf"></i><i class="life imps"></i>
      ${ladderSteps(ladder).map(step => stepView(execution, step, offences))}
    </div>
    ${octetsData(execution, ladder.messages, offences)} `
}

function stepView(execution: string, step: LadderStep, offences: Offences): Html {
  const silent = step.quiet ? ' silent' : ''
  const gap =
    step.compressed !== undefined
      ? html`<div class="gap cut${silent}" style="height:${step.gap}px"><span>${duration(step.compressed)}</span></div>`
      : step.gap > 0 && html`<div class="gap${silent}" style="height:${step.gap}px"></div>`
  return html`${gap}${content(execution, step, silent, offences)}`
}

function content(execution: string, step: LadderStep, silent: string, offences: Offences): Html {
  switch (step.kind) {
    case 'message':
      return messageView(execution, step.at, step.message, silent, offences.get(step.message.id))
    case 'note':
      return noteView(step.at, step.note, silent)
    case 'quiet': {
      const { label, from, to } = step.window
      const text =
        step.edge === 'begins' ? `silence watched: ${label}` : `silence over after ${duration(to - from)}: ${label}`
      return html`<div class="note quiet ${step.edge}" role="listitem">
        <span class="t">${duration(step.at)}</span><span class="mid">${text}</span>
      </div> `
    }
  }
}

const noteView = (at: number, { lane, kind, text }: LadderNote, silent: string): Html =>
  html`<div class="note k-${kind}${silent}" role="listitem">
    <span class="t">${duration(at)}</span><span class="at-${lane}">${text}</span>
  </div> `

const PROTOCOL_NAMES = { sip: 'SIP', msrp: 'MSRP', http: 'SSP' } as const

function messageView(execution: string, at: number, message: LadderMessage, silent: string, offence?: Offence): Html {
  const { id, from, to, protocol, summary, connection, octets, notes } = message
  const way = LANES.indexOf(to) > LANES.indexOf(from) ? 'right' : 'left'
  const leg = from === 'imps' || to === 'imps' ? 'imps' : 'simple'
  const anchor = messageAnchor(execution, id)
  return html`<details
    class="m ${protocol} ${way} ${leg}${silent}${offence ? ' bad' : ''}"
    role="listitem"
    id="${anchor}"
    data-m="${id}"
  >
    <summary>
      <span class="t">${duration(at)}</span
      ><span class="arrow"
        ><span class="label"
          >${offence ? html`<b class="flag" title="violates a requirement">✗</b> ` : ''}${summary}</span
        ></span
      ><span class="n">m${id}</span>
    </summary>
    <div class="open">
      <p class="facts">
        <b>m${id}</b> ${PROTOCOL_NAMES[protocol]}, ${LANE_NAMES[from]} → ${LANE_NAMES[to]}, ${octets.length} octets at
        ${duration(at)} on ${connection}
      </p>
      ${offence?.reasons.map(reason => html`<p class="offence">✗ ${reason}</p>`)}${notes.map(note => html`<p class="remark">${note}</p>`)}
      <div class="octets"><noscript>The octets need this page's script; they are also in the trace.</noscript></div>
    </div>
  </details> `
}
