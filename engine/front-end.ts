/** Set on `globalThis` by programs that run cases without Playwright, before they load a configuration. */
export const directKey = Symbol.for('iwf-conformance.direct')

/** Cases loaded from now on are data, not Playwright tests. */
export function runDirectly(): void {
  ;(globalThis as Record<symbol, unknown>)[directKey] = true
}
