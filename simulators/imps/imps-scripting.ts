import type { Clock } from '../../protocols/clock.ts'
import { deferred } from '../../protocols/deferred.ts'
import type { Binding } from '../../protocols/ssp/binding/binding.ts'
import { metaInfoFor } from '../../protocols/ssp/binding/project.ts'
import type { Primitive } from '../../protocols/ssp/document.ts'
import type { SspEndpoint } from '../../protocols/ssp/endpoint.ts'
import type { Session } from '../../protocols/ssp/session.ts'
import { meaningOf, status } from '../../protocols/ssp/status.ts'
import type { WireReference } from '../../protocols/wire/tap.ts'
import type { PeerObserver } from '../observer.ts'
import type { Stimulus } from '../stimulus.ts'
import { abandonable, awaited, Stalled, type Inbox } from '../wait.ts'
import { DirectoryUser } from './directory-user.ts'
import type {
  AskedRequest,
  DeliverOptions,
  ImpsBounds,
  ImpsScript,
  ImpsUser,
  Primitive as Asked,
  SspRequest,
} from './interface.ts'
import { ServerRequest } from './server-request.ts'

export interface ImpsScriptingOptions {
  readonly endpoint: SspEndpoint
  /** SIP domain of the interworking function. */
  gateway(): string
  readonly binding: Binding
  readonly bounds: ImpsBounds
  readonly clock: Clock
  readonly observer: PeerObserver
  /** Part of transaction and message ids. */
  readonly token: string
  /** Sessions that the interworking function opened. */
  readonly sessions: Inbox<Session>
  /** Looks a user up in the directory. */
  find(address: string): DirectoryUser | undefined
}

/** What one scenario does with the IMPS server. */
export class ImpsScripting implements ImpsScript {
  readonly #options: ImpsScriptingOptions
  #messages = 0

  constructor(options: ImpsScriptingOptions) {
    this.#options = options
  }

  asked(
    primitive: Asked | 'report',
    about: ImpsUser,
    { text }: { readonly text?: string } = {},
  ): Promise<AskedRequest> {
    if (!(about instanceof DirectoryUser)) throw new Error(`${about.uri} is not in the directory of this peer`)
    const what = `${primitive} request about ${about.uri}${text === undefined ? '' : ` with ${JSON.stringify(text)}`}`
    return about.inbox.take(
      what,
      this.#options.bounds.asked,
      asked => asked.primitive === primitive && (text === undefined || asked.text === text),
    )
  }

  deliver(options: DeliverOptions): SspRequest {
    const { from, to, text = '', content, encoding = 'base64', deliveryReport = false } = options
    const sender = typeof from === 'string' ? from : from.uri
    const { type, octets } = content ?? { type: 'text/plain; charset=utf-8', octets: Buffer.from(text, 'utf8') }
    return this.#request({
      name: 'SendMessageRequest',
      deliveryReport,
      metaInfo: metaInfoFor(sender),
      message: {
        messageId: `${this.#options.token}-m${++this.#messages}`,
        contentType: type,
        contentSize: octets.length,
        recipients: [{ user: { userId: wvOf(to) } }],
        sender: { user: { userId: sender } },
        dateTime: dateTimeNow(),
      },
      content: { contentType: type, encoding, octets },
    })
  }

  asksCapability({ about, requester }: { readonly about: string; readonly requester: ImpsUser }): SspRequest {
    return this.#request(
      this.#options.binding.query({ about: 'capability', requester: requester.uri, targets: [wvOf(about)] }),
    )
  }

  reportsDelivery(
    of: AskedRequest,
    { status: code, after }: { readonly status: number; readonly after: number },
  ): Stimulus {
    const [recipient = ''] = of.targets
    const what = 'DeliveryStatusReport'
    const user = this.#options.find(recipient)
    if (!user) throw new Stalled(what, `${recipient} is not in the directory of this peer, so nobody reports`)
    const report: Primitive = {
      name: what,
      metaInfo: metaInfoFor(recipient),
      result: status(code, { description: meaningOf(code) }),
      deliveryTime: dateTimeNow(),
      message: {
        ...(of.messageId === undefined ? {} : { messageId: of.messageId }),
        // Sender is who received the message, recipient its author (`imps-ssp` §8.3).
        recipients: [{ user: { userId: of.sender ?? of.requester ?? '' } }],
        sender: { user: { userId: recipient } },
      },
    }
    const sent = deferred<WireReference>()
    const failed = (error: unknown) => sent.reject(Stalled.by(what, error))
    user.behaviours.later(
      after,
      () => void this.#request(report).sent.then(reference => sent.resolve(reference), failed),
      () => failed('the scenario was over before it was due'),
    )
    return { sent: sent.promise }
  }

  opensSession(): Promise<void> {
    const { endpoint, bounds, clock, observer } = this.#options
    const what = 'SSP session'
    const opening = endpoint.openSession(this.#options.gateway()).then(
      () => undefined,
      (error: unknown) => {
        throw Stalled.by(what, error)
      },
    )
    return awaited({ clock, observer }, opening, what, bounds.setUpStep)
  }

  sessionOpened(): Promise<void> {
    const { sessions, bounds, observer } = this.#options
    const what = 'SSP session opened by the IWF'
    observer.waiting(what, bounds.setUpStep)
    return abandonable(sessions.take(what, bounds.setUpStep).then(() => undefined))
  }

  #request(primitive: Primitive): SspRequest {
    const { endpoint, bounds, clock, observer, token } = this.#options
    const outgoing = endpoint.request(this.#options.gateway(), primitive, { within: bounds.answered.ms, token })
    return new ServerRequest(outgoing, primitive.name, { clock, observer }, bounds.answered)
  }
}

/** A SIMPLE user as IMPS addresses him. */
const wvOf = (user: { readonly uri: string } | string): string =>
  (typeof user === 'string' ? user : user.uri).replace(/^sips?:/i, 'wv:')

/** Now, in the form of SSP: without fractions of a second. */
const dateTimeNow = (): string => new Date().toISOString().replace(/\.\d+Z$/, 'Z')
