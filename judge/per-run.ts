import type { RunView } from './run-view.ts'

/** Computes something once for each run. */
export function perRun<T>(compute: (run: RunView) => T): (run: RunView) => T {
  const known = new WeakMap<RunView, { readonly value: T }>()
  return run => {
    let found = known.get(run)
    if (!found) known.set(run, (found = { value: compute(run) }))
    return found.value
  }
}
