import { cpimSyntaxRules } from '../../protocols/cpim/syntax-rules.ts'
import { httpSyntaxRules } from '../../protocols/http/rules.ts'
import { msrpSyntaxRules } from '../../protocols/msrp/syntax-rules.ts'
import { sdpSyntaxRules } from '../../protocols/sdp/syntax-rules.ts'
import { sipSyntaxRules } from '../../protocols/sip/syntax-rules.ts'
import { sspSyntaxRules } from '../../protocols/ssp/rules.ts'
import type { Violation } from '../../protocols/violation.ts'
import { HttpView } from '../../trace/decoded/http.ts'
import { offsetIn, shifted } from '../../trace/decoded/octet-ranges.ts'
import { MsrpView } from '../../trace/decoded/msrp.ts'
import { SipView } from '../../trace/decoded/sip.ts'
import type { WireMessage } from '../../trace/wire-message.ts'
import { perRun } from '../per-run.ts'
import type { RunView } from '../run-view.ts'
import { isEcho } from './echo.ts'
import type { Offence, Rule } from './rule.ts'
import { schemaViolations } from './ssp-schema.ts'

type Family = 'SIP-SYN' | 'SDP-SYN' | 'MSRP-SYN' | 'CPIM-SYN' | 'HTTP-SYN' | 'SSP-SYN'

/** What the codecs found wrong in all messages of the implementation, by rule. */
interface Findings {
  readonly observed: Readonly<Record<Family, number>>
  readonly offences: ReadonlyMap<string, readonly Offence[]>
}

const findingsIn = perRun((run): Findings => {
  const observed: Record<Family, number> = {
    'SIP-SYN': 0,
    'SDP-SYN': 0,
    'MSRP-SYN': 0,
    'CPIM-SYN': 0,
    'HTTP-SYN': 0,
    'SSP-SYN': 0,
  }
  const offences = new Map<string, Offence[]>()
  for (const attributed of run.attribution.messages) {
    const { message, executions } = attributed
    // An SSP transaction is judged with the HTTP message around it; what the end of a connection cut off says nothing
    // of its sender, octets that cannot be divided into messages do.
    const { protocol, cutOff, undividable = false } = message.sighting
    if (!message.fromIwf || protocol === 'ssp' || (cutOff && !undividable)) continue
    for (const family of familiesOf(message.decoded.view)) observed[family]++
    for (const violation of violationsOf(message, run)) {
      if (isEcho(violation, attributed, run)) continue
      const { rule, message: because, start, end } = violation
      const offence: Offence = { message, executions, because, octets: [start, end] }
      const others = offences.get(rule)
      if (others) others.push(offence)
      else offences.set(rule, [offence])
    }
  }
  return { observed, offences }
})

function familiesOf(view: unknown): Family[] {
  if (view instanceof SipView) {
    if (view.kind === 'keep-alive') return []
    return ['SIP-SYN', ...(view.sdp ? (['SDP-SYN'] as const) : []), ...(view.cpim ? (['CPIM-SYN'] as const) : [])]
  }
  if (view instanceof MsrpView) return ['MSRP-SYN', ...(view.cpim ? (['CPIM-SYN'] as const) : [])]
  return view instanceof HttpView ? ['HTTP-SYN', ...(view.ssp ? (['SSP-SYN'] as const) : [])] : []
}

function violationsOf(message: WireMessage, run: RunView): readonly Violation[] {
  const { view } = message.decoded
  if (!(view instanceof HttpView) || !view.ssp?.document) return message.violations
  const ofSchema = schemaViolations(view.body, run.run.binding)
  return [...message.violations, ...shifted(ofSchema, offsetIn(message.sighting.octets, view.body))]
}

type Table = Readonly<
  Record<
    string,
    { readonly clause: string; readonly statement: string } | { readonly clause: string; readonly message: string }
  >
>

/**
 * Faults that no stream shows: it has no octets after its end, its reader has the limits, and a message that is cut off
 * may have met the end of its connection. Namespaces of other versions are understood (`decisions` 6).
 */
const unseen = new Set([
  'MSRP-SYN-19',
  'HTTP-SYN-10',
  'HTTP-SYN-11',
  'HTTP-SYN-12',
  'HTTP-SYN-16',
  'SSP-SYN-05',
  'SSP-SYN-11',
])

const rulesOf = (family: Family, table: Table): Rule[] =>
  Object.entries(table).map(([id, entry]) => ({
    id,
    clause: entry.clause,
    statement: 'statement' in entry ? entry.statement : `Never: ${entry.message}`,
    judge: run => {
      const { observed, offences } = findingsIn(run)
      return { observed: observed[family], offences: offences.get(id) ?? [] }
    },
  }))

/** Every rule that the codecs hold received octets against. */
export const syntaxRules: readonly Rule[] = (
  [
    ...rulesOf('SIP-SYN', sipSyntaxRules),
    ...rulesOf('SDP-SYN', sdpSyntaxRules),
    ...rulesOf('MSRP-SYN', msrpSyntaxRules),
    ...rulesOf('CPIM-SYN', cpimSyntaxRules),
    ...rulesOf('HTTP-SYN', httpSyntaxRules),
    ...rulesOf('SSP-SYN', sspSyntaxRules),
  ] satisfies Rule[]
).filter(({ id }) => !unseen.has(id))
