import { isMediaType } from '../media-type.ts'
import { byteRangeContradiction, parseByteRange } from './byte-range.ts'
import { isIdent } from './identifiers.ts'
import { parseMsrpStatus, type MsrpHeader, type MsrpMessage } from './message.ts'
import type { Complain } from './parse.ts'
import { isMsrpUri } from './uri.ts'

/** Where the parts of a parsed message lie. */
export interface MsrpLayout {
  /** End of the last header line. */
  readonly head: number
  /** Start of the CRLF before the end-line, or the end of the octets. */
  readonly limit: number
  readonly flagAt: number
}

const definedHeaders: ReadonlySet<string> = new Set([
  'to-path',
  'from-path',
  'message-id',
  'byte-range',
  'success-report',
  'failure-report',
  'status',
  'content-type',
])

/** Whether RFC 4975 §9 defines the value of a header, whatever the case of its name. */
export function isDefinedHeader(name: string): boolean {
  return definedHeaders.has(name.toLowerCase())
}

/** A chunk beyond this many octets must be interruptible (RFC 4975 §7.1.1). */
export const largestUninterruptible = 2048
/** The most octets that the body of another request than SEND may have (RFC 4975 §7.1). */
export const largestBodyOfOtherRequests = 10240

type Fields = ReadonlyMap<string, MsrpHeader>

/** Holds the fields of a message against what RFC 4975 §7.1, §7.2 and §9 say of them. */
export function checkMsrpFields(message: MsrpMessage, layout: MsrpLayout, complain: Complain): void {
  const fields = byName(message.headers, complain)
  checkPaths(message, complain)
  checkMessageId(fields, complain)
  checkContent(message, fields, layout, complain)
  checkReports(message, fields, layout, complain)
  if (message.kind === 'request') checkByteRange(message, fields, complain)
  if (message.kind === 'response' && message.continuation !== '$')
    complain('MSRP-SYN-31', layout.flagAt, layout.flagAt + 1)
}

function byName(headers: readonly MsrpHeader[], complain: Complain): Fields {
  const fields = new Map<string, MsrpHeader>()
  for (const header of headers) {
    const name = header.name.toLowerCase()
    if (!fields.has(name)) fields.set(name, header)
    else if (definedHeaders.has(name)) complain('MSRP-SYN-11', header.start, header.end, name)
  }
  return fields
}

function checkPaths({ headers }: MsrpMessage, complain: Complain): void {
  checkPath(headers[0], 'to-path', 'MSRP-SYN-09', complain)
  checkPath(headers[1], 'from-path', 'MSRP-SYN-10', complain)
}

function checkPath(
  header: MsrpHeader | undefined,
  name: string,
  misplaced: 'MSRP-SYN-09' | 'MSRP-SYN-10',
  complain: Complain,
): void {
  if (header?.name.toLowerCase() !== name) complain(misplaced, header?.start ?? 0, header?.end ?? 0)
  else if (!header.value.split(' ').every(isMsrpUri)) complain('MSRP-SYN-12', header.start, header.end)
}

function checkMessageId(fields: Fields, complain: Complain): void {
  const header = fields.get('message-id')
  if (header && !isIdent(header.value)) complain('MSRP-SYN-21', header.start, header.end)
}

function checkContent(message: MsrpMessage, fields: Fields, layout: MsrpLayout, complain: Complain): void {
  const { body, headers } = message
  const encoding = fields.get('content-transfer-encoding')
  if (encoding) complain('MSRP-SYN-34', encoding.start, encoding.end)
  const type = fields.get('content-type')
  if (type) {
    if (headers.at(-1) !== type) complain('MSRP-SYN-13', type.start, type.end)
    if (!isMediaType(type.value)) complain('MSRP-SYN-14', type.start, type.end)
  }
  if (!body) {
    for (const [name, header] of fields)
      if (name.startsWith('content-')) complain('MSRP-SYN-33', header.start, header.end, header.name)
    return
  }
  if (message.kind === 'response') complain('MSRP-SYN-30', layout.head, layout.limit)
  else if (!type) complain('MSRP-SYN-15', layout.head, layout.limit)
  if (message.kind === 'request' && message.method !== 'SEND' && body.length > largestBodyOfOtherRequests)
    complain('MSRP-SYN-32', layout.head, layout.limit)
}

function checkReports(message: MsrpMessage, fields: Fields, layout: MsrpLayout, complain: Complain): void {
  const success = fields.get('success-report')
  const failure = fields.get('failure-report')
  const status = fields.get('status')
  if (success && !/^(yes|no)$/i.test(success.value)) complain('MSRP-SYN-25', success.start, success.end)
  if (failure && !/^(yes|no|partial)$/i.test(failure.value)) complain('MSRP-SYN-26', failure.start, failure.end)
  if (status && !parseMsrpStatus(status.value)) complain('MSRP-SYN-28', status.start, status.end)
  if (message.kind !== 'request') return
  const report = message.method === 'REPORT'
  if ((report || message.method === 'SEND') && !fields.has('message-id')) complain('MSRP-SYN-20', 0, layout.head)
  if (!report) return
  if (!status) complain('MSRP-SYN-27', 0, layout.head)
  for (const asked of [success, failure]) if (asked) complain('MSRP-SYN-29', asked.start, asked.end)
}

function checkByteRange(message: MsrpMessage, fields: Fields, complain: Complain): void {
  const header = fields.get('byte-range')
  const range = header && parseByteRange(header.value)
  if (header && !range) complain('MSRP-SYN-22', header.start, header.end)
  if (message.kind !== 'request' || message.method !== 'SEND') return
  const { body } = message
  const length = body?.length ?? 0
  if (header && range) {
    const contradiction = byteRangeContradiction(range, length)
    if (contradiction !== undefined) complain('MSRP-SYN-23', header.start, header.end, contradiction)
  }
  if (length > largestUninterruptible && range?.end !== '*')
    complain('MSRP-SYN-24', header?.start ?? 0, header?.end ?? 0)
}
