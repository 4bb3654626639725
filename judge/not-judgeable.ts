/** A log cannot be judged; the message says what to do. */
export class NotJudgeable extends Error {
  override readonly name = 'NotJudgeable'
  readonly code = 'not-judgeable'
}
