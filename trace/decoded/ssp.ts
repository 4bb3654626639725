import { isUtf8 } from 'node:buffer'
import {
  elementNameOf,
  metaInfoOf,
  statusOf,
  type MessageInfo,
  type Mode,
  type Primitive,
  type SetUpPrimitive,
} from '../../protocols/ssp/document.ts'
import type { QueryResult, Recognised } from '../../protocols/ssp/binding/binding.ts'
import type { Status } from '../../protocols/ssp/status.ts'

/** What an SSP transaction is about. `set-up` and `upkeep` (keep-alive, logout) serve the session itself. */
export type SspPurpose = 'capability' | 'block' | 'message' | 'report' | 'set-up' | 'upkeep' | 'other'

/** One transaction of an SSP document, as it was read. */
export interface SspTransaction {
  /** Undefined for a set-up transaction, which stands outside any session. */
  readonly sessionId: string | undefined
  readonly mode: Mode
  readonly transactionId: string
  readonly primitive: Primitive | SetUpPrimitive
}

/** What the binding in force makes of a transaction. */
export interface Understood extends Omit<Recognised, 'primitive' | 'role'> {
  readonly purpose: SspPurpose
  /** What an answer to a query says. */
  readonly answer: QueryResult | undefined
}

/** One SSP transaction as checks read it. Absent text is `''`, absent numbers are 0. */
export class SspView {
  readonly transaction: string
  readonly sessionId: string
  readonly mode: Mode
  /** `answer`: to the query of the same transaction id. */
  readonly kind: 'query' | 'answer'
  /** Of an answer: the purpose of the query that it answers, even where it is a bare Status. */
  readonly primitive: SspPurpose
  /** The primitive as the codec models it. */
  readonly model: Primitive | SetUpPrimitive

  readonly #understood: Understood

  constructor(transaction: SspTransaction, understood: Understood) {
    this.transaction = transaction.transactionId
    this.sessionId = transaction.sessionId ?? ''
    this.mode = transaction.mode
    this.kind = transaction.mode === 'Request' ? 'query' : 'answer'
    this.primitive = understood.purpose
    this.#understood = understood
    this.model = transaction.primitive
  }

  /** Name of the element: `SendMessageRequest`. */
  get name(): string {
    return elementNameOf(this.model)
  }

  get result(): Status | undefined {
    if (this.model.name === 'DeliveryStatusReport') return this.model.result
    // An answer in the words of another binding is outside the model of the codec.
    return statusOf(this.model) ?? this.answer?.status
  }

  /** Code of the Status, of a delivery report that of its DeliveryResult; 0 where there is none. */
  get status(): number {
    return this.result?.code ?? 0
  }

  /** The user on whose behalf a request is made, as written. */
  get requester(): string {
    return this.#understood.requester ?? metaInfoOf(this.model)?.user?.userId ?? ''
  }

  /** `wv:@domain` of the requester. */
  get requesterService(): string {
    return metaInfoOf(this.model)?.serviceId ?? ''
  }

  /** Of a query about users: whom it is about, as written. */
  get targets(): readonly string[] {
    return this.#understood.targets
  }

  /** Of an answer to a query: the clients and block statuses in it. */
  get answer(): QueryResult | undefined {
    return this.#understood.answer
  }

  get messageInfo(): MessageInfo | undefined {
    return this.model.name === 'SendMessageRequest' || this.model.name === 'DeliveryStatusReport'
      ? this.model.message
      : undefined
  }

  /** Sender of a message; of a block query, the sender asked about. */
  get sender(): string {
    return this.#understood.sender ?? (this.primitive === 'block' ? this.requester : '')
  }

  get recipients(): readonly string[] {
    return this.#understood.recipients
  }

  /** The first recipient. */
  get recipient(): string {
    return this.recipients[0] ?? ''
  }

  get messageId(): string {
    if (this.model.name === 'SendMessageResponse') return this.model.messageId ?? ''
    return this.messageInfo?.messageId ?? ''
  }

  /** Whether a delivery report is asked for. */
  get deliveryReport(): boolean {
    return this.model.name === 'SendMessageRequest' && this.model.deliveryReport
  }

  /** Whether a capability query asks for the block status as well. */
  get asksBlockStatus(): boolean {
    return this.kind === 'query' && this.#understood.combined
  }

  /** Whether capabilities are asked for, or told, as a part of presence. */
  get throughPresence(): boolean {
    return this.#understood.through === 'presence'
  }

  get contentType(): string {
    const content = this.model.name === 'SendMessageRequest' ? this.model.content?.contentType : undefined
    return content ?? this.messageInfo?.contentType ?? ''
  }

  /** ContentData, decoded. */
  get content(): Buffer {
    return (this.model.name === 'SendMessageRequest' ? this.model.content?.octets : undefined) ?? Buffer.alloc(0)
  }

  /** {@link SspView.content} as text, `''` when it is not UTF-8. */
  get text(): string {
    const { content } = this
    return isUtf8(content) ? content.toString('utf8') : ''
  }

  /** Every text in the transaction, decoded content included, as one. */
  get everyText(): string {
    const texts: string[] = [this.transaction, this.sessionId]
    collectTexts(this.model, texts)
    return texts.join('\n')
  }
}

function collectTexts(value: unknown, texts: string[]): void {
  if (typeof value === 'string') texts.push(value)
  else if (Buffer.isBuffer(value)) texts.push(value.toString('latin1'))
  else if (typeof value === 'object' && value !== null)
    for (const part of Object.values(value) as unknown[]) collectTexts(part, texts)
}
