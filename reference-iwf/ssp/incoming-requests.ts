import type { Reply, SspEndpointOptions } from '../../protocols/ssp/endpoint-types.ts'
import type {
  ClientCapability,
  DeliveryStatusReport,
  GetClientCapabilityRequest,
  Primitive,
  SendMessageRequest,
} from '../../protocols/ssp/document.ts'
import { allFailed, codeFor, detail, meaningOf, status } from '../../protocols/ssp/status.ts'
import { domainOf } from '../../protocols/ssp/wv-address.ts'
import { toSip } from '../address-mapping.ts'
import type { SimpleCapabilities } from '../capability/simple-capabilities.ts'
import type { Decisions } from '../decisions.ts'
import type { Delivery } from '../imps-to-simple/deliver.ts'
import type { ImpsDomain, MessageForSimple } from '../imps-domain.ts'
import type { Log } from '../log.ts'
import type { DeliveryReports } from '../session/delivery-reports.ts'
import { messageResponse, readIncomingMessage } from './incoming-message.ts'

export interface IncomingRequestContext {
  readonly domain: string
  readonly imps: Pick<ImpsDomain, 'report'>
  readonly reports: DeliveryReports
  readonly decisions: Pick<Decisions, 'answersCapabilityQuery'>
  readonly deliver: (message: MessageForSimple) => Promise<Delivery>
  readonly capabilitiesOf: (sipUri: string) => Promise<SimpleCapabilities>
  /** The SIP URI of a user of this domain. */
  readonly sipDomain: string
  readonly newMessageId: () => string
  readonly log: Log
}

const OK = 200
const NOT_SUPPORTED = 405
const NOT_IMPLEMENTED = 501
const UNKNOWN_USER = 531
const FOREIGN_DOMAIN = 516

/** Answers what the servers of the IMPS domain ask of this domain. */
export function requestHandler(context: IncomingRequestContext): SspEndpointOptions['onRequest'] {
  return (request, reply) => {
    const { primitive } = request.transaction
    context.log.event('ssp.request', { primitive: primitive.name, from: request.from })
    if (request.earlier) {
      // A server repeats what it believes lost: it is answered as before, and nothing is done again.
      void request.earlier.answer.then(answer => reply.answer(answer))
      return
    }
    switch (primitive.name) {
      case 'SendMessageRequest':
        void takeMessage(primitive, request.from, context, reply)
        return
      case 'DeliveryStatusReport':
        takeReport(primitive, context)
        return OK
      case 'GetClientCapabilityRequest':
        if (!context.decisions.answersCapabilityQuery()) {
          reply.nothing()
          return
        }
        void capabilityResponse(primitive, context).then(response => reply.answer(response))
        return
      case 'GetBlockStatusRequest':
        // The block lists of SIMPLE users are kept by their own servers (AMB-26).
        return NOT_IMPLEMENTED
      default:
        return NOT_SUPPORTED
    }
  }
}

async function takeMessage(
  request: SendMessageRequest,
  from: string,
  context: IncomingRequestContext,
  reply: Reply,
): Promise<void> {
  const incoming = readIncomingMessage(request, from, context.domain, context.newMessageId)
  const { messageId } = request.message
  if (!incoming.accepted) {
    await reply.answer(messageResponse(messageId, [{ recipient: '', code: incoming.code }]))
    return
  }
  const delivered = await Promise.all(
    incoming.messages.map(async message => ({ message, delivery: await context.deliver(message) })),
  )
  const results = delivered.map(({ message, delivery }) => ({ recipient: message.recipient, ...delivery }))
  await reply.answer(messageResponse(messageId, [...results, ...incoming.refused]))
  // The answer tells of acceptance; that the user has it is told apart, and only where it is known.
  for (const { message, delivery } of delivered)
    if (message.deliveryReport && delivery.delivered) context.imps.report(message, OK)
}

function takeReport(report: DeliveryStatusReport, { reports, log }: IncomingRequestContext): void {
  const { messageId, sender } = report.message
  const code = codeFor(report.result, sender?.user?.userId ?? '')
  log.event('report.received', { messageId, code })
  if (messageId !== undefined) reports.received(messageId, code)
}

async function capabilityResponse(
  { targets }: GetClientCapabilityRequest,
  context: IncomingRequestContext,
): Promise<Primitive> {
  const results = await Promise.all(
    targets.map(async target => ({ target, capabilities: await capabilitiesOf(target, context) })),
  )
  const clients: ClientCapability[] = []
  const details = []
  for (const { target, capabilities } of results)
    if (capabilities.known) clients.push({ userId: target, online: true, capabilities: capabilities.list })
    else details.push(detail(capabilities.code, { description: meaningOf(capabilities.code), users: [target] }))
  const [first] = details
  const overall = !first
    ? status(OK, { description: meaningOf(OK) })
    : clients.length > 0
      ? status(201, { description: meaningOf(201), details })
      : { ...allFailed(first.code), details }
  return { name: 'GetClientCapabilityResponse', status: overall, clients, blocks: [] }
}

async function capabilitiesOf(target: string, context: IncomingRequestContext): Promise<SimpleCapabilities> {
  if (domainOf(target, context.domain) !== context.domain) return { known: false, code: FOREIGN_DOMAIN }
  const uri = toSip(target, context.domain)
  if (!uri.mapped) return { known: false, code: UNKNOWN_USER }
  return context.capabilitiesOf(uri.address.replace(/@[^;]*/, `@${context.sipDomain}`))
}
