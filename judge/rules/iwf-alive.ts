import { deathsIn } from '../iwf-lifetime.ts'
import type { Rule } from './rule.ts'

export const iwfAlive: Rule = {
  id: 'IWF-ALIVE',
  clause: 'harness: the implementation outlives every case',
  statement: 'The implementation does not end by itself',
  judge: run => ({
    observed: run.iwf.filter(({ what }) => what === 'ready' || what === 'start').length,
    offences: deathsIn(run).map(({ event, affected }) => ({
      because: `it ended (${event.text}) while ${affected.map(({ id }) => id).join(', ')} ran`,
      executions: affected,
    })),
  }),
}
