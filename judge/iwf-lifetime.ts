import type { IwfEvent } from '../trace/events.ts'
import { lastEventOf, type Execution } from '../trace/execution.ts'
import type { RunView } from './run-view.ts'

/** The implementation ended while something ran, and nobody had asked it to. */
export interface Death {
  readonly event: IwfEvent
  /** Executions that ran when it died, or began before it was started again. */
  readonly affected: readonly Execution[]
}

/** A script that restarts the implementation says so by a behaviour with this target. */
export const IWF_TARGET = 'iwf'

/** Deaths of the implementation in a run, in their order. Its end after the last execution is no death. */
export function deathsIn({ iwf, attribution: { executions } }: RunView): readonly Death[] {
  return iwf.flatMap((event, index): Death[] => {
    if (event.what !== 'exit') return []
    const running = executions.filter(
      execution => execution.begin.seq < event.seq && (lastEventOf(execution) ?? Infinity) > event.seq,
    )
    if (running.length === 0 || running.some(execution => isPlanned(execution, event))) return []
    const back = iwf.slice(index + 1).find(later => later.what === 'ready')?.seq ?? Infinity
    const begunDead = executions.filter(({ begin }) => begin.seq > event.seq && begin.seq < back)
    return [{ event, affected: [...running, ...begunDead] }]
  })
}

const isPlanned = ({ behaviours }: Execution, exit: IwfEvent): boolean =>
  behaviours.some(({ seq, target }) => seq < exit.seq && target === IWF_TARGET)
