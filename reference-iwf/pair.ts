import { canonicalWvAddress } from '../protocols/ssp/wv-address.ts'

/** The two users between whom one session carries all messages (CR6.1), each as the IMPS domain writes them. */
export interface Pair {
  /** The SIMPLE user, e.g. `wv:alice@sip.example`. */
  readonly simple: string
  /** The IMPS user, e.g. `wv:bob@imps.example`. */
  readonly imps: string
}

/** Equal for all spellings of the same two users. */
export function pairKey(pair: Pair): string {
  return `${canonicalWvAddress(pair.simple)}\n${canonicalWvAddress(pair.imps)}`
}
