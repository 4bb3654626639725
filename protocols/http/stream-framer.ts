import type { Violation } from '../violation.ts'
import { ChunkedReader } from './chunked.ts'
import { endOfHead, parseHead, type HttpHead } from './head.ts'
import { headerTokens, type HttpMessage, type ParsedHttp } from './message.ts'
import { OctetQueue } from './octet-queue.ts'
import { httpViolation } from './rules.ts'

/** One message cut out of a stream. */
export interface FramedHttp extends ParsedHttp {
  /** Octet range within the stream, `end` exclusive. */
  readonly start: number
  readonly end: number
  /** False when the message was cut off, or its end could not be told. */
  readonly complete: boolean
}

export interface HttpFramerLimits {
  /** Octets of start line and header fields, with their line ends. */
  readonly head: number
  /** Octets of the body as transferred. */
  readonly body: number
}

const generous: HttpFramerLimits = { head: 64 * 1024, body: 16 * 1024 * 1024 }

type BodyPlan =
  | { readonly by: 'length'; readonly length: number }
  | { readonly by: 'chunks'; readonly reader: ChunkedReader }
  | { readonly by: 'close' }
  | { readonly by: 'nothing-known' }

interface Current extends HttpHead {
  readonly headLength: number
  readonly plan: BodyPlan
}

/**
 * Cuts one direction of a connection into HTTP/1.x messages (RFC 9112 §6.3), however its octets were chopped.
 * Never throws. When the end of a message cannot be told, that message is given as incomplete and the rest of the
 * stream belongs to nobody: see {@link HttpFramer.lost}.
 */
export class HttpFramer {
  readonly #kind: 'request' | 'response'
  readonly #limits: HttpFramerLimits
  readonly #answersHead: () => boolean
  readonly #queue = new OctetQueue()
  #offset = 0
  #scanned = 0
  #current: Current | undefined
  #lost = false

  /** `answersHead` tells whether the next final response answers a HEAD request and so has no body. */
  constructor(
    kind: 'request' | 'response',
    options: { readonly limits?: Partial<HttpFramerLimits>; readonly answersHead?: () => boolean } = {},
  ) {
    this.#kind = kind
    this.#limits = { ...generous, ...options.limits }
    this.#answersHead = options.answersHead ?? (() => false)
  }

  /** True once message boundaries can no longer be told; everything after that is ignored. */
  get lost(): boolean {
    return this.#lost
  }

  /** The head of the message whose body is still awaited. */
  get awaitingBody(): HttpMessage | undefined {
    return this.#current && this.#message(this.#current, Buffer.alloc(0), this.#current.headLength)
  }

  /** True when octets of an unfinished message wait. */
  get inside(): boolean {
    return this.#current !== undefined || this.#queue.length > 0
  }

