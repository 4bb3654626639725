import { logOctets } from '../../trace/logged-octets.ts'
import type { LadderMessage } from './ladder.ts'
import { offenceOf, type Offences } from './offences.ts'
import { dataScript, type Html } from './template.ts'

/**
 * A message is embedded whole up to this many octets, and whatever its size when a finding points into it; beyond, its
 * beginning is, and the page says that the rest is in the trace.
 */
const EMBEDDED_OCTETS = 64 * 1024

/** What the page's script finds about one message. Keep in step with `page.js`. */
type EmbeddedMessage = {
  readonly id: number
  /** Octets of the whole message. */
  readonly length: number
  /** Offending octets, `[start, end)`. */
  readonly marks?: readonly (readonly [number, number])[]
} & ({ readonly text: string } | { readonly base64: string })

/** The octets of all messages of one execution, once, for the page's script to show on demand. */
export function octetsData(execution: string, messages: readonly LadderMessage[], offences: Offences): Html {
  return dataScript(
    execution,
    messages.map((message): EmbeddedMessage => {
      const { id, octets } = message
      const marks = offenceOf(message, offences)?.octets ?? []
      const whole = octets.length <= EMBEDDED_OCTETS || marks.length > 0
      return {
        id,
        length: octets.length,
        ...(marks.length > 0 ? { marks } : {}),
        ...logOctets(whole ? octets : octets.subarray(0, EMBEDDED_OCTETS)),
      }
    }),
  )
}
