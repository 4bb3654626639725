import { logOctets } from '../../trace/logged-octets.ts'
import { citationsOf, type Citations } from './citations.ts'
import type { LadderMessage } from './ladder.ts'
import { dataScript, type Html } from './template.ts'

/**
 * A message is embedded whole up to this many octets, and whatever its size when a verdict points into it; beyond, its
 * beginning is, and the page says that the rest is in the trace.
 */
const EMBEDDED_OCTETS = 64 * 1024

/** Octets `[start, end)` that a verdict means; `offends` where they violate it. Keep in step with `page/octets.js`. */
interface Mark {
  readonly start: number
  readonly end: number
  readonly offends: boolean
}

/** What the page's script finds about one message. Keep in step with `page/octets.js`. */
type EmbeddedMessage = {
  readonly id: number
  /** Octets of the whole message. */
  readonly length: number
  readonly marks?: readonly Mark[]
} & ({ readonly text: string } | { readonly base64: string })

/** The octets of all messages of one execution, once, for the page's script to show on demand. */
export function octetsData(execution: string, messages: readonly LadderMessage[], citations: Citations): Html {
  return dataScript(
    execution,
    messages.map((message): EmbeddedMessage => {
      const { id, octets } = message
      const marks = marksOf(message, citations)
      const needed = Math.max(EMBEDDED_OCTETS, ...marks.filter(({ end }) => end < octets.length).map(({ end }) => end))
      return {
        id,
        length: octets.length,
        ...(marks.length > 0 ? { marks } : {}),
        ...logOctets(octets.length <= needed ? octets : octets.subarray(0, needed)),
      }
    }),
  )
}

/** A citation that names no octets means the whole message. */
const marksOf = (message: LadderMessage, citations: Citations): readonly Mark[] =>
  citationsOf(message, citations).map(({ octets: [start, end] = [0, message.octets.length], offends }) => {
    return { start, end, offends }
  })
