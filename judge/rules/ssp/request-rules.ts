import { parseWvAddress } from '../../../protocols/ssp/wv-address.ts'
import { sameUser } from '../../readers/ssp.ts'
import type { Rule } from '../rule.ts'
import { perRun } from '../../per-run.ts'
import { aboutTransactions, isOwnDomain, sspRunOf, type OwnTransaction } from '../subjects/ssp-run.ts'

const isQuery = ({ view }: OwnTransaction): boolean => view.kind === 'query'
const isMessage = ({ view }: OwnTransaction): boolean => view.model.name === 'SendMessageRequest'
const isReport = ({ view }: OwnTransaction): boolean => view.model.name === 'DeliveryStatusReport'

const domainOf = (address: string): string => parseWvAddress(address)?.domain?.toLowerCase() ?? ''

/** Primitives that open what IMPS knows beside messages: nothing of SIMPLE is to be forced onto them. */
const FOREIGN = /Group|Invite|ContactList|Search|PublicProfile/

/** Messages of the IMPS side that may be reported on, by messageID. */
const reportable = perRun(run => {
  const asked = new Map<string, boolean>()
  for (const seen of [...sspRunOf(run).values()].flat())
    if (!seen.fromIwf && seen.view.model.name === 'SendMessageRequest')
      asked.set(seen.view.messageId, seen.view.deliveryReport || asked.get(seen.view.messageId) === true)
  return asked
})

/** Messages of the implementation by messageID: the first of each. */
const firstMessages = perRun(run => {
  const first = new Map<string, OwnTransaction['view']>()
  for (const { view, fromIwf } of [...sspRunOf(run).values()].flat())
    if (fromIwf && view.model.name === 'SendMessageRequest' && !first.has(view.messageId))
      first.set(view.messageId, view)
  return first
})

/** Requests of the implementation (`imps-ssp` §6.1, §8). */
export const requestRules: readonly Rule[] = [
  aboutTransactions(
    {
      id: 'SSP-PRM-01',
      clause: 'CR6.0',
      statement: 'No group, invitation, search or list is forced onto the IMPS side',
    },
    isQuery,
    ({ view }) => (FOREIGN.test(view.name) ? `it sends ${view.name}` : undefined),
  ),
  aboutTransactions(
    {
      id: 'SSP-META-01',
      clause: 'SSP binding §6.1',
      statement: 'The requesting user is one of the own domain',
    },
    transaction =>
      isQuery(transaction) && transaction.view.requester !== '' && domainOf(transaction.view.requester) !== '',
    ({ view }, run) => (isOwnDomain(run, domainOf(view.requester)) ? undefined : `it is ${view.requester}`),
  ),
  aboutTransactions(
    {
      id: 'SSP-META-02',
      clause: 'SSP binding §8.1, §13.1',
      statement: 'The sender of a message is the user on whose behalf it is sent',
    },
    transaction => isMessage(transaction) && transaction.view.requester !== '',
    ({ view }) => (sameUser(view.requester, view.sender) ? undefined : `${view.sender} for ${view.requester}`),
  ),
  aboutTransactions(
    {
      id: 'SSP-QRY-01',
      clause: 'SSP binding §14.1',
      statement: 'Users who are asked about, and recipients, are of the domain that is asked',
    },
    transaction =>
      isQuery(transaction) &&
      [...transaction.view.targets, ...transaction.view.recipients].length > 0 &&
      !isReport(transaction),
    ({ view, domain }) => {
      const foreign = [...view.targets, ...view.recipients].filter(
        address => domainOf(address) !== '' && domainOf(address) !== domain.toLowerCase(),
      )
      return foreign.length > 0 ? `${foreign.join(', ')} at ${domain}` : undefined
    },
  ),
  aboutTransactions(
    {
      id: 'SSP-MSG-01',
      clause: 'SSP binding §8.1',
      statement: 'contentSize is the number of octets of the decoded content',
    },
    ({ view }) => view.model.name === 'SendMessageRequest' && view.messageInfo?.contentSize !== undefined,
    ({ view }) =>
      view.messageInfo?.contentSize === view.content.length
        ? undefined
        : `${String(view.messageInfo?.contentSize)} for ${view.content.length} octets`,
  ),
  aboutTransactions(
    {
      id: 'SSP-MSG-02',
      clause: 'SSP binding §8.1',
      statement: 'A message has a messageID, and another message another one',
    },
    isMessage,
    ({ view }, run) => {
      if (view.messageId.trim() === '') return 'it has none'
      const first = firstMessages(run).get(view.messageId)
      const same = first?.content.equals(view.content) === true && first.recipient === view.recipient
      return same ? undefined : `${view.messageId} was that of another message`
    },
  ),
  aboutTransactions(
    {
      id: 'SSP-MSG-03',
      clause: 'SSP binding §2',
      level: 'should',
      statement: 'User ids are written with wv:',
    },
    transaction =>
      isQuery(transaction) &&
      [transaction.view.sender, transaction.view.recipient, transaction.view.requester].some(address => address !== ''),
    ({ view }) => {
      const bare = [view.sender, view.requester, ...view.recipients, ...view.targets].filter(
        address => address !== '' && !/^wv:/i.test(address),
      )
      return bare.length > 0 ? bare.join(', ') : undefined
    },
  ),
  aboutTransactions(
    {
      id: 'SSP-DSR-01',
      clause: 'SSP binding §8.3; simple-iwf §9.3',
      statement: 'A delivery report is about a message of the peer that asked for one',
    },
    isReport,
    ({ view }, run) => {
      const asked = reportable(run).get(view.messageId)
      if (asked === undefined) return `no message has the messageID ${view.messageId}`
      return asked ? undefined : 'no report was asked for'
    },
  ),
]
