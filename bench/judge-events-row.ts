import { judgeEventsPerSecond } from './judge-events.ts'
import { whole, type BenchRow } from './row.ts'

export const judgeEventsRow: BenchRow = {
  name: 'trace events read, attributed and judged',
  measure() {
    const { events, eventsPerSecond } = judgeEventsPerSecond()
    return `${whole(eventsPerSecond)}/s (${whole(events)} events)`
  },
}
