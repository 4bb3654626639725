import type { Decisions, Defect } from '../decisions.ts'
import { pairKey } from '../pair.ts'

/** Asks once for a pair and goes by that answer for ever. */
export const defect: Defect = correct => {
  const remembered = new Map<string, ReturnType<Decisions['freshCapabilities']>>()
  return {
    ...correct,
    freshCapabilities: (pair, ask) => {
      const key = pairKey(pair)
      const answer = remembered.get(key) ?? ask()
      remembered.set(key, answer)
      return answer
    },
  }
}
