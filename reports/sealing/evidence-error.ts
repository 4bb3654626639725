export type EvidenceErrorCode =
  'key-unreadable' | 'key-not-usable' | 'bundle-unreadable' | 'bundle-unsafe' | 'bundle-too-large' | 'not-sealable'

/** Evidence that cannot be sealed or opened; the message names the file and says what to do. */
export class EvidenceError extends Error {
  override readonly name = 'EvidenceError'
  readonly code: EvidenceErrorCode
  constructor(code: EvidenceErrorCode, message: string, cause?: unknown) {
    super(message, { cause })
    this.code = code
  }
}
