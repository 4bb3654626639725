import type { SspDocument } from '../protocols/ssp/document.ts'
import type { HttpView } from './decoded/http.ts'
import { SspView, type SspPurpose, type SspTransaction } from './decoded/ssp.ts'
import { WireMessage } from './wire-message.ts'

/** Tells what a request is about; from the binding in force, since the queries have no public syntax. */
export type Recognise = (transaction: SspTransaction) => SspPurpose

/**
 * Takes the SSP transactions out of HTTP messages, in the order of the log, and tells of answers what they answer: an
 * answer may be a bare Status, which says by its transaction id alone what was asked.
 */
export class SspCorrelation {
  readonly #recognise: Recognise
  readonly #asked = new Map<string, SspPurpose>()

  constructor(recognise: Recognise) {
    this.#recognise = recognise
  }

  transactionsIn(http: WireMessage<HttpView>): WireMessage<SspView>[] {
    const { sighting, lag } = http
    const document = http.decoded.view.ssp?.document
    if (!document) return []
    return transactionsOf(document).map(transaction => {
      const view = new SspView(transaction, this.#purpose(transaction, http))
      const decoded = { view, violations: () => http.decoded.violations() }
      return new WireMessage<SspView>({ ...sighting, protocol: 'ssp' }, lag, () => decoded)
    })
  }

  #purpose(transaction: SspTransaction, { fromIwf, sighting }: WireMessage): SspPurpose {
    const recognised = this.#recognise(transaction)
    const isQuery = transaction.mode === 'Request'
    const key = sspTransactionKey(sighting.owner, isQuery === fromIwf, transaction.transactionId)
    if (isQuery) {
      this.#asked.set(key, recognised)
      return recognised
    }
    // A delivery report may come in answer to the message that it is about (`decisions` 3), and stays one.
    return recognised === 'report' ? recognised : (this.#asked.get(key) ?? recognised)
  }
}

/** Transaction ids are their requester's: the same id of either side, or between other domains, is another one. */
export const sspTransactionKey = (peer: string, askedByIwf: boolean, transactionId: string): string =>
  `ssp ${peer} ${askedByIwf ? 'iwf' : 'peer'} ${transactionId}`

function transactionsOf(document: SspDocument): SspTransaction[] {
  if (document.kind === 'set-up') return [{ ...document, sessionId: undefined }]
  const { sessionId } = document
  return document.transactions.map(transaction => ({ ...transaction, sessionId }))
}
