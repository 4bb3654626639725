import { messageAnchor } from './anchors.ts'
import { duration } from './figures.ts'
import { ladderSteps, type Ladder, type LadderMessage, type LadderNote, type LadderStep, type Lane } from './ladder.ts'
import { octetsData } from './octets-data.ts'
import { offenceOf, type Offence, type Offences } from './offences.ts'
import { markup, type Html } from './template.ts'

const LANE_NAMES: Readonly<Record<Lane, string>> = { simple: 'SIMPLE peer', iwf: 'IWF', imps: 'IMPS server' }
const LANES: readonly Lane[] = ['simple', 'iwf', 'imps']
const PROTOCOL_NAMES = { sip: 'SIP', msrp: 'MSRP', http: 'HTTP' } as const

/** The ladder of one execution: both legs on one time axis; each message opens to its octets. */
export function ladderView(execution: string, ladder: Ladder, offences: Offences): Html {
  if (ladder.messages.length === 0 && ladder.notes.length === 0)
    return markup`<p class="none">No message was exchanged.</p>`
  return markup`
    <div class="ladder" role="list" aria-label="Messages of ${execution}" data-execution="${execution}">
      <div class="lanes" aria-hidden="true">${LANES.map(lane => markup`<span>${LANE_NAMES[lane]}</span>`)}</div>
      <i class="life simple"></i><i class="life iwf"></i><i class="life imps"></i>
      ${ladderSteps(ladder).map(step => stepView(execution, step, offences))}
    </div>
    ${octetsData(execution, ladder.messages, offences)}`
}

function stepView(execution: string, step: LadderStep, offences: Offences): Html {
  const silent = step.quiet ? ' silent' : ''
  return markup`${gapView(step, silent)}${content(execution, step, silent, offences)}`
}

function gapView({ gap, compressed }: LadderStep, silent: string): Html | false {
  if (compressed !== undefined)
    return markup`<div class="gap cut${silent}" style="height:${gap}px"><span>${duration(compressed)}</span></div>`
  return gap > 0 && markup`<div class="gap${silent}" style="height:${gap}px"></div>`
}

function content(execution: string, step: LadderStep, silent: string, offences: Offences): Html {
  switch (step.kind) {
    case 'message':
      return messageView(execution, step.at, step.message, silent, offenceOf(step.message, offences))
    case 'note':
      return noteView(step.at, step.note, silent)
    case 'quiet': {
      const { label, from, to } = step.window
      const text = step.edge === 'begins' ? `silence: ${label}` : `silence over after ${duration(to - from)}: ${label}`
      return markup`
        <div class="note quiet" role="listitem"><span class="t">${duration(step.at)}</span>
        <span class="at-iwf">${text}</span></div>`
    }
  }
}

const noteView = (at: number, { lane, kind, text }: LadderNote, silent: string): Html => markup`
  <div class="note k-${kind}${silent}" role="listitem"><span class="t">${duration(at)}</span>
  <span class="at-${lane}">${text}</span></div>`

function messageView(execution: string, at: number, message: LadderMessage, silent: string, offence?: Offence): Html {
  const { id, aliases, from, to, protocol, summary, connection, octets, notes } = message
  const way = LANES.indexOf(to) > LANES.indexOf(from) ? 'right' : 'left'
  const leg = from === 'imps' || to === 'imps' ? 'imps' : 'simple'
  const time = duration(at)
  return markup`
    <details class="m ${protocol} ${way} ${leg}${silent}${offence && ' bad'}" role="listitem" 
     id="${messageAnchor(execution, id)}" data-m="${id}">
      <summary><span class="t">${time}</span>
        <span class="arrow"><span class="label">${offence && markup`<b title="violates">✗</b> `}${summary}</span></span>
        <span class="n">m${id}${aliases?.map(alias => markup`<a id="${messageAnchor(execution, alias)}"></a>`)}</span></summary>
      <div class="open">
        <p class="facts"><b>${[id, ...(aliases ?? [])].map(number => `m${number}`).join(', ')}</b> ${PROTOCOL_NAMES[protocol]}, ${LANE_NAMES[from]} → ${LANE_NAMES[to]}, 
        ${octets.length} octets at ${time} on ${connection}</p>
        ${offence?.reasons.map(reason => markup`<p class="offence">✗ ${reason}</p>`)}
        ${notes.map(note => markup`<p class="remark">${note}</p>`)}
        <div class="octets"><noscript>The octets need this page's script; the trace has them too.</noscript></div>
      </div>
    </details>`
}
