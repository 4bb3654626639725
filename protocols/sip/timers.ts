/** The three values from which every SIP timer follows, milliseconds (RFC 3261 §17.1.1.1). */
export interface SipTimers {
  /** Estimate of the round-trip time. */
  readonly T1: number
  /** Longest interval between retransmissions of a non-INVITE request or an INVITE response. */
  readonly T2: number
  /** Longest time that a message stays in the network. */
  readonly T4: number
}

/** The defaults of RFC 3261 Table 4. */
export const defaultSipTimers: SipTimers = { T1: 500, T2: 4000, T4: 5000 }

/**
 * Timers of the transactions on one kind of transport, milliseconds: RFC 3261 Table 4, with L and M of RFC 6026 §7.
 * Where A, E or G is undefined nothing is retransmitted, because the transport is reliable.
 */
export interface TransactionTimers {
  readonly T2: number
  /** First interval between retransmissions of an INVITE; doubles without limit. */
  readonly A: number | undefined
  /** Patience of an INVITE client. */
  readonly B: number
  /** How long an INVITE client answers repeated non-2xx finals with ACK: 32 s at the default T1. */
  readonly D: number
  /** First interval between retransmissions of another request; doubles up to T2. */
  readonly E: number | undefined
  /** Patience of a non-INVITE client. */
  readonly F: number
  /** First interval between retransmissions of a non-2xx final to an INVITE; doubles up to T2. */
  readonly G: number | undefined
  /** How long an INVITE server waits for ACK. */
  readonly H: number
  /** How long an INVITE server absorbs further ACKs. */
  readonly I: number
  /** How long a non-INVITE server repeats its final response to repeated requests. */
  readonly J: number
  /** How long a non-INVITE client absorbs repeated final responses. */
  readonly K: number
  /** How long an INVITE server stays in Accepted (RFC 6026 §8.7). */
  readonly L: number
  /** How long an INVITE client stays in Accepted, so that every 2xx of a fork is heard (RFC 6026 §8.4). */
  readonly M: number
  /** When a non-INVITE server that is still silent sends 100: the moment Timer E reaches T2 (RFC 4320 §4.1). */
  readonly lateTrying: number
}

export function transactionTimers({ T1, T2, T4 }: SipTimers, reliable: boolean): TransactionTimers {
  const patience = 64 * T1
  const first = reliable ? undefined : T1
  return {
    T2,
    A: first,
    B: patience,
    D: reliable ? 0 : patience,
    E: first,
    F: patience,
    G: first,
    H: patience,
    I: reliable ? 0 : T4,
    J: reliable ? 0 : patience,
    K: reliable ? 0 : T4,
    L: patience,
    M: patience,
    lateTrying: timeUntilIntervalIsT2(T1, T2),
  }
}

/** Timer E fires at T1, 3·T1, 7·T1 …: 3.5 s with the defaults, as RFC 4320 §4.1 computes it. */
function timeUntilIntervalIsT2(T1: number, T2: number): number {
  let elapsed = 0
  for (let interval = T1; interval > 0 && interval < T2; interval *= 2) elapsed += interval
  return elapsed
}
