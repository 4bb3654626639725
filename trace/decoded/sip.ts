import { isUtf8 } from 'node:buffer'
import { cpimContentType, type ParsedCpim } from '../../protocols/cpim/message.ts'
import { parseCpim } from '../../protocols/cpim/parse.ts'
import { parseCSeq, type CSeq } from '../../protocols/sip/cseq.ts'
import { canonicalHeaderName, firstHeaderValue, headerValues } from '../../protocols/sip/headers.ts'
import type { ParsedSip, SipHeader, SipMessage } from '../../protocols/sip/message.ts'
import { parseNameAddress } from '../../protocols/sip/name-address.ts'
import { parseSip } from '../../protocols/sip/parse.ts'
import { tagOf } from '../../protocols/sip/tag.ts'
import { validateSip } from '../../protocols/sip/validate.ts'
import { parseVia, type Via } from '../../protocols/sip/via.ts'
import { essence } from '../../protocols/media-type.ts'
import { parseSdp } from '../../protocols/sdp/parse.ts'
import type { ParsedSdp } from '../../protocols/sdp/description.ts'
import type { Violation } from '../../protocols/violation.ts'
import type { Decoded } from '../wire-message.ts'
import { offsetIn, shifted } from './octet-ranges.ts'

/** One SIP message as checks read it. Absent text is `''`, absent numbers are 0. */
export class SipView {
  readonly parsed: ParsedSip
  /** `keep-alive`: line ends between messages. `unreadable`: octets without a start line of SIP. */
  readonly kind: 'request' | 'response' | 'keep-alive' | 'unreadable'
  // Rules ask for these over and over.
  #firstValues: ReadonlyMap<string, string> | undefined
  readonly #values = new Map<string, readonly string[]>()
  #cseq: CSeq | undefined | 'unread' = 'unread'
  #topVia: Via | undefined | 'unread' = 'unread'
  #fromTag: string | undefined
  #toTag: string | undefined
  #sdp: ParsedSdp | undefined
  #cpim: ParsedCpim | undefined

  constructor(parsed: ParsedSip, keepAlive: boolean) {
    this.parsed = parsed
    this.kind = keepAlive ? 'keep-alive' : (parsed.message?.kind ?? 'unreadable')
  }

  get message(): SipMessage | undefined {
    return this.parsed.message
  }

  /** Method of the request, or of the request that is answered. */
  get method(): string {
    return this.message?.kind === 'request' ? this.message.method : (this.cseq?.method ?? '')
  }

  /** 0 for a request. */
  get status(): number {
    return this.message?.kind === 'response' ? this.message.status : 0
  }

  get requestUri(): string {
    return this.message?.kind === 'request' ? this.message.requestUri : ''
  }

  /** Header fields as they stand. */
  get headers(): readonly SipHeader[] {
    return this.message?.headers ?? []
  }

  /** Value of the first field of that name, unsplit. */
  header(name: string): string | undefined {
    return (this.#firstValues ??= firstValuesOf(this.headers)).get(canonicalHeaderName(name))
  }

  /** All values of that name; fields that are lists are split at their commas. */
  values(name: string): readonly string[] {
    let values = this.#values.get(name)
    if (!values) this.#values.set(name, (values = this.message ? headerValues(this.message, name) : []))
    return values
  }

  get callId(): string {
    return this.header('call-id') ?? ''
  }

  get cseq(): CSeq | undefined {
    if (this.#cseq === 'unread') this.#cseq = parseCSeq(this.header('cseq') ?? '')
    return this.#cseq
  }

  get topVia(): Via | undefined {
    if (this.#topVia === 'unread') this.#topVia = this.message && parseVia(firstHeaderValue(this.message, 'via') ?? '')
    return this.#topVia
  }

  get branch(): string {
    return this.topVia?.branch ?? ''
  }

  get fromTag(): string {
    return (this.#fromTag ??= (this.message && tagOf(this.message, 'from')) ?? '')
  }

  get toTag(): string {
    return (this.#toTag ??= (this.message && tagOf(this.message, 'to')) ?? '')
  }

  /** URI in From, To or another header of one address, as written. */
  address(name: string): string {
    return parseNameAddress(this.values(name)[0] ?? '')?.uri ?? ''
  }

  /** Whether a request belongs to a dialog. */
  get inDialog(): boolean {
    return this.kind === 'request' && this.toTag !== ''
  }

  get body(): Buffer {
    return this.message?.body ?? Buffer.alloc(0)
  }

  /** `type/subtype` in lower case. */
  get contentType(): string {
    return essence(this.header('content-type') ?? '')
  }

  get hasSdp(): boolean {
    return this.body.length > 0 && this.contentType === 'application/sdp'
  }

  /** The body read as SDP, where it says to be. */
  get sdp(): ParsedSdp | undefined {
    return this.hasSdp ? (this.#sdp ??= parseSdp(this.body)) : undefined
  }

  /** The body read as CPIM, where it says to be. */
  get cpim(): ParsedCpim | undefined {
    return this.contentType === 'message/cpim' ? (this.#cpim ??= parseCpim(this.body)) : undefined
  }

  /** Type of the content itself, without CPIM wrapper. */
  get innerType(): string {
    return this.cpim ? essence(cpimContentType(this.cpim.message)) : this.contentType
  }

  /** The body without CPIM wrapper. */
  get content(): Buffer {
    return this.cpim?.message.content ?? this.body
  }

  /** {@link SipView.content} as text, `''` when it is not UTF-8. */
  get text(): string {
    return isUtf8(this.content) ? this.content.toString('utf8') : ''
  }
}

/** By canonical name. */
function firstValuesOf(headers: readonly SipHeader[]): ReadonlyMap<string, string> {
  const values = new Map<string, string>()
  for (const { name, value } of headers) {
    const canonical = canonicalHeaderName(name)
    if (!values.has(canonical)) values.set(canonical, value)
  }
  return values
}

/**
 * Decodes one message: a frame of a stream, with what its framer found wrong, or a datagram. Violations of an SDP or CPIM
 * body are among those of the message.
 */
export function decodeSip(octets: Buffer, keepAlive: boolean, framing: readonly Violation[]): Decoded<SipView> {
  const parsed = parseSip(octets)
  const view = new SipView(parsed, keepAlive)
  return { view, violations: () => (keepAlive ? [] : [...framing, ...violationsOf(view)]) }
}

const violationsOf = ({ parsed, body, sdp, cpim }: SipView): Violation[] => [
  ...parsed.violations,
  ...validateSip(parsed),
  ...shifted([...(sdp?.violations ?? []), ...(cpim?.violations ?? [])], offsetIn(parsed.octets, body)),
]
