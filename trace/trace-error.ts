/** A log cannot be written or read. The message names file and line and says what to do. */
export class TraceError extends Error {
  override readonly name = 'TraceError'
  readonly code:
    | 'trace-write-failed'
    | 'trace-closed'
    | 'trace-unreadable'
    | 'trace-empty'
    | 'trace-line-invalid'
    | 'trace-schema-unknown'
    | 'trace-sequence-broken'
    | 'trace-stream-broken'
  constructor(code: TraceError['code'], message: string, cause?: unknown) {
    super(message, { cause })
    this.code = code
  }
}
