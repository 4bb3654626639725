import { shorter, sum, times, type Duration } from '../../fixtures/catalogue/duration.ts'
import type { Pixit } from '../../fixtures/catalogue/pixit.ts'

/**
 * Intervals at which an unanswered request is sent again over UDP: T1, doubling for INVITE (Timer A), doubling to T2 for
 * any other (Timer E), until 64*T1 have passed (RFC 3261 §17.1.1.2, §17.1.2.2).
 */
export function retransmissionsOf(method: string, { T1, T2 }: Pick<Pixit, 'T1' | 'T2'>): readonly Duration[] {
  const intervals: Duration[] = []
  const limit = times(64, T1)
  for (let next = T1; sum(...intervals, next) < limit;) {
    intervals.push(next)
    next = method === 'INVITE' ? times(2, next) : shorter(times(2, next), T2)
  }
  return intervals
}
