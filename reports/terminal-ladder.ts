import { ladderSteps, type Ladder, type LadderMessage } from './html/ladder.ts'

const LANE = 46
const LANES = { simple: 0, iwf: LANE, imps: 2 * LANE } as const

/**
 * A ladder as text: SIMPLE peer, IWF and IMPS server side by side, times in milliseconds since its start. Messages in
 * `offending` are marked with `!`.
 */
export function terminalLadder(ladder: Ladder, offending: ReadonlySet<number>): string {
  const head = `${'ms'.padStart(8)}  ${'SIMPLE'.padEnd(LANE)}${'IWF'.padEnd(LANE)}IMPS`
  const lines = ladderSteps(ladder).map(step => {
    const time = step.at.toFixed(1).padStart(8)
    switch (step.kind) {
      case 'message':
        return `${time} ${offending.has(step.message.id) ? '!' : ' '}${arrow(step.message)}`
      case 'note':
        return `${time}  ${' '.repeat(LANES[step.note.lane])}· ${printable(step.note.text)}`
      case 'quiet':
        return `${time}  ┈ silence "${printable(step.window.label)}" ${step.edge}`
    }
  })
  return `${[head, ...lines].join('\n')}\n`
}

/** `m7 INVITE sip:… ────▶` between its two lanes. */
function arrow({ id, from, to, summary }: LadderMessage): string {
  const [left, right] = LANES[from] < LANES[to] ? [from, to] : [to, from]
  const width = LANES[right] - LANES[left] - 2
  const label = ` m${id} ${printable(summary)} `.slice(0, width - 2)
  const line = '─'.repeat(Math.max(0, width - 1 - label.length))
  const drawn = LANES[from] < LANES[to] ? `${label}${line}▶` : `◀${line}${label}`
  return `${' '.repeat(LANES[left])}│${drawn}│`
}

/** What a peer sent may hold escape sequences that a terminal would obey. */
const printable = (text: string): string => text.replace(/[\p{Cc}\p{Cf}]/gu, '·')
