import { passwordDigest, provesSecret } from './digest.ts'
import type { LoginResponse, SetUpDocument, SetUpPrimitive } from './document.ts'
import { status, succeeded } from './status.ts'
import { domainOf, serviceIdOf } from './wv-address.ts'

/** The six messages of session set-up, by number (`imps-ssp` §5.1); the initiator sends the odd ones. */
export type SetUpStep = 1 | 2 | 3 | 4 | 5 | 6

/** Which of the six messages a document is; undefined when it is none. */
export function stepOf({ mode, primitive }: SetUpDocument): SetUpStep | undefined {
  const request = mode === 'Request'
  switch (primitive.name) {
    case 'SendSecretToken':
      return request ? 1 : 2
    case 'LoginRequest':
      return request ? 3 : 4
    case 'LoginResponse':
      return request ? 5 : 6
    case 'Unknown':
    case 'Malformed':
      return undefined
  }
}

/** The two ends, and what this end says of itself. */
export interface SetUpParties {
  readonly localDomain: string
  readonly remoteDomain: string
  /** The id under which this end will send. */
  readonly localSessionId: string
  /** This end's secret. */
  readonly secret: Buffer
  /** Seconds. */
  readonly timeToLive: number
}

/** Where an initiator stands: the step that it waits for. */
export interface InitiatorState {
  readonly role: 'initiator'
  readonly waitsFor: 2 | 4 | 6
}

/** Where an acceptor stands. Once open it still answers a repeated step 5. */
export interface AcceptorState {
  readonly role: 'acceptor'
  readonly waitsFor: 3 | 5 | 'nothing'
  /** The secret that the initiator sent. */
  readonly peerSecret: Buffer
}

export type SetUpFailureCode = 'refused' | 'wrong-digest' | 'wrong-session-id'

/** What a received document leads to. `send` goes out in every case where it is given. */
export type SetUpMove<State> =
  | { readonly kind: 'next'; readonly state: State; readonly send: SetUpDocument }
  | { readonly kind: 'opened'; readonly state: State; readonly remoteId: string; readonly send?: SetUpDocument }
  | {
      readonly kind: 'failed'
      readonly code: SetUpFailureCode
      readonly status?: number
      readonly send?: SetUpDocument
    }

const document = (mode: SetUpDocument['mode'], transactionId: string, primitive: SetUpPrimitive): SetUpDocument => ({
  kind: 'set-up',
  mode,
  transactionId,
  primitive,
})

const token = (parties: SetUpParties): SetUpPrimitive => ({
  name: 'SendSecretToken',
  serviceId: serviceIdOf(parties.localDomain),
  secret: { octets: parties.secret, encoding: 'plain' },
  protocol: 'WV-SSP',
  protocolVersion: '1.3',
})

const login = (parties: SetUpParties, peerSecret: Buffer): SetUpPrimitive => ({
  name: 'LoginRequest',
  serviceId: serviceIdOf(parties.localDomain),
  digest: passwordDigest(peerSecret),
  timeToLive: parties.timeToLive,
})

const session = (parties: SetUpParties): SetUpPrimitive => ({
  name: 'LoginResponse',
  sessionId: parties.localSessionId,
  timeToLive: parties.timeToLive,
  status: status(200),
})

const refusal: LoginResponse = {
  name: 'LoginResponse',
  status: status(409, { description: 'Digest does not match' }),
}

const from = (serviceId: string, parties: SetUpParties) => domainOf(serviceId) === parties.remoteDomain

/** The peer's id must name the peer's domain, or it would never be found again (`imps-ssp` §5.4). */
function openedBy(response: LoginResponse, parties: SetUpParties): string | SetUpMove<never> {
  if (!succeeded(response.status)) return { kind: 'failed', code: 'refused', status: response.status.code }
  const { sessionId } = response
  if (sessionId === undefined || domainOf(sessionId) !== parties.remoteDomain)
    return { kind: 'failed', code: 'wrong-session-id' }
  return sessionId
}

/** Step 1. */
export const beginSetUp = (parties: SetUpParties, transactionId: string) => ({
  state: { role: 'initiator', waitsFor: 2 } as const,
  send: document('Request', transactionId, token(parties)),
})

/**
 * What an initiator does with a document (`imps-ssp` §5.5); undefined when it does not belong to this set-up or is a
 * repetition. Step 2 is told by the domain, since its id is the acceptor's own; all others echo `transactionId`.
 */
export function initiatorReceives(
  state: InitiatorState,
  parties: SetUpParties,
  transactionId: string,
  { mode, primitive, transactionId: received }: SetUpDocument,
): SetUpMove<InitiatorState> | undefined {
  if (mode !== 'Response') return undefined
  if (primitive.name === 'SendSecretToken') {
    if (state.waitsFor !== 2 || !from(primitive.serviceId, parties)) return undefined
    const send = document('Request', transactionId, login(parties, primitive.secret.octets))
    return { kind: 'next', state: { role: 'initiator', waitsFor: 4 }, send }
  }
  if (received !== transactionId) return undefined
  if (primitive.name === 'LoginRequest') {
    if (state.waitsFor !== 4 || !from(primitive.serviceId, parties)) return undefined
    if (!provesSecret(primitive.digest, parties.secret))
      return { kind: 'failed', code: 'wrong-digest', send: document('Request', transactionId, refusal) }
    const send = document('Request', transactionId, session(parties))
    return { kind: 'next', state: { role: 'initiator', waitsFor: 6 }, send }
  }
  if (primitive.name !== 'LoginResponse') return undefined
  const remoteId = openedBy(primitive, parties)
  if (typeof remoteId !== 'string') return remoteId
  return state.waitsFor === 6 ? { kind: 'opened', state, remoteId } : undefined
}

/** Step 2, in answer to step 1; `ownTransactionId` is the acceptor's own (`imps-ssp` §5.1). */
export const acceptSetUp = (parties: SetUpParties, peerSecret: Buffer, ownTransactionId: string) => ({
  state: { role: 'acceptor', waitsFor: 3, peerSecret } as AcceptorState,
  send: document('Response', ownTransactionId, token(parties)),
})

/**
 * What an acceptor does with a document; undefined when it does not belong to this set-up. Repeated steps are answered
 * again (`imps-ssp` §13.1). `transactionId` is the initiator's.
 */
export function acceptorReceives(
  state: AcceptorState,
  parties: SetUpParties,
  transactionId: string,
  { mode, primitive, transactionId: received }: SetUpDocument,
): SetUpMove<AcceptorState> | undefined {
  if (mode !== 'Request' || received !== transactionId) return undefined
  if (primitive.name === 'LoginRequest') {
    if (state.waitsFor === 'nothing' || !from(primitive.serviceId, parties)) return undefined
    if (!provesSecret(primitive.digest, parties.secret))
      return { kind: 'failed', code: 'wrong-digest', send: document('Response', transactionId, refusal) }
    const send = document('Response', transactionId, login(parties, state.peerSecret))
    return { kind: 'next', state: { ...state, waitsFor: 5 }, send }
  }
  if (primitive.name !== 'LoginResponse' || state.waitsFor === 3) return undefined
  const remoteId = openedBy(primitive, parties)
  if (typeof remoteId !== 'string') return remoteId
  const send = document('Response', transactionId, session(parties))
  const open: AcceptorState = { ...state, waitsFor: 'nothing' }
  return state.waitsFor === 5 ? { kind: 'opened', state: open, remoteId, send } : { kind: 'next', state: open, send }
}
