import { linkTo, messageAnchor } from './anchors.ts'
import type { Citations } from './citations.ts'
import { divergenceNote, type Divergence } from './divergence.ts'
import { counted, duration } from './figures.ts'
import { ladderSteps, type Ladder, type LadderNote, type LadderStep, type NoteKind } from './ladder.ts'
import { LANES, LANE_NAMES, messageView, type MessageContext } from './message-view.ts'
import { octetsData } from './octets-data.ts'
import { markup, type Html } from './template.ts'
import { ThreadIndex, type NamedThread } from './thread-index.ts'

/** What a ladder is drawn with besides what was recorded. */
export interface LadderFindings {
  readonly citations: Citations
  readonly divergence: Divergence | undefined
}

/** The ladder of one execution: both legs on one time axis; each message opens to its octets. */
export function ladderView(execution: string, ladder: Ladder, { citations, divergence }: LadderFindings): Html {
  if (ladder.messages.length === 0 && ladder.notes.length === 0)
    return markup`<p class="none">No message was exchanged.</p>`
  const context: MessageContext = { execution, citations, threads: new ThreadIndex(ladder) }
  const marked = divergence ? { ...ladder, notes: [divergenceNote(divergence), ...ladder.notes] } : ladder
  return markup`
    ${sessions(context)}
    <div class="ladder" role="group" aria-label="Messages of ${execution}" data-execution="${execution}">
      <div class="lanes">${LANES.map(lane => markup`<span>${LANE_NAMES[lane]}</span>`)}</div>
      <i class="life simple"></i><i class="life iwf"></i><i class="life imps"></i>
      ${ladderSteps(marked).map(step => stepView(step, context))}
    </div>
    ${octetsData(execution, ladder.messages, citations)}`
}

/** Which calls, sessions and transactions the messages belong to. */
function sessions({ threads, execution }: MessageContext): Html | false {
  const tagged = threads.all.filter(({ tag, kind }) => tag !== undefined || kind === 'SSP session')
  if (tagged.length === 0) return false
  return markup`
    <details class="sessions"><summary>${counted(tagged.length, 'session')} and transactions</summary>
      <ul class="threads">${tagged.map(thread => session(thread, execution))}</ul></details>`
}

function session({ tag, kind, key, messages }: NamedThread, execution: string): Html {
  const [first = 0, last = first] = [messages[0], messages.at(-1)]
  const link = (id: number) => markup`<a href="${linkTo(messageAnchor(execution, id))}">m${id}</a>`
  return markup`
    <li>${tag !== undefined && markup`<b>${tag}</b> `}${kind} <code>${key}</code>: ${counted(messages.length, 'message')}, 
    ${link(first)}${last !== first && markup` to ${link(last)}`}</li>`
}

function stepView(step: LadderStep, context: MessageContext): Html {
  const silent = step.quiet ? ' silent' : ''
  return markup`${gapView(step, silent)}${content(step, silent, context)}`
}

function gapView({ gap, compressed }: LadderStep, silent: string): Html | false {
  if (compressed !== undefined)
    return markup`<div class="gap cut${silent}" style="height:${gap}px"><span>${duration(compressed)}</span></div>`
  return gap > 0 && markup`<div class="gap${silent}" style="height:${gap}px"></div>`
}

function content(step: LadderStep, silent: string, context: MessageContext): Html {
  switch (step.kind) {
    case 'message':
      return messageView(step.at, step.message, silent, context)
    case 'note':
      return noteView(step.at, step.note, silent)
    case 'quiet': {
      const { label, from, to } = step.window
      const text = step.edge === 'begins' ? `silence: ${label}` : `silence over after ${duration(to - from)}: ${label}`
      return markup`
        <div class="note quiet"><span class="t">${duration(step.at)}</span><span class="at-iwf">${text}</span></div>`
    }
  }
}

const SIGNS: Readonly<Partial<Record<NoteKind, string>>> = { fault: '⚡ ', stall: '■ ', divergence: '◆ ' }

const noteView = (at: number, { lane, kind, text }: LadderNote, silent: string): Html => markup`
  <div class="note k-${kind}${silent}"><span class="t">${duration(at)}</span>
  <span class="at-${lane}">${SIGNS[kind]}${text}</span></div>`
