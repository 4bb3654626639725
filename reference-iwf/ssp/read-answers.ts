import type { Binding } from '../../protocols/ssp/binding/binding.ts'
import { presenceBinding } from '../../protocols/ssp/binding/presence.ts'
import type { Primitive } from '../../protocols/ssp/document.ts'
import { codeFor, type Status } from '../../protocols/ssp/status.ts'
import { sameWvAddress } from '../../protocols/ssp/wv-address.ts'
import type { BlockStatus } from '../access-decision.ts'
import type { Answer, CapabilityAnswer } from '../imps-domain.ts'

/** Taken over by somebody else: a success, though nothing is known of a delivery. */
const FORWARDED = 541

/** The user has not answered whether he may be asked: nothing is known of his client, which is no refusal (AMB-23). */
const UNRESPONDED: ReadonlySet<number> = new Set([521, 522])

/** A query of another binding is written as what this codec does not know. */
const QUERIES: ReadonlySet<Primitive['name']> = new Set([
  'GetClientCapabilityRequest',
  'GetBlockStatusRequest',
  'Unknown',
])

/**
 * Whether an answer ends the transaction of a request: 1xx and, for a query, 202 announce that the real answer is to
 * come. To a message 202 is as good as 200 (`simple-iwf` §10.2).
 */
export function isFinal(answer: Primitive, request: Primitive['name']): boolean {
  const code = 'status' in answer ? answer.status.code : 200
  if (code < 200) return false
  return code !== 202 || !QUERIES.has(request)
}

/** The capability answer about one user; a bare success is an empty list (decision 24). */
export function capabilityAnswer(primitive: Primitive, target: string, binding: Binding): Answer<CapabilityAnswer> {
  const answer = primitive.name === 'GetBlockStatusResponse' ? undefined : binding.readAnswer(primitive)
  if (!answer) return { kind: 'garbled' }
  if (saysNothing(codeFor(answer.status, target), binding)) return { kind: 'result', result: { clients: [] } }
  const clients = answer.clients.filter(({ userId }) => sameWvAddress(userId, target))
  const block = answer.blocks.find(({ userId }) => sameWvAddress(userId, target))
  return outcome(answer.status, target, {
    clients: clients.map(({ online, capabilities }) => ({
      ...(online === undefined ? {} : { online }),
      ...(capabilities === undefined ? {} : { capabilities }),
    })),
    ...(block === undefined ? {} : { block }),
  })
}

/** In presence, trouble with attributes and lists of it (7xx) is no word about the user either. */
const saysNothing = (code: number, { name }: Binding): boolean =>
  UNRESPONDED.has(code) || (name === presenceBinding.name && code >= 700 && code < 800)

/** The block status of one recipient; undefined where the answer does not name the recipient. */
export function blockAnswer(primitive: Primitive, recipient: string): Answer<BlockStatus | undefined> {
  if (primitive.name === 'Status') return outcome(primitive.status, recipient, undefined)
  if (primitive.name !== 'GetBlockStatusResponse') return { kind: 'garbled' }
  const block = primitive.blocks.find(({ userId }) => sameWvAddress(userId, recipient))
  return outcome(primitive.status, recipient, block && { blocked: block.blocked, granted: block.granted })
}

export function messageAnswer(primitive: Primitive, recipient: string): Answer<void> {
  if (primitive.name !== 'SendMessageResponse' && primitive.name !== 'Status') return { kind: 'garbled' }
  return outcome(primitive.status, recipient, undefined)
}

function outcome<T>(status: Status, user: string, result: T): Answer<T> {
  const code = codeFor(status, user)
  if ((code >= 200 && code < 300) || code === FORWARDED) return { kind: 'result', result }
  const { tryAgainTimeout } = status
  return { kind: 'refused', code, ...(tryAgainTimeout === undefined ? {} : { tryAgainTimeout }) }
}
