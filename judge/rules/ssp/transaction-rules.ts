import { isDeepStrictEqual } from 'node:util'
import type { Rule } from '../rule.ts'
import { aboutTransactions, isInSession, type OwnTransaction } from '../subjects/ssp-run.ts'

/** Steps 2 of set-up carry an id of the answering side's own (`imps-ssp` §5.1). */
const answersSession = (transaction: OwnTransaction): boolean =>
  isInSession(transaction) && transaction.view.kind === 'answer'
const isQuery = ({ view }: OwnTransaction): boolean => view.kind === 'query'

/** Which primitives answer which (`imps-ssp` §7.2, §14); a Status may answer each, a report may come in answer. */
const answersOf: Readonly<Record<string, readonly string[]>> = {
  SendMessageRequest: ['SendMessageResponse', 'DeliveryStatusReport'],
  GetClientCapabilityRequest: ['GetClientCapabilityResponse'],
  GetBlockStatusRequest: ['GetBlockStatusResponse'],
  KeepAliveRequest: ['KeepAliveResponse'],
  LogoutRequest: ['LogoutResponse'],
}

/** Whether requests are the same message, or say the same: in another session, a repetition is another document. */
const isRepeated = (one: OwnTransaction['view'], other: OwnTransaction['view']): boolean =>
  one.name === other.name &&
  (one.messageId === '' ? isDeepStrictEqual(one.model, other.model) : one.messageId === other.messageId)

/** Transactions of a session (`imps-ssp` §4, §6.3, §7.2). */
export const transactionRules: readonly Rule[] = [
  aboutTransactions(
    {
      id: 'SSP-TID-01',
      clause: 'SSP binding §4',
      statement: 'An answer carries the transaction id of a request',
    },
    answersSession,
    ({ asked, view }) => (asked ? undefined : `nothing was asked under the id ${view.transaction}`),
  ),
  aboutTransactions(
    {
      id: 'SSP-TID-02',
      clause: 'SSP binding §4',
      statement: 'A transaction id is used for one request, and for repetitions of it',
    },
    transaction => isQuery(transaction) && isInSession(transaction),
    transaction => {
      const { sameId, view } = transaction
      if (!sameId) return undefined
      return isRepeated(view, sameId.view) ? undefined : `${view.transaction} was that of another ${sameId.view.name}`
    },
  ),
  aboutTransactions(
    { id: 'SSP-TID-03', clause: 'SSP binding §4', statement: 'A transaction id has 1 to 128 characters' },
    isQuery,
    ({ view: { transaction } }) =>
      transaction.trim() !== '' && transaction.length <= 128 ? undefined : `it has ${transaction.length}`,
  ),
  aboutTransactions(
    {
      id: 'SSP-ANS-01',
      clause: 'SSP binding §7.2, §14',
      statement: 'An answer is the primitive that belongs to the request, or a Status',
    },
    transaction => answersSession(transaction) && answersOf[transaction.asked?.view.name ?? ''] !== undefined,
    ({ view, asked }) => {
      const expected = answersOf[asked?.view.name ?? ''] ?? []
      return view.name === 'Status' || expected.includes(view.name)
        ? undefined
        : `${view.name} for ${asked?.view.name ?? ''}`
    },
  ),
  aboutTransactions(
    {
      id: 'SSP-ANS-02',
      clause: 'SSP binding §8.2',
      statement: 'SendMessageResponse has the messageID of the message, or none where nothing was accepted',
    },
    ({ view, asked }) => view.name === 'SendMessageResponse' && (asked?.view.messageId ?? '') !== '',
    ({ view, asked }) => {
      const right = view.messageId === asked?.view.messageId || (view.messageId === '' && view.status >= 400)
      return right ? undefined : `${view.messageId} for ${asked?.view.messageId ?? ''}`
    },
  ),
  aboutTransactions(
    {
      id: 'SSP-ANS-03',
      clause: 'SSP binding §7.2',
      statement: 'A request with an unknown primitive is answered with Status 405 or 501',
    },
    transaction =>
      answersSession(transaction) &&
      transaction.asked?.view.model.name === 'Unknown' &&
      transaction.asked.view.primitive === 'other',
    ({ view }) => ([405, 501].includes(view.status) ? undefined : `${view.name} ${view.status}`),
  ),
  aboutTransactions(
    {
      id: 'SSP-STS-01',
      clause: 'SSP binding §6.3',
      statement: 'Status 201 and 900 say in DetailedResult what failed',
    },
    ({ view }) => view.status === 201 || view.status === 900,
    ({ view }) => ((view.result?.details.length ?? 0) > 0 ? undefined : `${view.status} without DetailedResult`),
  ),
  aboutTransactions(
    { id: 'SSP-STS-02', clause: 'SSP binding §12', statement: 'A status has three digits, of a class that is in use' },
    ({ view }) => view.result !== undefined,
    ({ view: { status } }) => (/^[124-9]\d\d$/.test(String(status)) ? undefined : `the status is ${status}`),
  ),
]
