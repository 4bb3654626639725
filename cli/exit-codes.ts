import type { Verdict } from '../judge/outcome.ts'

/**
 * Exit codes of every command, the same everywhere. `missingProgram`: something that only this command needs, such as
 * Chromium or Java, is not installed.
 */
export const EXIT = { passed: 0, failed: 1, inconclusive: 2, error: 3, usage: 4, missingProgram: 5 } as const

/** The exit code that says the same as an overall verdict. */
export function exitCodeFor(verdict: Verdict): number {
  switch (verdict) {
    case 'pass':
    case 'warn':
      return EXIT.passed
    case 'fail':
      return EXIT.failed
    // Nothing applicable means that nothing was shown.
    case 'inconclusive':
    case 'notApplicable':
      return EXIT.inconclusive
    case 'error':
      return EXIT.error
  }
}
