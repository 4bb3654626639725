import { request, type HeaderField } from './build.ts'
import { parseCSeq } from './cseq.ts'
import type { SipTransportName } from './flow.ts'
import { portOf, type SipAddress } from './local-address.ts'
import { firstHeaderValue, headerValue, headerValues, type WithHeaders } from './headers.ts'
import { newBranch } from './identifiers.ts'
import type { SipRequest, SipResponse } from './message.ts'
import { parseNameAddress } from './name-address.ts'
import { overridden } from './overridden-headers.ts'
import { routeRequest } from './route-set.ts'
import { tagOf } from './tag.ts'
import { viaValue } from './via.ts'

/** What names a dialog on one side (RFC 3261 §12). An empty remote tag is that of a peer of RFC 2543. */
export interface DialogId {
  readonly callId: string
  readonly localTag: string
  readonly remoteTag: string
}

export function dialogKey({ callId, localTag, remoteTag }: DialogId): string {
  return `${callId}\n${localTag}\n${remoteTag}`
}

export type DialogState = 'early' | 'confirmed' | 'terminated'

/** This side's own addresses, put into the requests of a dialog: host and port are the sent-by of Via. */
export interface DialogEndpoint extends SipAddress {
  readonly transport: SipTransportName
  /** Value of Contact in target refresh requests. */
  readonly contact: string
}

/** Every part of a request that a dialog would fill in; what is given here takes its place. */
export interface RequestOverrides {
  readonly requestUri?: string
  /** CSeq number. It does not move the dialog's own sequence. */
  readonly sequence?: number
  readonly branch?: string
  readonly transport?: SipTransportName
  /**
   * A field that has the name of one of the dialog's takes its place, and all that have the same name stay together;
   * others follow.
   */
  readonly headers?: readonly HeaderField[]
  /** Names of fields to leave out. */
  readonly without?: readonly string[]
  readonly body?: Buffer | string
}

/**
 * How the CSeq number of an incoming request relates to those before it. `lower` deserves 500 (RFC 3261 §12.2.2);
 * `same` is what ACK and CANCEL have, or a request that repeats a number; `unreadable` is malformed.
 */
export type SequenceOrder = 'first' | 'next' | 'gap' | 'same' | 'lower' | 'unreadable'

/** Facts on a request that claims to be within a dialog; what to answer is the user's decision. */
export interface IncomingFacts {
  /** Call-ID and both tags are those of the dialog; otherwise 481 (RFC 3261 §12.2.2). */
  readonly belongs: boolean
  readonly sequence: SequenceOrder
  readonly refreshesTarget: boolean
}

/** Methods whose Contact replaces the remote target (RFC 3261 §12.2, RFC 3311 §5.1, RFC 6665 §4). */
const targetRefreshing: ReadonlySet<string> = new Set(['INVITE', 'UPDATE', 'SUBSCRIBE', 'NOTIFY', 'REFER'])

interface DialogParts {
  readonly id: DialogId
  /** From of the requests that are made here: as this side's address stood in the first exchange. */
  readonly localAddress: string
  readonly remoteAddress: string
  readonly remoteTarget: string
  readonly routeSet: readonly string[]
  readonly localSequence: number | undefined
  readonly remoteSequence: number | undefined
  readonly status: number
}

/** Book-keeping of one dialog on one side (RFC 3261 §12). Decides nothing and sends nothing. */
export class Dialog {
  readonly id: DialogId
  readonly role: 'client' | 'server'
  readonly #endpoint: DialogEndpoint
  readonly #localAddress: string
  readonly #remoteAddress: string
  #state: DialogState
  #remoteTarget: string
  #routeSet: readonly string[]
  #localSequence: number | undefined
  #remoteSequence: number | undefined

  private constructor(role: 'client' | 'server', parts: DialogParts, endpoint: DialogEndpoint) {
    this.id = parts.id
    this.role = role
    this.#endpoint = endpoint
    this.#localAddress = parts.localAddress
    this.#remoteAddress = parts.remoteAddress
    this.#state = parts.status < 200 ? 'early' : 'confirmed'
    this.#remoteTarget = parts.remoteTarget
    this.#routeSet = parts.routeSet
    this.#localSequence = parts.localSequence
    this.#remoteSequence = parts.remoteSequence
  }

  /** The dialog that a received 1xx with a To tag or 2xx makes at the side that sent the request (§12.1.2). */
  static ofClient(request: SipRequest, response: SipResponse, endpoint: DialogEndpoint): Dialog {
    return new Dialog(
      'client',
      {
        id: dialogIdOf(response, 'response received'),
        localAddress: headerValue(request, 'from') ?? '',
        remoteAddress: headerValue(response, 'to') ?? '',
        remoteTarget: contactUri(response) ?? request.requestUri,
        routeSet: headerValues(response, 'record-route').reverse(),
        localSequence: sequenceOf(request),
        remoteSequence: undefined,
        status: response.status,
      },
      endpoint,
    )
  }

  /** The dialog that a sent 1xx with a To tag or 2xx makes at the side that received the request (§12.1.1). */
  static ofServer(request: SipRequest, response: SipResponse, endpoint: DialogEndpoint): Dialog {
    const remoteAddress = headerValue(request, 'from') ?? ''
    return new Dialog(
      'server',
      {
        id: dialogIdOf(response, 'response sent'),
        localAddress: headerValue(response, 'to') ?? '',
        remoteAddress,
        remoteTarget: contactUri(request) ?? parseNameAddress(remoteAddress)?.uri ?? remoteAddress,
        routeSet: headerValues(request, 'record-route'),
        localSequence: undefined,
        remoteSequence: sequenceOf(request),
        status: response.status,
      },
      endpoint,
    )
  }

