import type { Clock } from '../../protocols/clock.ts'
import { deferred } from '../../protocols/deferred.ts'
import type { Binding } from '../../protocols/ssp/binding/binding.ts'
import { metaInfoFor } from '../../protocols/ssp/binding/project.ts'
import type { Primitive, Transaction } from '../../protocols/ssp/document.ts'
import type { SspEndpoint } from '../../protocols/ssp/endpoint.ts'
import type { Session } from '../../protocols/ssp/session.ts'
import { meaningOf, status } from '../../protocols/ssp/status.ts'
import type { WireReference } from '../../protocols/wire/tap.ts'
import type { PeerObserver } from '../observer.ts'
import { abandonable, awaited, Stalled, type Bound, type Inbox } from '../wait.ts'
import { DirectoryUser } from './directory-user.ts'
import type {
  AskedRequest,
  DeliverOptions,
  ImpsBounds,
  ImpsScript,
  ImpsUser,
  PostedDocument,
  Primitive as Asked,
  Recipient,
  SspReport,
  SspRequest,
} from './interface.ts'
import { Posted } from './posted-document.ts'
import { ServerRequest } from './server-request.ts'
import { conductName, type ConductedSetUps, type SetUpConduct } from './set-up-conduct.ts'

export interface ImpsScriptingOptions {
  /** The end of SSP in force: a restarted server has a new one. */
  readonly endpoint: () => SspEndpoint
  /** SIP domain of the interworking function. */
  readonly gateway: () => string
  readonly binding: Binding
  readonly bounds: ImpsBounds
  readonly clock: Clock
  readonly observer: PeerObserver
  /** Part of transaction and message ids. */
  readonly token: string
  /** Sessions that the interworking function opened. */
  readonly sessions: Inbox<Session>
  /** Answers of the interworking function to nothing that waits for them. */
  readonly unmatched: Inbox<Transaction>
  readonly setUps: ConductedSetUps
  /** Makes the server answer nothing; told of each request that it ignores. */
  readonly silence: (ignored: () => void) => void
  /** Ends the server and starts it again at the same address. */
  readonly restart: () => Promise<void>
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
    { text, within = this.#options.bounds.asked }: { readonly text?: string; readonly within?: Bound } = {},
  ): Promise<AskedRequest> {
    if (!(about instanceof DirectoryUser)) throw new Error(`${about.uri} is not in the directory of this peer`)
    const what = `${primitive} request about ${about.uri}${text === undefined ? '' : ` with ${JSON.stringify(text)}`}`
    return about.inbox.take(
      what,
      within,
      asked => asked.primitive === primitive && (text === undefined || asked.text === text),
    )
  }

  deliver(options: DeliverOptions): SspRequest {
    const { from, to, text = '', content, encoding = 'base64', deliveryReport = false } = options
    const { requester, messageId = `${this.#options.token}-m${++this.#messages}` } = options
    const sender = typeof from === 'string' ? from : from.uri
    const { type, octets } = content ?? { type: 'text/plain; charset=utf-8', octets: Buffer.from(text, 'utf8') }
    const recipients = Array.isArray(to) ? (to as readonly Recipient[]) : [to as Recipient]
    const request: Primitive = {
      name: 'SendMessageRequest',
      deliveryReport,
      metaInfo: metaInfoFor(requester ?? sender),
      message: {
        messageId,
        contentType: type,
        contentSize: octets.length,
        recipients: recipients.map(recipient => ({ user: { userId: wvOf(recipient) } })),
        sender: { user: { userId: sender } },
        dateTime: dateTimeNow(),
      },
      content: { contentType: type, encoding, octets },
    }
    return this.#request(request, options.within)
  }

