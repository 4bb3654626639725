import { join } from 'node:path'
import { viewRun } from '../../judge/run-view.ts'
import { HttpView } from '../../trace/decoded/http.ts'
import { SipView } from '../../trace/decoded/sip.ts'
import { readTrace } from '../../trace/reader.ts'
import type { WireMessage } from '../../trace/wire-message.ts'
import type { Counted, Frame } from './tshark.ts'

export interface Findings {
  /** Messages that tshark calls malformed, by the execution that they belong to. */
  readonly malformed: readonly string[]
  /** Where it finds another number of messages than the trace has, at the same instant. */
  readonly differences: readonly string[]
  /** How many messages it finds. */
  readonly totals: Readonly<Record<Counted, number>>
}

const COUNTED = ['sip', 'msrp', 'http', 'ssp'] as const

/** Compares what tshark finds, event by event, with what the trace of a run holds. */
export function tsharkFindings(frames: readonly Frame[], folder: string): Findings {
  const view = viewRun(readTrace(join(folder, 'traces', 'run.jsonl')))
  const began = BigInt(Date.parse(view.run.startedAt)) * 1_000_000n
  const instants = new Map<string, Instant>()
  const instantOf = (caseId: string, at: bigint): Instant => {
    const key = `${caseId} ${at}`
    const known = instants.get(key) ?? { executions: new Set(), octets: new Set(), expected: none(), found: none() }
    instants.set(key, known)
    return known
  }
  const seen = (caseId: string, execution: string, message: WireMessage) => {
    const { at, connection, direction, start, end } = message.sighting
    const instant = instantOf(caseId, began + BigInt(Math.round(at * 1e6)))
    instant.executions.add(execution)
    const octets = `${connection} ${direction} ${start} ${end}`
    if (instant.octets.has(octets)) return
    instant.octets.add(octets)
    for (const counted of kindsOf(message)) instant.expected[counted]++
  }
  for (const { message, executions } of view.attribution.messages)
    for (const { id, begin } of executions) seen(begin.case, id, message)
  for (const execution of view.attribution.executions)
    for (const message of view.messagesOf(execution)) seen(execution.begin.case, execution.id, message)

  const malformed = new Set<string>()
  const totals = none()
  for (const { caseId, at, messages, malformed: isMalformed } of frames) {
    const instant = instantOf(caseId, at)
    for (const counted of COUNTED) {
      instant.found[counted] += messages[counted]
      totals[counted] += messages[counted]
    }
    if (isMalformed) malformed.add([...instant.executions].join(' or ') || caseId)
  }
  const differences = [...instants.entries()].flatMap(([key, { executions, expected, found }]) =>
    COUNTED.filter(counted => expected[counted] !== found[counted]).map(
      counted => `${[...executions].join(' or ') || key}: ${found[counted]} of ${expected[counted]} ${counted}`,
    ),
  )
  return { malformed: [...malformed].sort(), differences: [...new Set(differences)].sort(), totals }
}

interface Instant {
  readonly executions: Set<string>
  readonly octets: Set<string>
  readonly expected: Record<Counted, number>
  readonly found: Record<Counted, number>
}

const none = (): Record<Counted, number> => ({ sip: 0, msrp: 0, http: 0, ssp: 0 })

/** An SSP transaction is the same octets as the HTTP message around it, and is counted with that. */
function kindsOf({ sighting, decoded }: WireMessage): readonly Counted[] {
  switch (sighting.protocol) {
    case 'sip':
      return decoded.view instanceof SipView && decoded.view.kind === 'keep-alive' ? [] : ['sip']
    case 'msrp':
      return ['msrp']
    case 'http':
      return decoded.view instanceof HttpView && decoded.view.ssp ? ['http', 'ssp'] : ['http']
    case 'ssp':
      return []
  }
}
