import { toSip } from '../address-mapping.ts'
import type { Configuration } from '../configuration.ts'
import type { Decisions } from '../decisions.ts'
import { tryAgainTimeout } from '../error-mapping/retry-after.ts'
import type { MessageForSimple } from '../imps-domain.ts'
import type { Log } from '../log.ts'
import type { PairState, PairTable } from '../pair-table.ts'
import { pagerRequest, type PagerMessage, newRequestIdentity } from '../pager/pager-message.ts'
import type { PagerSender } from '../pager/pager-sender.ts'
import type { LiveSession } from '../session/live-session.ts'
import type { Purpose } from '../session/outgoing-set-up.ts'
import { serialiseSip } from '../../protocols/sip/serialise.ts'
import type { Address } from '../../protocols/wire/tap.ts'

/** What became of a message of an IMPS user. */
export interface Delivery {
  /** IMPS status code. */
  readonly code: number
  readonly tryAgainTimeout?: number
  /** The SIMPLE user's own client has it: what a delivery report may be made of (§ reports). */
  readonly delivered: boolean
  /** A success REPORT was asked for and decides on `delivered` later. */
  readonly reportToCome?: boolean
}

/** Begins a session towards the SIMPLE user; settles with the SIP status when it stands or has failed. */
export type OpenSession = (
  state: PairState,
  message: MessageForSimple,
  from: string,
  to: string,
  purpose: Purpose,
) => Promise<Opening>

export type Opening =
  | { readonly kind: 'open'; readonly session: LiveSession }
  /** It gave way to a session that the SIMPLE user begins. */
  | { readonly kind: 'yielded' }
  | { readonly kind: 'failed'; readonly status: number; readonly retryAfter: string | undefined }

export interface DeliverContext {
  readonly pairs: PairTable
  readonly pager: PagerSender
  readonly openSession: OpenSession
  readonly decisions: Pick<Decisions, 'impsOutcome' | 'sessionsFor' | 'usesSession'>
  readonly features: Pick<Configuration['features'], 'reverse' | 'autoLimit' | 'sessionMode' | 'largeMessages'>
  readonly domains: { readonly sip: string; readonly ssp: string }
  readonly own: () => Address
  readonly log: Log
}

const ADDRESS_ERROR = 901
const UNKNOWN_USER = 531
const UNSUPPORTED_TYPE = 415
const CANNOT_DELIVER = 410

const code = (value: number): Delivery => ({ code: value, delivered: false })

/** How a message travels, once that is decided: the outcome is still to come. */
type Way = { readonly outcome: Promise<Delivery> }

/**
 * Brings a message of an IMPS user to a SIMPLE user: in the session of the two if there is one, otherwise as a
 * MESSAGE or in a session begun for it. Never both, never lost: what a session loses goes without it, once.
 */
export async function deliver(message: MessageForSimple, context: DeliverContext): Promise<Delivery> {
  const { domains, pairs } = context
  const from = toSip(message.sender, '')
  const to = toSip(message.recipient, domains.ssp)
  if (!from.mapped) return code(ADDRESS_ERROR)
  if (!to.mapped) return code(to.because === 'not-a-user' ? ADDRESS_ERROR : UNKNOWN_USER)
  const addresses = { from: from.address, to: inDomain(to.address, domains.sip) }
  const state = pairs.of({ simple: message.recipient, imps: message.sender })
  const way = await state.inOrder(() => findWay(message, addresses, state, context))
  return way.outcome
}

function inDomain(uri: string, domain: string): string {
  return uri.replace(/@[^;]*/, `@${domain}`)
}

type Addresses = { readonly from: string; readonly to: string }

async function findWay(
  message: MessageForSimple,
  addresses: Addresses,
  state: PairState,
  context: DeliverContext,
): Promise<Way> {
  // A set-up in progress decides: its session, or the way without one (AMB-12).
  await state.settled()
  const inSession = sessionWay(message, addresses, state, context)
  return inSession ?? sessionlessWay(message, addresses, state, context)
}

