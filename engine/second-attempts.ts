import { requirements } from '../fixtures/catalogue/requirements.ts'
import { judgeView } from '../judge/judge-run.ts'
import { viewRun } from '../judge/run-view.ts'
import type { TraceEvent } from '../trace/events.ts'
import type { AnyCase } from './case.ts'
import { needsOf } from './needs.ts'

/**
 * The executions that deserve a second attempt, alone: those that are red although, while they ran, the IWF sent
 * something that belongs to no case. Read from the log so far; empty at once when everything was claimed.
 */
export function spoiledExecutions(events: Iterable<TraceEvent>, cases: readonly AnyCase[]): ReadonlySet<string> {
  const view = viewRun(events)
  const unclaimed = view.attribution.messages.some(({ kind, message }) => kind === 'unclaimed' && message.fromIwf)
  if (!unclaimed) return new Set()
  const judged = cases.map(definition => ({ ...definition, needs: needsOf(definition) }))
  const outcome = judgeView(view, judged, { requirements })
  const executions = new Map(view.attribution.executions.map(execution => [execution.id, execution]))
  const red = outcome.cases
    .flatMap(({ rows }) => rows)
    .filter(({ verdict }) => verdict === 'fail' || verdict === 'inconclusive')
    .flatMap(({ execution }) => executions.get(execution) ?? [])
  return new Set(
    red.filter(execution => view.during(execution, 'unclaimed').some(message => message.fromIwf)).map(({ id }) => id),
  )
}