  get state(): DialogState {
    return this.#state
  }
  get remoteTarget(): string {
    return this.#remoteTarget
  }
  /** Values of Route for requests made here, nearest hop first. */
  get routeSet(): readonly string[] {
    return this.#routeSet
  }
  get localSequence(): number | undefined {
    return this.#localSequence
  }
  get remoteSequence(): number | undefined {
    return this.#remoteSequence
  }
  /** The URI whose host the next request is sent to. */
  get nextHop(): string {
    return routeRequest(this.#routeSet, this.#remoteTarget).nextHop
  }

  /**
   * The 2xx that confirms an early dialog. At the client its route set and target are those of this response
   * (RFC 3261 §13.2.2.4).
   */
  confirm(response: SipResponse): void {
    if (this.#state === 'early') this.#state = 'confirmed'
    if (this.role !== 'client') return
    this.#routeSet = headerValues(response, 'record-route').reverse()
    this.refreshTarget(response)
  }

  /** Takes the Contact of a 2xx to a target refresh request of ours (RFC 3261 §12.2.1.2). */
  refreshTarget(message: WithHeaders): void {
    this.#remoteTarget = contactUri(message) ?? this.#remoteTarget
  }

  /** After BYE, or a 481 or 408 to a request within it (RFC 3261 §12.2.1.2, §15). */
  terminate(): void {
    this.#state = 'terminated'
  }

  /**
   * The next request of this side (RFC 3261 §12.2.1.1). For the ACK to a 2xx use {@link makeAck}. Whoever wants a wrong
   * one overrides what shall be wrong.
   */
  makeRequest(method: string, overrides: RequestOverrides = {}): SipRequest {
    const sequence = overrides.sequence ?? this.#nextSequence()
    return this.#make(method, sequence, overrides)
  }

  /** The ACK to a 2xx: CSeq number of the INVITE, a branch of its own (RFC 3261 §13.2.2.4). */
  makeAck(response: SipResponse, overrides: RequestOverrides = {}): SipRequest {
    return this.#make('ACK', overrides.sequence ?? sequenceOf(response) ?? 1, overrides)
  }

  /** Looks at a request without changing the dialog. */
  checkIncoming(request: SipRequest): IncomingFacts {
    const { callId, localTag, remoteTag } = this.id
    const belongs =
      headerValue(request, 'call-id') === callId &&
      (tagOf(request, 'to') ?? '') === localTag &&
      (tagOf(request, 'from') ?? '') === remoteTag
    const refreshesTarget = targetRefreshing.has(request.method)
    return { belongs, sequence: order(this.#remoteSequence, sequenceOf(request)), refreshesTarget }
  }

  /** Takes in a request that the user has found in order: its CSeq, and its Contact if it refreshes the target. */
  acceptIncoming(request: SipRequest): void {
    const sequence = sequenceOf(request)
    if (sequence !== undefined && sequence > (this.#remoteSequence ?? -1)) this.#remoteSequence = sequence
    if (targetRefreshing.has(request.method)) this.refreshTarget(request)
  }

  #nextSequence(): number {
    this.#localSequence = (this.#localSequence ?? 0) + 1
    return this.#localSequence
  }

  #make(method: string, sequence: number, overrides: RequestOverrides): SipRequest {
    const { host, contact } = this.#endpoint
    const transport = overrides.transport ?? this.#endpoint.transport
    const port = portOf(this.#endpoint, transport)
    const { requestUri, routes } = routeRequest(this.#routeSet, this.#remoteTarget)
    const fields: HeaderField[] = [
      ['Via', viaValue(transport.toUpperCase(), host, port, overrides.branch ?? newBranch())],
      ['Max-Forwards', '70'],
      ...routes.map((route): HeaderField => ['Route', route]),
      ['From', this.#localAddress],
      ['To', this.#remoteAddress],
      ['Call-ID', this.id.callId],
      ['CSeq', `${sequence} ${method}`],
    ]
    if (targetRefreshing.has(method)) fields.push(['Contact', contact])
    return request({
      method,
      requestUri: overrides.requestUri ?? requestUri,
      headers: overridden(fields, overrides.headers ?? [], overrides.without ?? []),
      ...(overrides.body === undefined ? {} : { body: overrides.body }),
    })
  }
}

function dialogIdOf(response: SipResponse, seenAs: 'response received' | 'response sent'): DialogId {
  const from = tagOf(response, 'from') ?? ''
  const to = tagOf(response, 'to') ?? ''
  const callId = headerValue(response, 'call-id') ?? ''
  return seenAs === 'response received'
    ? { callId, localTag: from, remoteTag: to }
    : { callId, localTag: to, remoteTag: from }
}

function order(last: number | undefined, sequence: number | undefined): SequenceOrder {
  if (sequence === undefined) return 'unreadable'
  if (last === undefined) return 'first'
  if (sequence <= last) return sequence === last ? 'same' : 'lower'
  return sequence === last + 1 ? 'next' : 'gap'
}

function sequenceOf(message: WithHeaders): number | undefined {
  return parseCSeq(headerValue(message, 'cseq') ?? '')?.number
}

function contactUri(message: WithHeaders): string | undefined {
  const contact = firstHeaderValue(message, 'contact')
  return contact === undefined ? undefined : parseNameAddress(contact)?.uri
}