function sessionWay(
  message: MessageForSimple,
  addresses: Addresses,
  state: PairState,
  context: DeliverContext,
): Way | undefined {
  if (!context.decisions.usesSession()) return undefined
  const sessions = context.decisions.sessionsFor(state.sessions, context.pairs.sessions())
  const offered = sessions.map(session => ({ session, carriage: session.carriage(message.content.type) }))
  const carrier = offered.find(({ carriage }) => carriage === 'carries')?.session
  if (carrier) return { outcome: inSession(carrier, message, addresses, state, context) }
  // What the SIMPLE user's client does not take is not smuggled past it by another way (AMB-32).
  const refused = offered.some(({ carriage }) => carriage === 'wrong-type')
  return refused ? { outcome: Promise.resolve(code(UNSUPPORTED_TYPE)) } : undefined
}

async function inSession(
  session: LiveSession,
  message: MessageForSimple,
  addresses: Addresses,
  state: PairState,
  context: DeliverContext,
): Promise<Delivery> {
  const outcome = await session.deliver(message)
  if (outcome.end === 'status')
    return { code: outcome.code, delivered: false, ...(outcome.code === 200 ? { reportToCome: true } : {}) }
  context.log.event('message.session-lost', { messageId: message.messageId })
  const way = await sessionlessWay(message, addresses, state, context)
  const second = await way.outcome
  return second.code === CANNOT_DELIVER ? { ...second, code: outcome.otherwise } : second
}

async function sessionlessWay(
  message: MessageForSimple,
  addresses: Addresses,
  state: PairState,
  context: DeliverContext,
): Promise<Way> {
  const pager: PagerMessage = { ...addresses, content: message.content, validity: message.validity }
  const purpose = purposeOf(message, pagerOctets(pager, context.own()), context.features)
  if (purpose === 'pager') return { outcome: byPager(pager, context) }
  if (purpose === undefined) return { outcome: Promise.resolve(code(CANNOT_DELIVER)) }
  // What goes by MESSAGE to the same user was handed over before and must arrive before.
  await context.pager.idle(addresses.to)
  const opening = await context.openSession(state, message, addresses.from, addresses.to, purpose)
  switch (opening.kind) {
    case 'open': {
      const outcome = inNewSession(opening.session, message, purpose)
      // Nothing else goes in the session of one message, so that what comes next must not overtake it.
      if (purpose === 'one-message') await outcome
      return { outcome }
    }
    case 'yielded':
      return findWay(message, addresses, state, context)
    case 'failed':
      return { outcome: Promise.resolve(failed(opening.status, opening.retryAfter, context)) }
  }
}

/** How a message goes without a session, by the `octets` of its MESSAGE; undefined: it cannot (RFC 3428 §8). */
function purposeOf(
  message: MessageForSimple,
  octets: number,
  { reverse, autoLimit, sessionMode, largeMessages }: DeliverContext['features'],
): Purpose | 'pager' | undefined {
  const fits = octets <= autoLimit
  switch (reverse) {
    case 'SESSION':
      return 'conversation'
    case 'AUTO':
      return fits && isText(message) ? 'pager' : 'conversation'
    case 'PAGER':
      if (fits) return 'pager'
      return sessionMode && largeMessages ? 'one-message' : undefined
  }
}

/** A session begun for the message that then loses it: there is no further way (§10.5). */
async function inNewSession(session: LiveSession, message: MessageForSimple, purpose: Purpose): Promise<Delivery> {
  const outcome = await (purpose === 'one-message' ? session.deliverAlone(message) : session.deliver(message))
  if (outcome.end === 'elsewhere') return code(outcome.otherwise)
  return { code: outcome.code, delivered: false, ...(outcome.code === 200 ? { reportToCome: true } : {}) }
}

async function byPager(pager: PagerMessage, context: DeliverContext): Promise<Delivery> {
  const { status, retryAfter } = await context.pager.send(pager)
  // 200 is the word of the final recipient's own user agent; 202 is not (RFC 3428 §4).
  if (status >= 200 && status < 300) return { code: 200, delivered: status === 200 }
  return failed(status, retryAfter, context)
}

function failed(status: number, retryAfter: string | undefined, { decisions }: DeliverContext): Delivery {
  const seconds = tryAgainTimeout(retryAfter)
  return { ...code(decisions.impsOutcome(status)), ...(seconds === undefined ? {} : { tryAgainTimeout: seconds }) }
}

const isText = (message: MessageForSimple): boolean => /^text\/plain\b/i.test(message.content.type)

function pagerOctets(pager: PagerMessage, own: Address): number {
  return serialiseSip(pagerRequest(pager, newRequestIdentity(own.host), 'udp', own)).length
}
