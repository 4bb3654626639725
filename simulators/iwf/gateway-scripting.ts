import type { Clock } from '../../protocols/clock.ts'
import type { Binding } from '../../protocols/ssp/binding/binding.ts'
import { metaInfoFor } from '../../protocols/ssp/binding/project.ts'
import type { Primitive } from '../../protocols/ssp/document.ts'
import type { SspEndpoint } from '../../protocols/ssp/endpoint.ts'
import type { Session } from '../../protocols/ssp/session.ts'
import { sameWvAddress } from '../../protocols/ssp/wv-address.ts'
import { element } from '../../protocols/ssp/xml/element.ts'
import { ServerRequest } from '../imps/server-request.ts'
import type { SspRequest } from '../imps/interface.ts'
import type { PeerObserver } from '../observer.ts'
import { abandonable, awaited, Stalled, type Inbox } from '../wait.ts'
import type { Asked, GatewayBounds, GatewayScript, Requester, SentToServer } from './interface.ts'

export interface GatewayScriptingOptions {
  readonly endpoint: SspEndpoint
  /** Domain of the server under test. */
  server(): string
  readonly binding: Binding
  readonly bounds: GatewayBounds
  readonly clock: Clock
  readonly observer: PeerObserver
  /** Part of transaction and message ids. */
  readonly token: string
  /** What the server sent. */
  readonly arrivals: Inbox<Primitive>
  /** Sessions that the server opened. */
  readonly sessions: Inbox<Session>
}

/** What one scenario does as an interworking function. */
export class GatewayScripting implements GatewayScript {
  readonly #options: GatewayScriptingOptions
  #messages = 0

  constructor(options: GatewayScriptingOptions) {
    this.#options = options
  }

  opensSession(): Promise<void> {
    const { endpoint, bounds, clock, observer } = this.#options
    const what = 'SSP session'
    const opening = endpoint.openSession(this.#options.server()).then(
      () => undefined,
      (error: unknown) => {
        throw Stalled.by(what, error)
      },
    )
    return awaited({ clock, observer }, opening, what, bounds.setUpStep)
  }

  forgetsSessions(): void {
    const { endpoint } = this.#options
    for (const session of endpoint.sessions.all()) endpoint.voidSession(session)
  }

  sessionOpened(): Promise<void> {
    const { sessions, bounds, observer } = this.#options
    const what = 'SSP session opened by the server'
    observer.waiting(what, bounds.setUpStep)
    return abandonable(sessions.take(what, bounds.setUpStep).then(() => undefined))
  }

  asks(
    about: Asked,
    { requester, targets }: { readonly requester: Requester; readonly targets: readonly string[] },
  ): SspRequest {
    return this.#request(this.#options.binding.query({ about, requester: requester.uri, targets }))
  }

  sends(options: Parameters<GatewayScript['sends']>[0]): SentToServer {
    const { from, to, text, deliveryReport = false, requester = from.uri } = options
    const octets = Buffer.from(text, 'utf8')
    const contentType = 'text/plain; charset=utf-8'
    const messageId = `${this.#options.token}-m${++this.#messages}`
    const request = this.#request({
      name: 'SendMessageRequest',
      deliveryReport,
      metaInfo: metaInfoFor(requester),
      message: {
        messageId,
        contentType,
        contentSize: octets.length,
        recipients: [{ user: { userId: to } }],
        sender: { user: { userId: from.uri } },
        dateTime: new Date().toISOString().replace(/\.\d+Z$/, 'Z'),
      },
      content: { contentType, encoding: 'base64', octets },
    })
    return Object.assign(request, { messageId })
  }

  asksTheUnknown({ requester }: { readonly requester: Requester }): SspRequest {
    const elementName = 'GetWeatherRequest'
    return this.#request({
      name: 'Unknown',
      elementName,
      element: element(elementName, {}, [element('UserID', { userID: requester.uri })]),
    })
  }

  reported({ messageId }: SentToServer): Promise<{ readonly status: number }> {
    return this.#arrival(`delivery report about ${messageId}`, primitive =>
      primitive.name === 'DeliveryStatusReport' && primitive.message.messageId === messageId
        ? { status: primitive.result.code }
        : undefined,
    )
  }

  received(to: Requester, text: string): Promise<void> {
    return this.#arrival(`message to ${to.uri} with ${JSON.stringify(text)}`, primitive =>
      primitive.name === 'SendMessageRequest' &&
      primitive.content?.octets.toString('utf8').trim() === text &&
      primitive.message.recipients.some(({ user }) => user && sameWvAddress(user.userId, to.uri))
        ? true
        : undefined,
    ).then(() => undefined)
  }

  async #arrival<T>(what: string, read: (primitive: Primitive) => T | undefined): Promise<T> {
    const { arrivals, bounds, observer } = this.#options
    observer.waiting(what, bounds.effect)
    const primitive = await arrivals.take(what, bounds.effect, each => read(each) !== undefined)
    const found = read(primitive)
    if (found === undefined) throw new Error(`${what}: the inbox handed out something else`)
    return found
  }

  #request(primitive: Primitive): ServerRequest {
    const { endpoint, bounds, clock, observer, token } = this.#options
    const within = bounds.answered.ms
    const outgoing = endpoint.request(this.#options.server(), primitive, { within, token })
    const { transactionId } = outgoing
    const again = (verbatim: Buffer) =>
      endpoint.request(this.#options.server(), primitive, { within, transactionId, verbatim })
    return new ServerRequest(outgoing, primitive.name, { clock, observer }, bounds.answered, again)
  }
}
