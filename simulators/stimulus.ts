import type { WireReference } from '../protocols/wire/tap.ts'

/** Something that a peer does to the implementation under test, findable in the record. */
export interface Stimulus {
  /** Where its first octet was recorded; rejects with {@link Stalled} when it could not be sent. */
  readonly sent: Promise<WireReference>
}