  asksCapability({ about, requester }: { readonly about: string; readonly requester: ImpsUser }): SspRequest {
    return this.#request(
      this.#options.binding.query({ about: 'capability', requester: requester.uri, targets: [wvOf(about)] }),
    )
  }

  reportsDelivery(
    of: AskedRequest,
    { status: code, after }: { readonly status: number; readonly after: number },
  ): SspReport {
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
    let request: SspRequest | undefined
    const failed = (error: unknown) => sent.reject(Stalled.by(what, error))
    user.behaviours.later(
      after,
      () => {
        request = this.#request(report)
        request.sent.then(reference => sent.resolve(reference), failed)
      },
      () => failed('the scenario was over before it was due'),
    )
    return {
      sent: sent.promise,
      repeat: () =>
        request?.repeat() ?? { sent: abandonable(Promise.reject(new Stalled(what, 'it was not sent yet'))) },
    }
  }

  opensSession(): Promise<void> {
    const { endpoint, bounds, clock, observer } = this.#options
    const what = 'SSP session'
    const opening = endpoint()
      .openSession(this.#options.gateway())
      .then(
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

  async triesSession(): Promise<boolean> {
    const { endpoint, bounds, clock, observer } = this.#options
    const opening = endpoint()
      .openSession(this.#options.gateway())
      .then(
        () => true,
        () => false,
      )
    return awaited({ clock, observer }, opening, 'SSP session, or its refusal', bounds.setUpStep)
  }

  setsUp(conduct: SetUpConduct | undefined): void {
    const { setUps, observer, endpoint } = this.#options
    if (!conduct) {
      setUps.conduct(undefined)
      return
    }
    const target = endpoint().domain
    observer.behaviour(conductName(conduct), target, false)
    setUps.conduct(conduct, () => observer.behaviour(conductName(conduct), target, true))
  }

  fallsSilent(): void {
    const { observer, endpoint, silence } = this.#options
    const target = endpoint().domain
    observer.behaviour('ignores whatever is asked', target, false)
    let exercised = false
    silence(() => {
      if (!exercised) observer.behaviour('ignores whatever is asked', target, true)
      exercised = true
    })
  }

  sessionLapsed(): Promise<void> {
    const { setUps, bounds, observer } = this.#options
    const what = 'end of an SSP session that nobody used'
    observer.waiting(what, bounds.setUpStep)
    return abandonable(setUps.lapsed.take(what, bounds.setUpStep).then(() => undefined))
  }

  restarts(): Promise<void> {
    return this.#options.restart()
  }

  posts(
    compose: Parameters<ImpsScript['posts']>[0],
    { contentType }: { readonly contentType?: string } = {},
  ): PostedDocument & { readonly transactionId: string } {
    const { endpoint, gateway, bounds, clock, observer, unmatched, token } = this.#options
    const domain = gateway()
    const transactionId = `${token}-p${++this.#messages}`
    const end = endpoint()
    const session = end.sessions.newest(domain)
    const post = (session ? Promise.resolve(session) : end.openSession(domain)).then(({ localId: sessionId }) =>
      end.post(domain, Buffer.from(compose({ sessionId, transactionId })), {
        within: bounds.answered.ms,
        sessionId,
        transactionId,
        ...(contentType === undefined ? {} : { contentType }),
      }),
    )
    const posted = new Posted(post, { context: { clock, observer }, bound: bounds.answered, unmatched })
    return Object.assign(posted, { transactionId })
  }

  #request(primitive: Primitive, bound = this.#options.bounds.answered): SspRequest {
    const { endpoint, clock, observer, token } = this.#options
    const within = bound.ms
    const outgoing = endpoint().request(this.#options.gateway(), primitive, { within, token })
    const { transactionId } = outgoing
    const again = (verbatim: Buffer) =>
      endpoint().request(this.#options.gateway(), primitive, { within, transactionId, verbatim })
    return new ServerRequest(outgoing, primitive.name, { clock, observer }, bound, again)
  }
}

/** A SIMPLE user as IMPS addresses him. */
const wvOf = (user: { readonly uri: string } | string): string =>
  (typeof user === 'string' ? user : user.uri).replace(/^sips?:/i, 'wv:')

/** Now, in the form of SSP: without fractions of a second. */
const dateTimeNow = (): string => new Date().toISOString().replace(/\.\d+Z$/, 'Z')
