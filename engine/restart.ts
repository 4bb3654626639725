import { IWF_TARGET } from '../judge/iwf-lifetime.ts'
import { Stalled } from '../simulators/wait.ts'
import type { SubjectScript } from './case.ts'
import { isolationOf, type PlannedExecution } from './plan.ts'
import type { RunWorld } from './world.ts'

/** The implementation in the hands of one script. What the script does to it stands in the record as its behaviour. */
export function subjectScript(world: RunWorld, planned: PlannedExecution): SubjectScript {
  const { writer, statements } = world
  return {
    async restart() {
      if (isolationOf(planned) !== 'alone')
        throw new Error(`${planned.id} restarts the implementation, so it has to be isolated as \`alone\``)
      if (statements.RESTART === 'NO') throw new Stalled('restart', 'the vendor does not permit it')
      // Written down before it happens: an end that a script asked for is no death.
      writer.behaviour({ execution: planned.id, name: 'restart', target: IWF_TARGET, exercised: true })
      await world.restartSubject()
    },
  }
}
