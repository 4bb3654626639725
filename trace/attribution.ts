import { HttpView } from './decoded/http.ts'
import { SipView } from './decoded/sip.ts'
import { SspView } from './decoded/ssp.ts'
import type { EndEvent, OpenEvent, RefusedEvent, ResetEvent, TraceEvent } from './events.ts'
import { ExecutionNotes, PREFLIGHT, type Execution } from './execution.ts'
import { MessageCutter } from './messages.ts'
import { projectBinding } from '../protocols/ssp/binding/project.ts'
import { bindingNamed } from '../protocols/ssp/binding/registry.ts'
import { SspCorrelation } from './ssp-correlation.ts'
import { tokensIn } from './token.ts'
import { HttpExchanges, keysOf } from './transaction-keys.ts'
import type { WireMessage } from './wire-message.ts'

/** A message and whose it is. */
export interface Attributed {
  readonly message: WireMessage
  /** Executions that it belongs to; more than one is crosstalk. Those that had ended count as well. */
  readonly executions: readonly Execution[]
  /**
   * `infrastructure`: set-up and upkeep of the SSP session, line keep-alive, and the engine's preflight. `unclaimed`:
   * nothing ties it to an execution.
   */
  readonly kind: 'claimed' | 'infrastructure' | 'unclaimed'
  /** Those of `executions` that had ended when it came: it does not count for them. */
  readonly lateFor: readonly Execution[]
}

/** How a connection came to its end, or could not be opened. */
export interface ConnectionFate {
  readonly event: EndEvent | ResetEvent | RefusedEvent
  /** Undefined for one that was refused. */
  readonly open: OpenEvent | undefined
  /** Executions whose messages had been on it. */
  readonly executions: readonly Execution[]
}

/** The log, sorted: what belongs to whom. Lists are in the order of the log. */
export interface Attribution {
  readonly executions: readonly Execution[]
  readonly messages: readonly Attributed[]
  readonly fates: readonly ConnectionFate[]
  /** Stream connections by their ids. */
  readonly opens: ReadonlyMap<string, OpenEvent>
}

/**
 * Attributes every message of a log in one pass: by the tokens in its octets and in its decoded content first, then by
 * transaction, dialog, session and connection. The binding that the run record names reads the SSP queries;
 * throws an `UnknownBindingError` when there is none of that name. Depends on nothing later than the message itself, so that what comes
 * after an execution's end never changes what belongs to it.
 */
export function attribute(events: Iterable<TraceEvent>): Attribution {
  const sorter = new Sorter()
  for (const event of events) sorter.take(event)
  return sorter.finish()
}

/** Whose a message is, before it is known whether that execution had ended. */
interface Owners {
  readonly executions: readonly ExecutionNotes[]
  readonly infrastructure: boolean
}

const NOBODY: Owners = { executions: [], infrastructure: false }
const INFRASTRUCTURE: Owners = { executions: [], infrastructure: true }

class Sorter {
  readonly #executions = new Map<string, ExecutionNotes>()
  readonly #byToken = new Map<string, ExecutionNotes>()
  readonly #cutter = new MessageCutter()
  #binding = projectBinding
  #ssp = new SspCorrelation(this.#binding)
  readonly #byKey = new Map<string, Owners>()
  #exchanges = new HttpExchanges<Owners>()
  readonly #opens = new Map<string, OpenEvent>()
  readonly #onConnection = new Map<string, Set<ExecutionNotes>>()
  readonly #messages: Attributed[] = []
  /** Sent messages that nobody claims, by their first event: where they are in `#messages`. */
  readonly #unclaimedSent = new Map<number, number>()
  /** Marks that came before their message was complete. */
  readonly #markedBefore = new Map<number, Owners>()
  readonly #fates: ConnectionFate[] = []
  #last: TraceEvent | undefined

  take(event: TraceEvent): void {
    for (const message of this.#cutter.take(event)) this.#message(message)
    this.#sort(event)
    this.#last = event
  }

  #sort(event: TraceEvent): void {
    switch (event.type) {
      case 'run':
        this.#binding = bindingNamed(event.binding)
        this.#ssp = new SspCorrelation(this.#binding)
        break
      case 'resume':
        // Both sides began anew: the ids of transactions and sessions may be those of others before.
        this.#byKey.clear()
        this.#exchanges = new HttpExchanges<Owners>()
        this.#ssp = new SspCorrelation(this.#binding)
        for (const notes of this.#executions.values()) if (this.#last) notes.cutOffAfter(this.#last)
        break
      case 'case.begin': {
        const notes = new ExecutionNotes(event)
        this.#executions.set(event.execution, notes)
        this.#byToken.set(event.token.toLowerCase(), notes)
        break
      }
      case 'open':
        this.#opens.set(event.connection, event)
        break
      case 'end':
      case 'reset':
        this.#fates.push({
          event,
          open: this.#opens.get(event.connection),
          executions: [...(this.#onConnection.get(event.connection) ?? [])],
        })
        break
      case 'refused':
        this.#fates.push({ event, open: undefined, executions: [] })
        break
      default:
        if ('execution' in event) this.#note(event)
    }
  }

  #note(event: Extract<TraceEvent, { execution: string }>): void {
    const notes = this.#executions.get(event.execution)
    notes?.take(event)
    if (notes && event.type === 'mark') this.#claimMarked(event.at, notes)
  }

