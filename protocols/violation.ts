/**
 * One departure of received octets from the grammar or the rules of their protocol. Parsers never drop and never
 * repair: they return what they understood plus a list of these.
 */
export interface Violation {
  /** Stable id, e.g. `SIP-SYN-03`: the same defect always has the same id. */
  readonly rule: string
  /** Where the rule comes from, e.g. `RFC 3261 §7.3.1`. */
  readonly clause: string
  /** What is wrong, in one sentence for a reader of the report. */
  readonly message: string
  /** Range of the offending octets within the message, `end` exclusive. */
  readonly start: number
  readonly end: number
}
