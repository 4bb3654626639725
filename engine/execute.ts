import type { Clock } from '../protocols/clock.ts'
import type { Stimulus } from '../simulators/stimulus.ts'
import { Stalled } from '../simulators/wait.ts'
import type { PeerObserver } from '../simulators/observer.ts'
import type { Call, SimpleUser } from '../simulators/simple/interface.ts'
import { newToken } from '../trace/token.ts'
import type { Cast, Script } from './case.ts'
import type { PlannedExecution } from './plan.ts'
import { subjectScript } from './restart.ts'
import type { AssembledCast, RunWorld } from './world.ts'

/** The script of any case: a call exists after P2 only, and then its type says so. */
type AnyScript = Script<Cast, unknown> & { readonly call?: Call }

/**
 * Runs one execution: preamble, script, tear-down, each a phase in the record. Nothing is judged here; a wait that
 * does not come true ends the script and is recorded as a stall. Never rejects: a fault of the harness itself is
 * recorded in `case.end`.
 */
export async function execute(world: RunWorld, planned: PlannedExecution, alone: boolean): Promise<void> {
  const { writer } = world
  const { definition, id: execution } = planned
  const token = newToken(world.random)
  const observer: PeerObserver = {
    waiting: (what, bound) => void writer.wait({ execution, what, bound: bound.ms, clause: bound.clause }),
    behaviour: (name, target, exercised) => void writer.behaviour({ execution, name, target, exercised }),
  }
  const faults: unknown[] = []
  const marks: Promise<void>[] = []
  let assembled: AssembledCast | undefined
  const begin = { execution, case: definition.id, attempt: planned.attempt, token, alone }
  const row = planned.rowId === undefined ? {} : { row: planned.rowId }
  try {
    assembled = world.assemble(planned, token, observer)
  } catch (error) {
    faults.push(error)
  }
  writer.caseBegin({ ...begin, ...row, cast: assembled?.addresses ?? {} })
  if (assembled) {
    const base = scriptBase(world, planned, token, assembled, marks)
    try {
      writer.casePhase({ execution, phase: 'given' })
      const script = await withPreamble(base, definition.given, assembled.cast)
      writer.casePhase({ execution, phase: 'script' })
      await definition.script(script)
    } catch (error) {
      if (error instanceof Stalled) {
        writer.stall({ execution, what: error.what, because: error.because })
        // The script began to wait just before its stimulus was written, and checks count from there.
        await passed(world.clock, world.pixit.JITTER)
      } else faults.push(error)
    }
    writer.casePhase({ execution, phase: 'teardown' })
    try {
      await assembled.dismiss()
    } catch (error) {
      if (!(error instanceof Stalled)) faults.push(error)
    }
    await Promise.all(marks)
  }
  writer.caseEnd({ execution, ...(faults.length > 0 ? { fault: faults.map(describe).join('\n') } : {}) })
}

const passed = (clock: Clock, ms: number) => new Promise<void>(resolve => void clock.after(ms, resolve))

const describe = (fault: unknown) => (fault instanceof Error ? (fault.stack ?? fault.message) : String(fault))

function scriptBase(
  world: RunWorld,
  planned: PlannedExecution,
  token: string,
  assembled: AssembledCast,
  marks: Promise<void>[],
): Script<Cast, unknown> {
  const { writer, bounds, clock } = world
  const { id: execution } = planned
  return {
    cast: assembled.cast,
    ...(assembled.hands as unknown as Pick<Script<Cast, unknown>, 'canary' | 'ics' | 'imps' | 'imps2' | 'ownImps'>),
    iwf: subjectScript(world, planned),
    pixit: world.pixit,
    statements: world.statements,
    row: planned.row,
    text: words => `${words} ${token}`,
    mark<S extends Stimulus>(label: string, stimulus: S): S {
      marks.push(
        stimulus.sent.then(
          at => void writer.mark({ execution, label, at }),
          // What could not be sent has no place in the record; the wait for its effect will stall and say so.
          () => undefined,
        ),
      )
      return stimulus
    },
    async quiet(label, { shows, probe, lasts = 'quiet' }) {
      const from = writer.now()
      writer.wait({ execution, what: 'silence', bound: bounds[lasts].ms, clause: bounds[lasts].clause })
      await passed(clock, bounds[lasts].ms)
      writer.quiet({ execution, label, from, probe: shows })
      await probe()
    },
  }
}

/** Brings about what P2 promises: a session of alice and bob, bound, nothing sent in it yet. */
async function withPreamble(base: Script<Cast, unknown>, given: string, cast: Cast): Promise<AnyScript> {
  if (!given.startsWith('P2')) return base
  const alice = cast['alice'] as SimpleUser | undefined
  const bob = cast['bob']
  if (!alice || !bob) throw new Error('a case with a session in its preamble needs `alice` and `bob` in its cast')
  const call = base.mark('P2.invite', alice.invite(bob))
  await call.accepted()
  base.mark('P2.bind', await call.bind())
  return { ...base, call }
}
