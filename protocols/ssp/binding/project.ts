import type { DisplayedParty, MessageInfo, MetaInfo, Primitive } from '../document.ts'
import { status } from '../status.ts'
import { domainOf, serviceIdOf } from '../wv-address.ts'
import type { Binding, Query, Recognised } from './binding.ts'

/**
 * This project's own syntax: GetClientCapabilityRequest, on demand with the block status, and GetBlockStatusRequest
 * (`imps-ssp` §14.2 to §14.4).
 */
export const projectBinding: Binding = {
  name: 'project',
  note: 'Capability and block queries use the syntax of this project; OMA publishes none.',
  recognise,
  query,
  answer: (request, result) =>
    request.name === 'GetBlockStatusRequest'
      ? { name: 'GetBlockStatusResponse', status: result.status, blocks: result.blocks }
      : { name: 'GetClientCapabilityResponse', ...result },
  readAnswer: primitive => {
    switch (primitive.name) {
      case 'GetClientCapabilityResponse':
        return { status: primitive.status, clients: primitive.clients, blocks: primitive.blocks }
      case 'GetBlockStatusResponse':
        return { status: primitive.status, clients: [], blocks: primitive.blocks }
      case 'Status':
        return { status: primitive.status, clients: [], blocks: [] }
      default:
        return undefined
    }
  },
}

function query({ about, requester, sender, targets }: Query): Primitive {
  const metaInfo = metaInfoFor(requester, sender === undefined)
  if (about !== 'block')
    return { name: 'GetClientCapabilityRequest', blockStatusRequest: about === 'both', metaInfo, targets }
  return { name: 'GetBlockStatusRequest', metaInfo, ...(sender ? { sender } : {}), targets }
}

/** MetaInfo of a request made for a user, or by a server or group itself (`imps-ssp` §6.1). */
export function metaInfoFor(requester: string, clientOriginated = true): MetaInfo {
  const serviceId = serviceIdOf(domainOf(requester) ?? '')
  return clientOriginated
    ? { clientOriginated, serviceId, user: { userId: requester } }
    : { clientOriginated, serviceId }
}

const nobody = { combined: false, targets: [], recipients: [] } as const

function recognise(primitive: Primitive): Recognised {
  switch (primitive.name) {
    case 'GetClientCapabilityRequest':
      return {
        ...nobody,
        primitive: 'capability',
        role: 'request',
        combined: primitive.blockStatusRequest,
        targets: primitive.targets,
        ...requesterOf(primitive.metaInfo),
      }
    case 'GetBlockStatusRequest':
      return {
        ...nobody,
        primitive: 'block',
        role: 'request',
        targets: primitive.targets,
        ...requesterOf(primitive.metaInfo),
        ...senderOf(primitive.sender),
      }
    case 'GetClientCapabilityResponse': {
      const { clients, blocks } = primitive
      const targets = [...new Set([...clients, ...blocks].map(({ userId }) => userId))]
      return { ...nobody, primitive: 'capability', role: 'answer', combined: blocks.length > 0, targets }
    }
    case 'GetBlockStatusResponse': {
      const targets = primitive.blocks.map(({ userId }) => userId)
      return { ...nobody, primitive: 'block', role: 'answer', targets }
    }
    case 'SendMessageRequest':
      return {
        ...nobody,
        primitive: 'message',
        role: 'request',
        ...requesterOf(primitive.metaInfo),
        ...partiesOf(primitive.message),
      }
    case 'SendMessageResponse':
      return { ...nobody, primitive: 'message', role: 'answer' }
    case 'DeliveryStatusReport':
      return {
        ...nobody,
        primitive: 'report',
        role: 'request',
        ...requesterOf(primitive.metaInfo),
        ...partiesOf(primitive.message),
      }
    case 'Status':
    case 'KeepAliveResponse':
    case 'LogoutResponse':
      return { ...nobody, primitive: 'other', role: 'answer' }
    case 'KeepAliveRequest':
    case 'LogoutRequest':
    case 'Unknown':
    case 'Malformed':
      return { ...nobody, primitive: 'other', role: 'request' }
  }
}

function requesterOf(metaInfo: MetaInfo | undefined) {
  return metaInfo?.user ? { requester: metaInfo.user.userId } : {}
}

/** The address of a party, whatever it is. */
export const addressOf = (party: DisplayedParty): string =>
  party.user?.userId ?? party.screenName?.groupId ?? party.groupId ?? ''

const senderOf = (sender: DisplayedParty | undefined) => (sender ? { sender: addressOf(sender) } : {})

function partiesOf(message: MessageInfo) {
  const recipients = message.recipients.map(addressOf)
  return { recipients, targets: recipients, ...senderOf(message.sender) }
}

/** An answer that says only a code, for queries that cannot be answered. */
export const emptyResult = (code: number) => ({ status: status(code), clients: [], blocks: [] })
