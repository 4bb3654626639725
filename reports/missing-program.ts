/** A program that a report needs, and that the harness does not bring with it, is not installed. */
export class MissingProgramError extends Error {
  override readonly name = 'MissingProgramError'
  readonly code = 'missing-program'
}
