import { headerValues } from '../../protocols/sip/headers.ts'
import type { Violation } from '../../protocols/violation.ts'
import { SipView } from '../../trace/decoded/sip.ts'
import type { Attributed } from '../../trace/attribution.ts'
import type { WireMessage } from '../../trace/wire-message.ts'
import type { RunView } from '../run-view.ts'

/** What a response has to copy (RFC 3261 §8.2.6, §12.1.1), by long and compact name. */
const COPIED: Readonly<Record<string, string>> = {
  via: 'via',
  v: 'via',
  from: 'from',
  f: 'from',
  to: 'to',
  t: 'to',
  'call-id': 'call-id',
  i: 'call-id',
  cseq: 'cseq',
  timestamp: 'timestamp',
  'record-route': 'record-route',
}

/**
 * An answer must copy parts of what it answers, faults and all. A fault is therefore not held against the implementation
 * where its octets are copied: they stand as they are in an earlier message of the peer that breaks the same rule, or in
 * a header field that a response has to repeat, with nothing changed but what is added behind it.
 */
export function isEcho(violation: Violation, { message, executions }: Attributed, run: RunView): boolean {
  const { protocol, lastEvent, octets } = message.sighting
  const offending = octets.subarray(violation.start, violation.end)
  return executions.some(execution =>
    run
      .messagesOf(execution)
      .some(
        other =>
          !other.fromIwf &&
          other.sighting.protocol === protocol &&
          other.sighting.lastEvent < lastEvent &&
          other.violations.some(({ rule }) => rule === violation.rule) &&
          ((offending.length > 0 && other.sighting.octets.includes(offending)) || repeats(message, violation, other)),
      ),
  )
}

/** Whether a fault lies in a header field of a response that repeats a value of the peer’s, perhaps with more behind it. */
function repeats({ decoded, sighting }: WireMessage, { start }: Violation, other: WireMessage): boolean {
  const name = COPIED[fieldAt(sighting.octets, start)]
  const { view } = decoded
  const asked = other.decoded.view
  if (name === undefined || !(view instanceof SipView) || !(asked instanceof SipView)) return false
  const [own, theirs] = [view, asked].map(one => (one.message ? headerValues(one.message, name) : []))
  return (own ?? []).some(value => (theirs ?? []).some(given => squeezed(value).startsWith(squeezed(given))))
}

const squeezed = (value: string): string => value.replace(/\s+/g, '')

/** Name of the header field that an octet belongs to, in lower case; a folded line belongs to the one before. */
function fieldAt(octets: Buffer, at: number): string {
  const lines = octets.toString('latin1', 0, Math.max(at, 1)).split('\n')
  const line = lines.findLast(text => /^[^\s:]+\s*:/.test(text)) ?? ''
  const rest = octets.toString('latin1', at, at + 80)
  const whole = at === 0 || lines.at(-1) === '' ? rest : line
  return /^([^\s:]+)\s*:/.exec(whole)?.[1]?.toLowerCase() ?? ''
}