  push(octets: Buffer): FramedHttp[] {
    if (this.#lost) return []
    this.#queue.append(octets)
    const messages: FramedHttp[] = []
    for (let next = this.#next(); next !== undefined; next = this.#next()) messages.push(next)
    return messages
  }

  /** Tells the framer that the stream ended; gives what ends with it. */
  end(): FramedHttp[] {
    if (this.#lost || !this.inside) return []
    this.#lost = true
    const octets = this.#queue.take(this.#queue.length)
    const current = this.#current ?? { ...parseHead(octets, this.#kind), headLength: octets.length, plan: unknownPlan }
    const whole = current.plan.by === 'close'
    const cut = httpViolation('HTTP-SYN-10', octets.length, octets.length)
    return [this.#frame(current, octets, current.plan, whole ? [] : [cut], whole)]
  }

  #next(): FramedHttp | undefined {
    if (this.#lost) return undefined
    this.#current ??= this.#readHead()
    const current = this.#current
    if (!current) return this.#tooLargeHead()
    const { plan, headLength } = current
    switch (plan.by) {
      case 'length': {
        if (plan.length > this.#limits.body) return this.#lose(current, headLength, 'HTTP-SYN-12')
        if (this.#queue.length < headLength + plan.length) return undefined
        return this.#finish(current, headLength + plan.length)
      }
      case 'chunks': {
        const state = plan.reader.read(this.#queue.view())
        if (state === 'done') return this.#finish(current, plan.reader.at)
        if (state === 'broken') return this.#lose(current, plan.reader.at, 'HTTP-SYN-09')
        if (this.#queue.length - headLength > this.#limits.body) return this.#lose(current, headLength, 'HTTP-SYN-12')
        return undefined
      }
      case 'close':
        if (this.#queue.length - headLength > this.#limits.body) return this.#lose(current, headLength, 'HTTP-SYN-12')
        return undefined
      case 'nothing-known':
        return this.#lose(current, headLength)
    }
  }

  #readHead(): Current | undefined {
    this.#skipEmptyLines()
    const view = this.#queue.view()
    const end = endOfHead(view, Math.max(0, this.#scanned - 3))
    this.#scanned = view.length
    if (end === -1 || end > this.#limits.head) return undefined
    this.#scanned = 0
    const head = parseHead(Buffer.from(view.subarray(0, end)), this.#kind)
    const violations = [...head.violations]
    return { ...head, violations, headLength: end, plan: planBody(head, end, violations, this.#answersHead) }
  }

  /** RFC 9112 §2.2: empty lines before a start line are ignored; they belong to no message. */
  #skipEmptyLines(): void {
    if (this.#scanned > 0) return
    const view = this.#queue.view()
    let at = 0
    while (view[at] === 0x0a || (view[at] === 0x0d && view[at + 1] === 0x0a)) at += view[at] === 0x0a ? 1 : 2
    if (at === 0) return
    this.#queue.take(at)
    this.#offset += at
  }

  #tooLargeHead(): FramedHttp | undefined {
    if (this.#queue.length <= this.#limits.head) return undefined
    const octets = this.#queue.take(this.#limits.head)
    const head = { ...parseHead(octets, this.#kind), headLength: octets.length, plan: unknownPlan }
    this.#giveUp()
    return this.#frame(head, octets, unknownPlan, [httpViolation('HTTP-SYN-11', 0, octets.length)], false)
  }

  #finish(current: Current, length: number): FramedHttp {
    this.#current = undefined
    return this.#frame(current, this.#queue.take(length), current.plan, [], true)
  }

  #lose(current: Current, length: number, rule?: 'HTTP-SYN-09' | 'HTTP-SYN-12'): FramedHttp {
    const octets = this.#queue.take(Math.min(length, this.#queue.length))
    this.#giveUp()
    const because = rule ? [httpViolation(rule, current.headLength, octets.length)] : []
    return this.#frame(current, octets, current.plan, because, false)
  }

  #giveUp(): void {
    this.#lost = true
    this.#current = undefined
    this.#queue.clear()
  }

  #frame(current: Current, octets: Buffer, plan: BodyPlan, more: readonly Violation[], complete: boolean): FramedHttp {
    const start = this.#offset
    this.#offset += octets.length
    const body = plan.by === 'chunks' ? plan.reader.content(octets) : octets.subarray(current.headLength)
    return {
      message: this.#message(current, body, octets.length),
      violations: [...current.violations, ...more],
      octets,
      start,
      end: start + octets.length,
      complete,
    }
  }

  #message(current: Current, body: Buffer, bodyEnd: number): HttpMessage | undefined {
    const { startLine, headers, headLength } = current
    return startLine && { ...startLine, headers, body, bodyStart: headLength, bodyEnd }
  }
}

const unknownPlan: BodyPlan = { by: 'nothing-known' }

/** RFC 9112 §6.3: how the end of the body is told, in the order of its rules. */
function planBody(head: HttpHead, end: number, violations: Violation[], answersHead: () => boolean): BodyPlan {
  const { startLine, headers } = head
  if (!startLine) return unknownPlan
  if (startLine.kind === 'response') {
    const { status } = startLine
    if (status < 200) return { by: 'length', length: 0 }
    if (answersHead() || status === 204 || status === 304) return { by: 'length', length: 0 }
  }
  const named = (name: string) => headers.filter(header => header.name.toLowerCase() === name)
  const lengths = named('content-length')
  const [coding] = named('transfer-encoding')
  if (coding) {
    const [length] = lengths
    if (length) violations.push(httpViolation('HTTP-SYN-07', length.start, length.end))
    if (headerTokens({ headers }, 'transfer-encoding').join() === 'chunked')
      return { by: 'chunks', reader: new ChunkedReader(end) }
    violations.push(httpViolation('HTTP-SYN-08', coding.start, coding.end))
    return startLine.kind === 'response' ? { by: 'close' } : unknownPlan
  }
  const [first] = lengths
  if (!first) return startLine.kind === 'request' ? { by: 'length', length: 0 } : { by: 'close' }
  const values = new Set(lengths.flatMap(header => header.value.split(',')).map(value => value.trim()))
  if (lengths.length > 1 || first.value.includes(','))
    violations.push(httpViolation('HTTP-SYN-06', first.start, lengths.at(-1)?.end ?? first.end))
  const [value] = values
  if (values.size === 1 && value !== undefined && /^\d{1,15}$/.test(value))
    return { by: 'length', length: Number(value) }
  if (values.size === 1) violations.push(httpViolation('HTTP-SYN-05', first.start, first.end))
  return unknownPlan
}
