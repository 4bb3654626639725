import type { AnyCase } from './case.ts'

/** Where a case is defined, in the coordinates of its source file. */
export interface CaseSite {
  readonly file: string
  readonly line: number
  readonly column: number
}

type Register = (definition: AnyCase, site: CaseSite) => void

/** Under which a test runner that wants each case as a test of its own leaves its registration on `globalThis`. */
export const registerKey = Symbol.for('iwf-conformance.register')

/** The case, registered where a test runner wants that; `by` is the function that the case file called. */
export function declared(definition: AnyCase, by: (definition: never) => AnyCase): AnyCase {
  const register = (globalThis as { [registerKey]?: Register })[registerKey]
  if (register) register(definition, callSite(by))
  return definition
}

function callSite(of: (definition: never) => AnyCase): CaseSite {
  // eslint-disable-next-line @typescript-eslint/unbound-method -- put back as it was, never called from here
  const { prepareStackTrace } = Error
  try {
    Error.prepareStackTrace = (_, frames) => frames
    const holder: { stack?: NodeJS.CallSite[] } = {}
    Error.captureStackTrace(holder, of)
    const frame = holder.stack?.[0]
    return {
      file: frame?.getFileName() ?? '',
      line: frame?.getLineNumber() ?? 1,
      column: frame?.getColumnNumber() ?? 1,
    }
  } finally {
    Error.prepareStackTrace = prepareStackTrace
  }
}
