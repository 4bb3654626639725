import type { RowOutcome } from '../../judge/outcome.ts'
import { linkTo, messageAnchor } from './anchors.ts'
import { checkList } from './check-list.ts'
import { citationsOfRow, type Citations } from './citations.ts'
import { firstDivergence, type Divergence } from './divergence.ts'
import { duration } from './figures.ts'
import { ladderStart, type Ladders } from './ladder.ts'
import { ladderView } from './ladder-view.ts'
import { markup, type Html } from './template.ts'

/** What the rows of all cases are made from besides their results. */
export interface RowMaterial {
  readonly ladders: Ladders
  /** Execution → what violated always-on rules cite in it. */
  readonly ruleCitations: ReadonlyMap<string, Citations>
}

/** One attempt at one row: remarks that are not `said` already, first divergence, checks, and ladder. */
export function rowContent(row: RowOutcome, { ladders, ruleCitations }: RowMaterial, said: readonly string[]): Html {
  const { execution, checks } = row
  const ladder = ladders.get(execution)
  const divergence = ladder && firstDivergence(row, ladder)
  const citations = citationsOfRow(row, ruleCitations.get(execution))
  return markup`
    ${remarks(row.remarks.filter(remark => !said.includes(remark)))}
    ${divergence && divergenceLine(execution, divergence, ladderStart(ladder))}
    <h4>Checks</h4>${checkList(execution, checks, ladder)}
    <h4>Messages</h4>${
      ladder
        ? ladderView(execution, ladder, { citations, divergence })
        : markup`<p class="none">Nothing was recorded for ${execution}.</p>`
    }`
}

const divergenceLine = (execution: string, { at, message, reason }: Divergence, start: number): Html => markup`
  <p class="divergence"><b>◆ First divergence</b> at ${duration(at - start)}${
    message &&
    markup`, <a href="${linkTo(messageAnchor(execution, message.id))}" data-divergence>m${message.id} ${message.summary}</a>`
  }: ${reason}</p>`

/** Remarks of a case or a row; nothing where there are none. */
export const remarks = (list: readonly string[]): Html | false =>
  list.length > 0 && markup`<ul class="remarks">${list.map(remark => markup`<li>${remark}</li>`)}</ul>`
