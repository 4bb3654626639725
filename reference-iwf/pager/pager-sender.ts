import { firstHeaderValue, headerValue } from '../../protocols/sip/headers.ts'
import type { SipResponse } from '../../protocols/sip/message.ts'
import { parseNameAddress } from '../../protocols/sip/name-address.ts'
import { parseSipUri } from '../../protocols/sip/uri.ts'
import type { Decisions } from '../decisions.ts'
import type { Log } from '../log.ts'
import type { SipFront } from '../sip/sip-front.ts'
import {
  newRequestIdentity,
  pagerRequest,
  redirected,
  type PagerMessage,
  type RequestIdentity,
} from './pager-message.ts'

/** What became of a MESSAGE. */
export interface PagerOutcome {
  /** Final SIP status; 408 when none came. */
  readonly status: number
  readonly retryAfter: string | undefined
}

const NO_ANSWER: PagerOutcome = { status: 408, retryAfter: undefined }

/**
 * Sends messages of IMPS users as MESSAGE requests, one at a time to each SIMPLE user (RFC 3428 §8), in the order in
 * which they were handed over.
 */
export class PagerSender {
  readonly #sip: SipFront
  readonly #decisions: Pick<Decisions, 'sendsOneAtATime'>
  readonly #log: Log
  /** Settles when the last MESSAGE to that URI was answered. */
  readonly #lasts = new Map<string, Promise<unknown>>()

  constructor(sip: SipFront, decisions: Pick<Decisions, 'sendsOneAtATime'>, log: Log) {
    this.#sip = sip
    this.#decisions = decisions
    this.#log = log
  }

  send(message: PagerMessage): Promise<PagerOutcome> {
    const last = this.#decisions.sendsOneAtATime() ? this.#lasts.get(message.to) : undefined
    const before = last ?? Promise.resolve()
    const outcome = before.then(() => this.#sendNow(message))
    this.#lasts.set(message.to, outcome)
    void outcome.then(() => {
      if (this.#lasts.get(message.to) === outcome) this.#lasts.delete(message.to)
    })
    return outcome
  }

  /** Settles when nothing that was handed over for that user is unanswered. */
  async idle(to: string): Promise<void> {
    await this.#lasts.get(to)
  }

  async #sendNow(message: PagerMessage): Promise<PagerOutcome> {
    const identity = newRequestIdentity(this.#sip.address.host)
    const first = await this.#transact(message, identity, message.to)
    const moved = first && first.status >= 300 && first.status < 400 ? contactOf(first) : undefined
    // A redirection is followed once.
    const last = moved === undefined ? first : await this.#transact(message, redirected(identity), moved)
    if (!last) return NO_ANSWER
    return { status: last.status, retryAfter: headerValue(last, 'retry-after') }
  }

  #transact(message: PagerMessage, identity: RequestIdentity, requestUri: string): Promise<SipResponse | undefined> {
    const { address } = this.#sip
    this.#log.event('pager.sending', { to: message.to, callId: identity.callId })
    return new Promise(resolve => {
      void this.#sip.request(transport => pagerRequest(message, identity, transport, address, requestUri), {
        response: ({ message: answer }) => {
          if (answer.status >= 200) resolve(answer)
        },
        timedOut: () => resolve(undefined),
        failed: () => resolve(undefined),
      })
    })
  }
}

function contactOf(response: SipResponse): string | undefined {
  const uri = parseNameAddress(firstHeaderValue(response, 'contact') ?? '')?.uri
  return uri !== undefined && parseSipUri(uri)?.scheme === 'sip' ? uri : undefined
}
