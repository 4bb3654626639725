import type { Binding, Recognised } from '../protocols/ssp/binding/binding.ts'
import type { Primitive, SetUpPrimitive, SspDocument } from '../protocols/ssp/document.ts'
import type { HttpView } from './decoded/http.ts'
import { SspView, type SspPurpose, type SspTransaction, type Understood } from './decoded/ssp.ts'
import { WireMessage } from './wire-message.ts'

/**
 * Takes the SSP transactions out of HTTP messages, in the order of the log, and tells of answers what they answer: an
 * answer may be a bare Status, which says by its transaction id alone what was asked.
 */
export class SspCorrelation {
  readonly #binding: Binding
  readonly #asked = new Map<string, SspPurpose>()

  /** The binding in force, since the queries have no public syntax. */
  constructor(binding: Binding) {
    this.#binding = binding
  }

  transactionsIn(http: WireMessage<HttpView>): WireMessage<SspView>[] {
    const { sighting, lag } = http
    const document = http.decoded.view.ssp?.document
    if (!document) return []
    return transactionsOf(document).map(transaction => {
      const view = new SspView(transaction, this.#understand(transaction, http))
      const decoded = { view, violations: () => http.decoded.violations() }
      return new WireMessage<SspView>({ ...sighting, protocol: 'ssp' }, lag, () => decoded)
    })
  }

  #understand(transaction: SspTransaction, { fromIwf, sighting }: WireMessage): Understood {
    const recognised = this.#recognise(transaction)
    const { purpose } = recognised
    const isQuery = transaction.mode === 'Request'
    const key = sspTransactionKey(sighting.owner, isQuery === fromIwf, transaction.transactionId)
    if (isQuery) {
      this.#asked.set(key, purpose)
      return recognised
    }
    // A delivery report may come in answer to the message that it is about (`decisions` 3), and stays one.
    return purpose === 'report' ? recognised : { ...recognised, purpose: this.#asked.get(key) ?? purpose }
  }

  #recognise({ sessionId, primitive }: SspTransaction): Understood {
    const upkeep = sessionId === undefined ? 'set-up' : UPKEEP.has(primitive.name) ? 'upkeep' : undefined
    if (upkeep !== undefined) return { ...NOTHING, purpose: upkeep, answer: undefined }
    // Outside set-up, every primitive is one of a session.
    const ofSession = primitive as Primitive
    const recognised = this.#binding.recognise(ofSession)
    return { ...recognised, purpose: recognised.primitive, answer: this.#binding.readAnswer(ofSession) }
  }
}

const UPKEEP: ReadonlySet<(Primitive | SetUpPrimitive)['name']> = new Set([
  'KeepAliveRequest',
  'KeepAliveResponse',
  'LogoutRequest',
  'LogoutResponse',
])
const NOTHING: Omit<Recognised, 'primitive' | 'role'> = { combined: false, targets: [], recipients: [] }

/** Transaction ids are their requester's: the same id of either side, or between other domains, is another one. */
export const sspTransactionKey = (peer: string, askedByIwf: boolean, transactionId: string): string =>
  `ssp ${peer} ${askedByIwf ? 'iwf' : 'peer'} ${transactionId}`

function transactionsOf(document: SspDocument): SspTransaction[] {
  if (document.kind === 'set-up') return [{ ...document, sessionId: undefined }]
  const { sessionId } = document
  return document.transactions.map(transaction => ({ ...transaction, sessionId }))
}