  /** What a script names is its own, even if it sent octets that hold no token: malformed ones, say. */
  #claimMarked(at: number, execution: ExecutionNotes): void {
    const owners: Owners = { executions: [execution], infrastructure: false }
    const index = this.#unclaimedSent.get(at)
    const found = index === undefined ? undefined : this.#messages[index]
    if (!found || index === undefined) {
      this.#markedBefore.set(at, owners)
      return
    }
    this.#messages[index] = { ...found, executions: [execution], kind: 'claimed' }
    this.#learn(keysOf(found.message), owners)
  }

  finish(): Attribution {
    for (const message of this.#cutter.end()) this.#message(message)
    return {
      executions: [...this.#executions.values()],
      messages: this.#messages,
      fates: this.#fates,
      opens: this.#opens,
    }
  }

  #message(message: WireMessage): void {
    const { view } = message.decoded
    if (view instanceof HttpView) this.#http(message as WireMessage<HttpView>)
    else this.#add(message, this.#ownersOf(message))
  }

  /** An HTTP message belongs to those of the SSP transactions in it; an empty answer, to those of its request. */
  #http(message: WireMessage<HttpView>): void {
    const { view } = message.decoded
    const transactions = this.#ssp.transactionsIn(message)
    const inside = transactions.map(transaction => ({ transaction, owners: this.#ownersOf(transaction) }))
    let owners = inside.length > 0 ? together(inside.map(({ owners: one }) => one)) : this.#byTokens(message)
    const { connection } = message.sighting
    if (view.kind === 'response') {
      const asked = this.#exchanges.answered(connection, view)
      if (isNobody(owners)) owners = asked ?? NOBODY
    } else if (view.kind === 'request') this.#exchanges.asked(connection, owners)
    this.#add(message, owners)
    for (const { transaction, owners: one } of inside) this.#add(transaction, isNobody(one) ? NOBODY : one)
  }

  #ownersOf(message: WireMessage): Owners {
    const byTokens = this.#byTokens(message)
    const { view } = message.decoded
    const keys = keysOf(message)
    let owners = byTokens
    if (isNobody(owners)) owners = keys.map(key => this.#byKey.get(key)).find(found => found !== undefined) ?? NOBODY
    if (isNobody(owners) && isUpkeep(view)) owners = INFRASTRUCTURE
    if (isNobody(owners)) owners = this.#markedBefore.get(message.sighting.firstEvent) ?? NOBODY
    // An implementation that was started again may count its transactions from the start again.
    const asksAnew = view instanceof SspView && view.kind === 'query' && !isNobody(byTokens)
    this.#learn(keys, owners, asksAnew)
    return owners
  }

  /** What two executions share, or nobody's message, must not draw later messages to either. */
  #learn(keys: readonly string[], owners: Owners, anew = false): void {
    if (owners.executions.length !== 1 && !owners.infrastructure) return
    for (const key of keys) if (anew || !this.#byKey.has(key)) this.#byKey.set(key, owners)
  }

  #byTokens(message: WireMessage): Owners {
    const { view } = message.decoded
    const text = view instanceof SspView ? view.everyText : message.sighting.octets.toString('latin1')
    const executions = tokensIn(text, this.#byToken)
    return executions.length === 0 ? NOBODY : { executions, infrastructure: false }
  }

  #add(message: WireMessage, { executions, infrastructure }: Owners): void {
    const { connection } = message.sighting
    let seen = this.#onConnection.get(connection)
    if (!seen) this.#onConnection.set(connection, (seen = new Set()))
    for (const execution of executions) seen.add(execution)
    const kind = kindOf(executions, infrastructure)
    if (kind === 'unclaimed' && !message.fromIwf)
      this.#unclaimedSent.set(message.sighting.firstEvent, this.#messages.length)
    this.#messages.push({
      message,
      executions,
      kind,
      lateFor: executions.filter(({ end }) => end !== undefined),
    })
  }
}

function kindOf(executions: readonly Execution[], infrastructure: boolean): Attributed['kind'] {
  if (infrastructure) return 'infrastructure'
  if (executions.length === 0) return 'unclaimed'
  return executions.every(({ begin }) => begin.case === PREFLIGHT) ? 'infrastructure' : 'claimed'
}

const isNobody = (owners: Owners): boolean => owners.executions.length === 0 && !owners.infrastructure

const isUpkeep = (view: unknown): boolean =>
  (view instanceof SspView && (view.primitive === 'set-up' || view.primitive === 'upkeep')) ||
  (view instanceof SipView && view.kind === 'keep-alive')

function together(all: readonly Owners[]): Owners {
  const [first, ...others] = all
  if (first && others.length === 0) return first
  return {
    executions: [...new Set(all.flatMap(({ executions }) => executions))],
    infrastructure: all.length > 0 && all.every(({ infrastructure }) => infrastructure),
  }
}
