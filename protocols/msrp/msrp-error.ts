/** Something was asked of an MSRP endpoint that it cannot do. `code` is stable. */
export class MsrpError extends Error {
  override readonly name = 'MsrpError'
  readonly code:
    | 'session-closed'
    | 'connection-lost'
    | 'no-remote-path'
    | 'remote-path-unusable'
    | 'already-bound'
    | 'session-id-taken'
    | 'wrong-certificate'
  constructor(code: MsrpError['code'], message: string) {
    super(message)
    this.code = code
  }
}
