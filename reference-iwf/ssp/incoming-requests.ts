import type { Reply, SspEndpointOptions } from '../../protocols/ssp/endpoint-types.ts'
import type { Binding, QueryResult, Recognised } from '../../protocols/ssp/binding/binding.ts'
import type {
  ClientCapability,
  DeliveryStatusReport,
  Primitive,
  SendMessageRequest,
} from '../../protocols/ssp/document.ts'
import {
  allFailed,
  codeFor,
  detail,
  meaningOf,
  status,
  type DetailedResult,
  type Status,
} from '../../protocols/ssp/status.ts'
import { domainOf } from '../../protocols/ssp/wv-address.ts'
import { toSip } from '../address-mapping.ts'
import type { SimpleCapabilities } from '../capability/simple-capabilities.ts'
import type { Features } from '../configuration.ts'
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
  readonly decisions: Pick<Decisions, 'answersCapabilityQuery' | 'recipientsServed' | 'recognisesRepetition'>
  readonly features: Pick<Features, 'answerCapability' | 'answerBlock'>
  /** How queries are written. */
  readonly binding: Binding
  /** Whether the peer may send for users of other domains. */
  readonly transit: boolean
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
    if (request.earlier && context.decisions.recognisesRepetition()) {
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
      default:
        return answerQuery(primitive, context, reply)
    }
  }
}

/** Answers a query of the binding in force; any other request is not supported. */
function answerQuery(request: Primitive, context: IncomingRequestContext, reply: Reply): number | undefined {
  const { binding, features, decisions } = context
  const asked = binding.recognise(request)
  if (asked.role !== 'request') return NOT_SUPPORTED
  const answer = (result: Promise<QueryResult>): void =>
    void result.then(known => reply.answer(binding.answer(request, known)))
  switch (asked.primitive) {
    case 'capability':
      if (!features.answerCapability) return NOT_SUPPORTED
      if (decisions.answersCapabilityQuery()) answer(capabilityResult(asked, context))
      else reply.nothing()
      return undefined
    case 'block':
      if (!features.answerBlock) return NOT_IMPLEMENTED
      answer(blockResult(asked, context))
      return undefined
    case 'message':
    case 'report':
    case 'other':
      return NOT_SUPPORTED
  }
}

async function takeMessage(
  request: SendMessageRequest,
  from: string,
  context: IncomingRequestContext,
  reply: Reply,
): Promise<void> {
  const incoming = readIncomingMessage(request, from, context.domain, context.newMessageId, context.transit)
  const { messageId } = request.message
  if (!incoming.accepted) {
    await reply.answer(messageResponse(messageId, [{ recipient: '', code: incoming.code }]))
    return
  }
  const delivered = await Promise.all(
    context.decisions
      .recipientsServed(incoming.messages)
      .map(async message => ({ message, delivery: await context.deliver(message) })),
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

async function capabilityResult({ targets }: Recognised, context: IncomingRequestContext): Promise<QueryResult> {
  const results = await Promise.all(
    targets.map(async target => ({ target, capabilities: await capabilitiesOf(target, context) })),
  )
  const clients: ClientCapability[] = []
  const details: DetailedResult[] = []
  for (const { target, capabilities } of results)
    if (capabilities.known) clients.push({ userId: target, online: true, capabilities: capabilities.list })
    else details.push(failureOf(target, capabilities.code))
  return { status: overall(clients.length, details), clients, blocks: [] }
}

/**
 * The block lists of SIMPLE users are kept by their own servers and not known here (AMB-26): whoever exists has blocked
 * nobody as far as this domain is concerned, and what those servers refuse shows when a message is sent.
 */
async function blockResult({ targets }: Recognised, context: IncomingRequestContext): Promise<QueryResult> {
  const results = await Promise.all(
    targets.map(async target => ({ target, capabilities: await capabilitiesOf(target, context) })),
  )
  const blocks = results
    .filter(({ capabilities }) => capabilities.known)
    .map(({ target }) => ({ userId: target, blocked: false, granted: true }))
  const details = results.flatMap(({ target, capabilities }) =>
    capabilities.known ? [] : [failureOf(target, capabilities.code)],
  )
  return { status: overall(blocks.length, details), clients: [], blocks }
}

const failureOf = (target: string, code: number): DetailedResult =>
  detail(code, { description: meaningOf(code), users: [target] })

/** 200 when all could be answered, 201 when some, 900 when none (`imps-ssp` §14.1). */
function overall(answered: number, details: readonly DetailedResult[]): Status {
  const [first] = details
  if (!first) return status(OK, { description: meaningOf(OK) })
  return answered > 0 ? status(201, { description: meaningOf(201), details }) : { ...allFailed(first.code), details }
}

async function capabilitiesOf(target: string, context: IncomingRequestContext): Promise<SimpleCapabilities> {
  if (domainOf(target, context.domain) !== context.domain) return { known: false, code: FOREIGN_DOMAIN }
  const uri = toSip(target, context.domain)
  if (!uri.mapped) return { known: false, code: UNKNOWN_USER }
  return context.capabilitiesOf(uri.address.replace(/@[^;]*/, `@${context.sipDomain}`))
}
