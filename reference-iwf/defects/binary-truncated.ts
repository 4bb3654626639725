import type { Content } from '../imps-domain.ts'
import type { Defect } from '../decisions.ts'

const NUL = 0

/** Cuts content at its first zero octet, as one does who takes it for a text of C. */
export const defect: Defect = correct => ({ ...correct, contentOfCpim: truncated })

function truncated({ type, octets }: Content): Content {
  const end = octets.indexOf(NUL)
  return { type, octets: end < 0 ? octets : octets.subarray(0, end) }
}
