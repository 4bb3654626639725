import { sspDateTime } from '../content/date-time.ts'
import type { Binding } from '../../protocols/ssp/binding/binding.ts'
import type {
  DeliveryStatusReport,
  GetBlockStatusRequest,
  MetaInfo,
  Primitive,
  SendMessageRequest,
} from '../../protocols/ssp/document.ts'
import type { SspEndpoint } from '../../protocols/ssp/endpoint.ts'
import type { RequestOutcome } from '../../protocols/ssp/endpoint-types.ts'
import type { Session } from '../../protocols/ssp/session.ts'
import { meaningOf, status } from '../../protocols/ssp/status.ts'
import { domainOf, sameWvAddress, serviceIdOf } from '../../protocols/ssp/wv-address.ts'
import type { Decisions } from '../decisions.ts'
import type { Answer, Content, ImpsDomain, MessageForImps, MessageForSimple } from '../imps-domain.ts'
import type { Log } from '../log.ts'
import { pairKey } from '../pair.ts'
import { blockAnswer, capabilityAnswer, isFinal, messageAnswer } from './read-answers.ts'

export interface SspFrontOptions {
  readonly endpoint: SspEndpoint
  readonly domain: string
  /** How capabilities are asked for. */
  readonly binding: Binding
  readonly peers: readonly string[]
  readonly decisions: Pick<Decisions, 'waitsForLogin' | 'contentSize'>
  /** Milliseconds that a delivery report may take. */
  readonly reportWithin: number
  readonly log: Log
}

/** The IMPS domain over SSP. */
export class SspFront implements ImpsDomain {
  readonly #options: SspFrontOptions
  /** Settles when the last message of a pair has reached the server: the next one follows it. */
  readonly #lasts = new Map<string, Promise<unknown>>()

  constructor(options: SspFrontOptions) {
    this.#options = options
  }

  serves(user: string): boolean {
    return this.#options.peers.includes(domainOf(user) ?? '')
  }

  async capabilities(query: Parameters<ImpsDomain['capabilities']>[0]): ReturnType<ImpsDomain['capabilities']> {
    const { requester, target, withBlockStatus, within } = query
    const { binding } = this.#options
    const request = binding.query({ about: withBlockStatus ? 'both' : 'capability', requester, targets: [target] })
    const { outcome } = this.#request(target, request, within)
    return toAnswer(await outcome, primitive => capabilityAnswer(primitive, target, binding))
  }

  async blockStatus(query: Parameters<ImpsDomain['blockStatus']>[0]): ReturnType<ImpsDomain['blockStatus']> {
    const { requester, sender, recipient, within } = query
    // The server that is asked is the one of the IMPS user, whichever of the two that is.
    const imps = this.serves(recipient) ? recipient : sender
    const request: GetBlockStatusRequest = {
      name: 'GetBlockStatusRequest',
      metaInfo: this.#onBehalfOf(requester),
      // Who asks is who wants to write, unless said otherwise (`imps-ssp` §14.3).
      ...(sameWvAddress(sender, requester) ? {} : { sender: { user: { userId: sender } } }),
      targets: [recipient],
    }
    const { outcome } = this.#request(imps, request, within)
    return toAnswer(await outcome, primitive => blockAnswer(primitive, recipient))
  }

  async send(message: MessageForImps, within: number): Promise<Answer<void>> {
    const key = pairKey({ simple: message.sender, imps: message.recipient })
    const before = this.#lasts.get(key) ?? Promise.resolve()
    const sending = before.then(() => this.#request(message.recipient, this.#messageRequest(message), within))
    const arrived = sending.then(async ({ sent }) => (await sent)?.outcome)
    this.#lasts.set(key, arrived)
    void arrived.then(() => {
      if (this.#lasts.get(key) === arrived) this.#lasts.delete(key)
    })
    const { outcome } = await sending
    return toAnswer(await outcome, primitive => messageAnswer(primitive, message.recipient))
  }

  report(message: MessageForSimple, code: number): void {
    const { domain, reportWithin, log } = this.#options
    const report: DeliveryStatusReport = {
      name: 'DeliveryStatusReport',
      metaInfo: { ...this.#onBehalfOf(message.recipient), serviceId: serviceIdOf(domain) },
      result: status(code, { description: meaningOf(code) }),
      deliveryTime: sspDateTime(new Date()),
      // The parties change places: the sender of the report's message is who received it (`imps-ssp` §8.3).
      message: {
        messageId: message.messageId,
        recipients: [{ user: { userId: message.sender } }],
        sender: { user: { userId: message.recipient } },
      },
    }
    log.event('report.sending', { messageId: message.messageId, code })
    this.#request(message.sender, report, reportWithin)
  }

  #request(user: string, primitive: Primitive, within: number) {
    const { endpoint, decisions } = this.#options
    const domain = domainOf(user) ?? ''
    const waits = decisions.waitsForLogin() || endpoint.sessions.newest(domain) !== undefined
    const session = waits ? undefined : this.#unfounded(domain)
    return endpoint.request(domain, primitive, {
      within,
      isFinal: ({ primitive: answer }) => isFinal(answer, primitive.name),
      ...(session === undefined ? {} : { session }),
    })
  }

  /** A session id that nobody has agreed on. */
  #unfounded(remoteDomain: string): Session {
    return { remoteDomain, localId: `1@${this.#options.domain}`, remoteId: '', initiator: 'local', order: 0 }
  }

  #onBehalfOf(user: string): MetaInfo {
    return { clientOriginated: true, serviceId: serviceIdOf(this.#options.domain), user: { userId: user } }
  }

  #messageRequest(message: MessageForImps): SendMessageRequest {
    const { content } = message
    return {
      name: 'SendMessageRequest',
      deliveryReport: message.deliveryReport,
      metaInfo: this.#onBehalfOf(message.sender),
      message: {
        messageId: message.messageId,
        contentType: content.type,
        contentSize: this.#options.decisions.contentSize(content.octets),
        recipients: [{ user: { userId: message.recipient } }],
        sender: { user: { userId: message.sender } },
        dateTime: message.dateTime,
        ...(message.validity === undefined ? {} : { validity: message.validity }),
      },
      content: { contentType: content.type, encoding: encodingOf(content), octets: content.octets },
    }
  }
}

/**
 * Text goes as text where XML keeps it as it is; what XML or a peer would change, and all binary content, goes as
 * base64: line ends, surrounding white space, characters that XML cannot hold, other charsets than UTF-8.
 */
function encodingOf({ type, octets }: Content): 'escaped' | 'base64' {
  if (!/^text\//i.test(type)) return 'base64'
  if (!/charset\s*=/i.test(type) ? false : !/charset\s*=\s*"?(utf-8|us-ascii)/i.test(type)) return 'base64'
  const text = octets.toString('utf8')
  const exact = Buffer.from(text, 'utf8').equals(octets)
  return exact && !/[\0-\x08\x0b-\x1f\x7f\ufffe\uffff]/.test(text) && text.trim() === text ? 'escaped' : 'base64'
}

function toAnswer<T>(outcome: RequestOutcome, read: (primitive: Primitive) => Answer<T>): Answer<T> {
  switch (outcome.kind) {
    case 'answer':
      return read(outcome.transaction.primitive)
    case 'timeout':
      return { kind: 'silent' }
    case 'malformed':
      return { kind: 'garbled' }
    case 'unreachable':
    case 'closed':
    case 'http-error':
    case 'no-session':
      return { kind: 'unreachable' }
  }
}
