/**
 * Deviations that the vendor has accepted for a time, as the record of a run holds them: verdicts computed from the log
 * alone must come out the same whatever has become of the file.
 */
export interface Baseline {
  /** Name of the file that it was read from. */
  readonly file: string
  /** Of the octets of that file, 64 hexadecimal digits. */
  readonly sha256: string
  readonly accepted: readonly AcceptedDeviation[]
}

/** One deviation that somebody answers for. */
export interface AcceptedDeviation {
  readonly kind: 'case' | 'row' | 'rule'
  /** `CAP-04`, `BLK-05/1100`, `SIP-SYN-03`. */
  readonly id: string
  /** The worst verdict that is accepted; of a rule always `fail`. */
  readonly verdict: 'fail' | 'inconclusive' | 'warn'
  readonly owner: string
  readonly reason: string
  /** Last day on which it is accepted, `2026-12-31`, in UTC. */
  readonly expires: string
}
