import { acceptsMediaType } from '../../protocols/media-type.ts'
import type { HeaderField } from '../../protocols/sip/build.ts'
import { withBrackets } from '../../protocols/sip/host-brackets.ts'
import { headerValue, headerValues } from '../../protocols/sip/headers.ts'
import type { SipRequest } from '../../protocols/sip/message.ts'
import { tagOf } from '../../protocols/sip/tag.ts'
import type { Violation } from '../../protocols/violation.ts'
import { allowOf, RECIPIENT_LIST, type Repertoire } from './repertoire.ts'

/** A request that goes no further, and the response that says why. */
export interface Refusal {
  readonly status: number
  readonly reason?: string
  readonly headers?: readonly HeaderField[]
}

export interface RequestCheckContext {
  readonly violations: readonly Violation[]
  /** The same original request is being answered already (RFC 3261 §8.2.2.2). */
  readonly merged: boolean
  readonly repertoire: Repertoire
  readonly understands: (tag: string, extensions: readonly string[]) => boolean
  /** Why `sips` goes no further. */
  readonly sips: Refusal | undefined
  /** Why the address of a request outside a dialog leads nowhere (RFC 3261 §8.2.2.1). */
  readonly unreachable?: ((request: SipRequest) => Refusal | undefined) | undefined
}

/** Methods that exist; those that the repertoire lacks are refused with 405, all others with 501. */
const KNOWN = new Set(
  'INVITE ACK CANCEL BYE OPTIONS MESSAGE REGISTER SUBSCRIBE NOTIFY PUBLISH INFO REFER UPDATE PRACK'.split(' '),
)

/**
 * Syntax rules without which the request cannot be processed safely; departures from all others are tolerated
 * (RFC 3261 §8.2, RFC 4475: be liberal where the meaning is plain).
 */
const FATAL = new Set(
  [1, 6, 7, 8, 10, 11, 12, 17, 18, 19, 20, 21, 23, 25, 26, 27, 28, 29, 30, 33, 52].map(
    number => `SIP-SYN-${String(number).padStart(2, '0')}`,
  ),
)
const MANDATORY = ['Via', 'From', 'To', 'Call-ID', 'CSeq']
const VERSION_RULE = 'SIP-SYN-03'

/** The checks of a UAS in the order of RFC 3261 §8.2; undefined when the request may go on to its method. */
export function checkRequest(request: SipRequest, context: RequestCheckContext): Refusal | undefined {
  return (
    checkForm(request, context.violations) ??
    checkMethod(request, context.repertoire) ??
    checkUri(request, context.sips) ??
    (inDialog(request) ? undefined : context.unreachable?.(request)) ??
    checkHops(request) ??
    (context.merged ? { status: 482 } : undefined) ??
    checkRequire(request, context) ??
    checkBody(request, context.repertoire)
  )
}

function checkForm(request: SipRequest, violations: readonly Violation[]): Refusal | undefined {
  if (request.version.toUpperCase() !== 'SIP/2.0' || violations.some(({ rule }) => rule === VERSION_RULE))
    return { status: 505 }
  const missing = MANDATORY.find(name => headerValue(request, name) === undefined)
  if (missing !== undefined) return { status: 400, reason: `Missing ${missing}` }
  const fatal = violations.find(({ rule }) => FATAL.has(rule))
  return fatal ? { status: 400, reason: `Bad Request (${fatal.clause})` } : undefined
}

function checkMethod({ method }: SipRequest, repertoire: Repertoire): Refusal | undefined {
  if (repertoire.methods.includes(method)) return undefined
  return { status: KNOWN.has(method) ? 405 : 501, headers: [allowOf(repertoire)] }
}

/** Nothing but `sip` and `sips` can be mapped. */
function checkUri({ requestUri }: SipRequest, sips: Refusal | undefined): Refusal | undefined {
  if (/^sips:/i.test(requestUri)) return sips
  return /^sip:/i.test(requestUri) ? undefined : { status: 416 }
}

/**
 * What `sips` promises ends at the IMPS domain, of whose servers nobody knows how they reach each other and their
 * clients: it is refused, and without any TLS it is unknown (RFC 5630 §5.1.2, RFC 7247 §8).
 */
export const sipsNotAllowed = (hasTls: boolean, host: string): Refusal =>
  hasTls ? { status: 480, headers: [['Warning', `380 ${withBrackets(host)} "SIPS Not Allowed"`]] } : { status: 416 }

function checkHops(request: SipRequest): Refusal | undefined {
  return Number(headerValue(request, 'max-forwards') ?? '70') === 0 ? { status: 483 } : undefined
}

/** An extension that is not understood is named; a CANCEL is never refused for that (RFC 3261 §8.2.2.3). */
function checkRequire(request: SipRequest, { repertoire, understands }: RequestCheckContext): Refusal | undefined {
  if (request.method === 'CANCEL') return undefined
  const unknown = headerValues(request, 'require').filter(tag => !understands(tag, repertoire.extensions))
  return unknown.length > 0 ? { status: 420, headers: [['Unsupported', unknown.join(', ')]] } : undefined
}

function checkBody(request: SipRequest, { pagerTypes }: Repertoire): Refusal | undefined {
  const types = bodyTypes(request, pagerTypes)
  if (!types || request.body.length === 0) return undefined
  if (/;\s*handling\s*=\s*optional/i.test(headerValue(request, 'content-disposition') ?? '')) return undefined
  const encodings = headerValues(request, 'content-encoding').filter(coding => coding.toLowerCase() !== 'identity')
  if (encodings.length > 0) return { status: 415, headers: [['Accept-Encoding', 'identity']] }
  const type = headerValue(request, 'content-type')
  if (type === undefined) return { status: 400, reason: 'Missing Content-Type' }
  if (!acceptsMediaType(types, type)) return { status: 415, headers: [['Accept', types.join(', ')]] }
  return undefined
}

function bodyTypes(request: SipRequest, pagerTypes: readonly string[]): readonly string[] | undefined {
  switch (request.method) {
    case 'INVITE':
      return ['application/sdp']
    case 'MESSAGE':
      return hasRecipientList(request) ? ['multipart/mixed'] : pagerTypes
    default:
      return undefined
  }
}

/** Whether a MESSAGE brings its recipients with it (RFC 5365 §6). */
export const hasRecipientList = (request: SipRequest): boolean =>
  headerValues(request, 'require').some(tag => tag.toLowerCase() === RECIPIENT_LIST)

/** Whether the request belongs, or claims to belong, to a dialog. */
export function inDialog(request: SipRequest): boolean {
  return tagOf(request, 'to') !== undefined
}
