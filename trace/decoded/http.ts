import { headerValue, type HttpMessage, type ParsedHttp } from '../../protocols/http/message.ts'
import { isSspContentType } from '../../protocols/ssp/namespaces.ts'
import { readSsp, type SspReading } from '../../protocols/ssp/read.ts'
import type { Decoded } from '../wire-message.ts'
import { offsetIn, shifted } from './octet-ranges.ts'

/** One HTTP message as checks read it. Absent text is `''`, absent numbers are 0. */
export class HttpView {
  readonly parsed: ParsedHttp
  #ssp: SspReading | undefined

  constructor(parsed: ParsedHttp) {
    this.parsed = parsed
  }

  get kind(): 'request' | 'response' | 'unreadable' {
    return this.parsed.message?.kind ?? 'unreadable'
  }

  get message(): HttpMessage | undefined {
    return this.parsed.message
  }

  get method(): string {
    return this.message?.kind === 'request' ? this.message.method : ''
  }

  get target(): string {
    return this.message?.kind === 'request' ? this.message.target : ''
  }

  /** 0 for a request. */
  get status(): number {
    return this.message?.kind === 'response' ? this.message.status : 0
  }

  header(name: string): string | undefined {
    return this.message && headerValue(this.message, name)
  }

  /** With any chunked coding removed. */
  get body(): Buffer {
    return this.message?.body ?? Buffer.alloc(0)
  }

  /** The body read as SSP, where there is one that says to be SSP or begins like XML. */
  get ssp(): SspReading | undefined {
    const { body } = this
    if (body.length === 0) return undefined
    if (!isSspContentType(this.header('content-type') ?? '') && body[0] !== LESS_THAN) return undefined
    return (this.#ssp ??= readSsp(body))
  }
}

const LESS_THAN = 0x3c

/** Violations of an SSP document in the body are among those of the message. */
export function decodeHttp(parsed: ParsedHttp): Decoded<HttpView> {
  const view = new HttpView(parsed)
  const ofBody = () => (view.ssp ? shifted(view.ssp.violations, offsetIn(parsed.octets, view.body)) : [])
  return { view, violations: () => [...parsed.violations, ...ofBody()] }
}
