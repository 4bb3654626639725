import { headerValue } from '../../protocols/sip/headers.ts'
import type { SipRequest } from '../../protocols/sip/message.ts'
import { parseNameAddress } from '../../protocols/sip/name-address.ts'
import { parseUri, type SipUri } from '../../protocols/sip/uri.ts'
import type { MappingRefusal } from '../address-mapping.ts'
import type { Configuration } from '../configuration.ts'
import type { Decisions } from '../decisions.ts'
import type { Pair } from '../pair.ts'
import { senderOf } from './identity.ts'
import type { Refusal } from './request-checks.ts'

export interface PartiesContext {
  readonly sip: Pick<Configuration['sip'], 'domain' | 'trustedHops'>
  readonly ssp: Pick<Configuration['ssp'], 'domain'>
  readonly decisions: Pick<Decisions, 'addressee' | 'impsAddress' | 'trustsHop'>
  /** Whether the IMPS domain is inside the trust domain of asserted identities. */
  readonly impsInside: boolean
  readonly serves: (impsUser: string) => boolean
}

/** The two users that a request is about, or why it cannot be about any. */
export type Parties = { readonly pair: Pair } | { readonly refusal: Refusal }

/** Finds the sender and the addressed IMPS user of a request outside a dialog. */
export function partiesOf(request: SipRequest, cameFrom: string, context: PartiesContext): Parties {
  const target = addressedUser(request, context)
  if ('refusal' in target) return target
  const sender = sendingUser(request, cameFrom, context)
  if ('refusal' in sender) return sender
  return { pair: { simple: sender.user, imps: target.user } }
}

type User = { readonly user: string } | { readonly refusal: Refusal }

/** The IMPS user that a request addresses. */
export function addressedUser(request: SipRequest, context: PartiesContext): User {
  const to = parseNameAddress(headerValue(request, 'to') ?? '')?.uri ?? ''
  return impsUser(context.decisions.addressee({ requestUri: request.requestUri, to }), context)
}

/** The IMPS user whom a SIP URI names. */
export function impsUser(address: string, { decisions, serves }: Pick<PartiesContext, 'decisions' | 'serves'>): User {
  const uri = parseUri(address)
  if (!uri) return refused(400)
  if (!isSip(uri)) return refused(416)
  const mapped = decisions.impsAddress({ ...uri, user: uri.user })
  if (!mapped.mapped) return refused(targetStatus[mapped.because])
  return serves(mapped.address) ? { user: mapped.address } : refused(404)
}

/** The SIMPLE user who sent a request. */
export function sendingUser(request: SipRequest, cameFrom: string, context: PartiesContext): User {
  const sender = senderOf(request, cameFrom, {
    trusts: hop => context.decisions.trustsHop(hop, context.sip.trustedHops),
    impsInside: context.impsInside,
  })
  if (!sender.known) return refused(sender.because === 'anonymous' ? 433 : 400)
  const uri = parseUri(sender.uri)
  // A sender of another domain would be an impostor on the IMPS side, which believes the domain (decision 29).
  if (!uri || !isSip(uri) || uri.host.toLowerCase() !== context.sip.domain) return refused(403)
  const mapped = context.decisions.impsAddress({ ...uri, scheme: 'sip', user: uri.user, host: context.ssp.domain })
  return mapped.mapped ? { user: mapped.address } : refused(403)
}

const targetStatus: Readonly<Record<MappingRefusal, number>> = {
  scheme: 416,
  syntax: 400,
  unmappable: 404,
  'no-user': 484,
  'not-a-user': 404,
}

const isSip = (uri: { readonly scheme: string }): uri is SipUri => uri.scheme === 'sip' || uri.scheme === 'sips'
const refused = (status: number): { readonly refusal: Refusal } => ({ refusal: { status } })
