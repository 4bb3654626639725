import { Stalled } from '../simulators/wait.ts'
import type { Need } from '../trace/events.ts'
import { PREFLIGHT } from '../trace/execution.ts'
import type { TraceWriter } from '../trace/writer.ts'

/** How one need is tried: resolves to the words that say it is met, stalls when it is not. */
export interface Trial {
  readonly need: Need
  readonly tried: () => Promise<string>
}

/** Who is tried with. */
export interface PreflightCast {
  readonly token: string
  /** Role → address, for the record. */
  readonly addresses: Readonly<Record<string, string>>
  readonly dismiss: () => Promise<void>
}

/**
 * Tries each need once, in the order of the trials, and records whether it is met. What is not met blocks the cases that
 * need it, with the reason, before they waste their time.
 */
export async function preflight(
  writer: TraceWriter,
  { token, addresses, dismiss }: PreflightCast,
  trials: readonly Trial[],
): Promise<ReadonlySet<Need>> {
  writer.caseBegin({ execution: PREFLIGHT, case: PREFLIGHT, attempt: 1, token, cast: addresses, alone: true })
  const met = new Set<Need>()
  for (const { need, tried } of trials)
    try {
      const because = await tried()
      met.add(need)
      writer.preflight({ need, met: true, because })
    } catch (error) {
      if (!(error instanceof Stalled)) throw error
      writer.preflight({ need, met: false, because: error.message })
    }
  await dismiss()
  writer.caseEnd({ execution: PREFLIGHT })
  return met
}
