import { acceptsMediaType } from '../../protocols/media-type.ts'
import type { HeaderField } from '../../protocols/sip/build.ts'
import { headerValue, headerValues } from '../../protocols/sip/headers.ts'
import type { SipRequest } from '../../protocols/sip/message.ts'
import { tagOf } from '../../protocols/sip/tag.ts'
import type { Violation } from '../../protocols/violation.ts'

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
}

/** Methods that this IWF answers. */
export const ALLOWED = ['INVITE', 'ACK', 'CANCEL', 'BYE', 'OPTIONS', 'MESSAGE']
export const allow: HeaderField = ['Allow', ALLOWED.join(', ')]

const KNOWN_BUT_UNUSED = new Set(['REGISTER', 'SUBSCRIBE', 'NOTIFY', 'PUBLISH', 'INFO', 'REFER', 'UPDATE', 'PRACK'])

/** Media types of a MESSAGE; other types reach the IMPS user inside message/cpim or in a session. */
export const PAGER_TYPES = ['text/plain', 'message/cpim']
const BODY_TYPES: Readonly<Record<string, readonly string[]>> = { INVITE: ['application/sdp'], MESSAGE: PAGER_TYPES }

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
    checkMethod(request) ??
    checkUri(request) ??
    checkHops(request) ??
    (context.merged ? { status: 482 } : undefined) ??
    checkRequire(request) ??
    checkBody(request)
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

function checkMethod({ method }: SipRequest): Refusal | undefined {
  if (ALLOWED.includes(method)) return undefined
  return { status: KNOWN_BUT_UNUSED.has(method) ? 405 : 501, headers: [allow] }
}

/** No TLS means no way to keep what `sips` promises, and nothing but `sip` can be mapped (RFC 5630 §5.1.2). */
function checkUri({ requestUri }: SipRequest): Refusal | undefined {
  return /^sip:/i.test(requestUri) ? undefined : { status: 416 }
}

function checkHops(request: SipRequest): Refusal | undefined {
  return Number(headerValue(request, 'max-forwards') ?? '70') === 0 ? { status: 483 } : undefined
}

/** No extension is understood; a CANCEL is never refused for that (RFC 3261 §8.2.2.3). */
function checkRequire(request: SipRequest): Refusal | undefined {
  if (request.method === 'CANCEL') return undefined
  const required = headerValues(request, 'require')
  return required.length > 0 ? { status: 420, headers: [['Unsupported', required.join(', ')]] } : undefined
}

function checkBody(request: SipRequest): Refusal | undefined {
  const types = BODY_TYPES[request.method]
  if (!types || request.body.length === 0) return undefined
  if (/;\s*handling\s*=\s*optional/i.test(headerValue(request, 'content-disposition') ?? '')) return undefined
  const encodings = headerValues(request, 'content-encoding').filter(coding => coding.toLowerCase() !== 'identity')
  if (encodings.length > 0) return { status: 415, headers: [['Accept-Encoding', 'identity']] }
  const type = headerValue(request, 'content-type')
  if (type === undefined) return { status: 400, reason: 'Missing Content-Type' }
  if (!acceptsMediaType(types, type)) return { status: 415, headers: [['Accept', types.join(', ')]] }
  return undefined
}

/** Whether the request belongs, or claims to belong, to a dialog. */
export function inDialog(request: SipRequest): boolean {
  return tagOf(request, 'to') !== undefined
}
