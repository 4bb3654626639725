import type { Primitive } from '../../protocols/ssp/document.ts'
import { codeFor, type Status } from '../../protocols/ssp/status.ts'
import { sameWvAddress } from '../../protocols/ssp/wv-address.ts'
import type { BlockStatus } from '../access-decision.ts'
import type { Answer, CapabilityAnswer } from '../imps-domain.ts'

/** Taken over by somebody else: a success, though nothing is known of a delivery. */
const FORWARDED = 541

/** The user has not answered whether he may be asked: nothing is known of his client, which is no refusal (AMB-23). */
const UNRESPONDED: ReadonlySet<number> = new Set([521, 522])

/** Whether a response ends the transaction: 1xx and, for a query, 202 announce that the real answer is to come. */
export function isFinal(primitive: Primitive): boolean {
  const code = 'status' in primitive ? primitive.status.code : 200
  if (code < 200) return false
  return code !== 202 || primitive.name === 'SendMessageResponse'
}

/** The capability answer about one user; a bare success is an empty list (decision 24). */
export function capabilityAnswer(primitive: Primitive, target: string): Answer<CapabilityAnswer> {
  if (primitive.name !== 'Status' && primitive.name !== 'GetClientCapabilityResponse') return { kind: 'garbled' }
  if (UNRESPONDED.has(codeFor(primitive.status, target))) return { kind: 'result', result: { clients: [] } }
  if (primitive.name === 'Status') return outcome(primitive.status, target, { clients: [] })
  const clients = primitive.clients.filter(({ userId }) => sameWvAddress(userId, target))
  const block = primitive.blocks.find(({ userId }) => sameWvAddress(userId, target))
  return outcome(primitive.status, target, {
    clients: clients.map(({ online, capabilities }) => ({
      ...(online === undefined ? {} : { online }),
      ...(capabilities === undefined ? {} : { capabilities }),
    })),
    ...(block === undefined ? {} : { block }),
  })
}

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
