import { bounds } from '../fixtures/bounds.ts'
import { claims } from '../fixtures/catalogue/ics.ts'
import type { Pixit } from '../fixtures/catalogue/pixit.ts'
import { defaultPixitStatements } from '../fixtures/catalogue/pixit-statements.ts'
import type { HttpView } from '../trace/decoded/http.ts'
import type { MsrpView } from '../trace/decoded/msrp.ts'
import type { SipView } from '../trace/decoded/sip.ts'
import { SspView } from '../trace/decoded/ssp.ts'
import type { QuietEvent } from '../trace/events.ts'
import type { Execution } from '../trace/execution.ts'
import type { Observed } from '../trace/observed.ts'
import { perRun } from './per-run.ts'
import type { RunView } from './run-view.ts'
import type { AnyObserved, ConnectionEnd, DeclaredBehaviour, Messages, Quiet, Trace } from './trace.ts'

/** The trace of one execution, for its checks. */
export function traceOf(view: RunView, execution: Execution): Trace {
  const traces = tracesOf(view)
  let trace = traces.get(execution)
  if (!trace) traces.set(execution, (trace = makeTrace(view, execution)))
  return trace
}

/** Checks, ICS truth, coverage and ladders look at the same traces. */
const tracesOf = perRun(() => new Map<Execution, Trace>())

function makeTrace(view: RunView, execution: Execution): Trace {
  const { run } = view
  const { begin } = execution
  const ended = execution.end ?? execution.cutOff
  const observed = view.messagesOf(execution).map((message, index) => message.observed(index + 1))
  const pixit = run.pixit as unknown as Pixit
  // Most checks never look at these, and the infrastructure of a run is long.
  let unclaimed: Messages | undefined
  let infrastructure: Messages | undefined
  return {
    execution: execution.id,
    cast: begin.cast,
    pixit,
    bounds: bounds(pixit),
    statements: { ...defaultPixitStatements, ...run.statements },
    ics: run.ics,
    domains: run.domains,
    timeScale: run.timeScale,
    beganAt: begin.t / 1e6,
    endedAt: ended === undefined ? view.endedAt : ended.t / 1e6,
    ...byProtocol(observed),
    get unclaimed() {
      return (unclaimed ??= unclaimedDuring(view, execution))
    },
    get infrastructure() {
      return (infrastructure ??= infrastructureUntil(view, execution))
    },
    ends: endsOf(view, execution),
    behaviours: behavioursOf(execution),
    mark: label => marked(execution, observed, label),
    quiet: label => quietOf(execution, observed, label),
    text: words => `${words} ${begin.token}`,
    claims: item => claims(run.ics, item),
  }
}

const unclaimedDuring = (view: RunView, execution: Execution): Messages =>
  byProtocol(
    view
      .during(execution, 'unclaimed')
      .filter(message => message.fromIwf)
      .map(message => message.observed(0)),
  )

const infrastructureUntil = (view: RunView, execution: Execution): Messages =>
  byProtocol(
    view.until(execution, 'infrastructure').map(message => message.observed(view.numberOf(message, execution) ?? 0)),
  )

/** The messages of each protocol. Every message of a protocol carries the view of that protocol. */
function byProtocol(observed: readonly AnyObserved[]): Messages {
  const of = (protocol: AnyObserved['protocol']) => observed.filter(message => message.protocol === protocol)
  return {
    sip: of('sip') as readonly Observed<SipView>[],
    msrp: of('msrp') as readonly Observed<MsrpView>[],
    ssp: of('ssp') as readonly Observed<SspView>[],
    http: of('http') as readonly Observed<HttpView>[],
  }
}

/** An SSP transaction begins with the HTTP message around it; the script means the transaction. */
function marked(execution: Execution, observed: readonly AnyObserved[], label: string): AnyObserved | undefined {
  const at = execution.marks.find(mark => mark.label === label)?.at
  const begun = observed.filter(message => message.firstEvent === at)
  return begun.find(message => message.protocol === 'ssp') ?? begun[0]
}

function quietOf(execution: Execution, observed: readonly AnyObserved[], label: string): Quiet | undefined {
  const event = execution.quiets.find(quiet => quiet.label === label)
  if (!event) return undefined
  const proven = observed.some(message => message.from === 'iwf' && shows(message, event))
  return { from: event.from / 1e6, to: event.t / 1e6, proven }
}

/** Whether a message later than the silence shows its probe, in its octets or in content that they encode. */
function shows(message: AnyObserved, { seq, probe }: QuietEvent): boolean {
  if (message.lastEvent < seq || probe === '') return false
  if (message.octets.includes(probe, 0, 'utf8')) return true
  return message.message instanceof SspView && message.message.everyText.includes(probe)
}

function endsOf(view: RunView, execution: Execution): ConnectionEnd[] {
  return view.fatesOf(execution).flatMap(({ event, open }): ConnectionEnd[] => {
    if (!open || event.type === 'refused') return []
    const { connection, owner, protocol } = open
    const end = { connection, owner, protocol, at: event.t / 1e6 }
    return event.type === 'end'
      ? [{ ...end, how: 'ended', by: event.by === 'peer' ? 'iwf' : 'peer' }]
      : [{ ...end, how: 'reset', by: event.code === 'SELF' ? 'peer' : 'iwf' }]
  })
}

/** Each declared behaviour once, with whether it ever came into play. */
function behavioursOf({ behaviours }: Execution): DeclaredBehaviour[] {
  const declared = new Map<string, DeclaredBehaviour>()
  for (const { name, target, exercised } of behaviours) {
    const key = `${name}\n${target}`
    declared.set(key, { name, target, exercised: exercised || declared.get(key)?.exercised === true })
  }
  return [...declared.values()]
}
