import { passwordDigest } from '../../../protocols/ssp/digest.ts'
import type { Rule } from '../rule.ts'
import {
  aboutTransactions,
  isInSession,
  isOwnDomain,
  isSetUp,
  type OwnTransaction,
  type SspSeen,
} from '../subjects/ssp-run.ts'

const own = ({ setUps }: OwnTransaction): readonly SspSeen[] => setUps.filter(({ fromIwf }) => fromIwf)
const ofPeer = ({ setUps }: OwnTransaction): readonly SspSeen[] => setUps.filter(({ fromIwf }) => !fromIwf)

const secretIn = ({ view: { model } }: SspSeen): Buffer | undefined =>
  model.name === 'SendSecretToken' ? model.secret.octets : undefined
const digestIn = ({ view: { model } }: SspSeen): string | undefined =>
  model.name === 'LoginRequest' ? model.digest : undefined
const issuedIn = ({ view: { model } }: SspSeen): string | undefined =>
  model.name === 'LoginResponse' ? model.sessionId : undefined

const serviceIn = ({ view: { model } }: SspSeen): string | undefined =>
  model.name === 'SendSecretToken' || model.name === 'LoginRequest' ? model.serviceId : undefined

const accepts = ({ view }: SspSeen): boolean =>
  view.model.name === 'LoginResponse' && view.status >= 200 && view.status < 300

/** A set-up was recorded: else the session is from before the run, and nothing can be said. */
const isRecorded = (transaction: OwnTransaction): boolean => transaction.setUps.length > 0

/** Whether digests of one side prove the secrets of the other. */
const proves = (digests: readonly SspSeen[], secrets: readonly SspSeen[]): boolean =>
  digests.some(({ view: { model } }) =>
    secrets.some(secret => {
      const octets = secretIn(secret)
      return octets !== undefined && model.name === 'LoginRequest' && model.digest === passwordDigest(octets)
    }),
  )

/** Set-up and use of SSP sessions (`imps-ssp` §5). */
export const sessionRules: readonly Rule[] = [
  aboutTransactions(
    {
      id: 'SSP-SES-01',
      clause: 'SSP binding §4, §5.4',
      statement: 'A transaction of a session carries the session id that its sender issued',
    },
    transaction => isInSession(transaction) && isRecorded(transaction),
    transaction =>
      own(transaction).some(one => issuedIn(one) === transaction.view.sessionId)
        ? undefined
        : `${transaction.view.sessionId} was never issued`,
  ),
  aboutTransactions(
    {
      id: 'SSP-SES-02',
      clause: 'SSP binding §5.5',
      statement: 'Nothing is sent in a session before both sides have accepted it',
    },
    transaction => isInSession(transaction) && isRecorded(transaction),
    transaction => {
      if (!ofPeer(transaction).some(accepts)) return 'the peer has accepted none'
      return own(transaction).some(accepts) ? undefined : 'it has accepted none itself'
    },
  ),
  aboutTransactions(
    {
      id: 'SSP-SES-03',
      clause: 'SSP binding §5.4',
      statement: 'A session id ends with the domain of the side that issues it',
    },
    transaction => issuedIn(transaction) !== undefined,
    (transaction, run) => {
      const id = issuedIn(transaction) ?? ''
      return isOwnDomain(run, id.slice(id.lastIndexOf('@') + 1)) ? undefined : `${id} is issued`
    },
  ),
  aboutTransactions(
    { id: 'SSP-SES-04', clause: 'SSP binding §5.4', statement: 'Every set-up issues a session id of its own' },
    transaction => issuedIn(transaction) !== undefined,
    transaction => {
      const before = own(transaction).find(
        one => one.process === transaction.process && issuedIn(one) === issuedIn(transaction),
      )
      const again = before?.view.transaction === transaction.view.transaction
      return before && !again ? `${issuedIn(transaction) ?? ''} was issued before` : undefined
    },
  ),
  aboutTransactions(
    {
      id: 'SSP-SET-01',
      clause: 'SSP binding §5.3',
      statement: 'PasswordDigest is that of a secret that the peer sent',
    },
    transaction => digestIn(transaction) !== undefined,
    transaction => (proves([transaction], ofPeer(transaction)) ? undefined : 'it is of no secret that came'),
  ),
  aboutTransactions(
    {
      id: 'SSP-SET-02',
      clause: 'SSP binding §5.1',
      statement: 'The requests of one set-up share one transaction id',
    },
    transaction => isSetUp(transaction) && transaction.view.kind === 'query' && secretIn(transaction) === undefined,
    transaction =>
      own(transaction).some(
        one =>
          secretIn(one) !== undefined &&
          one.view.kind === 'query' &&
          one.view.transaction === transaction.view.transaction,
      )
        ? undefined
        : `no set-up was begun under ${transaction.view.transaction}`,
  ),
  aboutTransactions(
    {
      id: 'SSP-SET-03',
      clause: 'SSP binding §5.2',
      statement: 'serviceID in set-up is that of the own domain',
    },
    transaction => serviceIn(transaction) !== undefined,
    (transaction, run) => {
      const service = serviceIn(transaction) ?? ''
      return service.startsWith('wv:@') && isOwnDomain(run, service.slice('wv:@'.length))
        ? undefined
        : `it is ${service}`
    },
  ),
  aboutTransactions(
    {
      id: 'SSP-SET-04',
      clause: 'SSP binding §15',
      level: 'should',
      statement: 'A secret has 16 octets or more, and is not used again for another set-up',
    },
    transaction => secretIn(transaction) !== undefined,
    transaction => {
      const secret = secretIn(transaction) ?? Buffer.alloc(0)
      if (secret.length < 16) return `it has ${secret.length} octets`
      const before = own(transaction).find(one => secretIn(one)?.equals(secret))
      return before && before.view.transaction !== transaction.view.transaction ? 'it was sent before' : undefined
    },
  ),
  aboutTransactions(
    {
      id: 'SSP-SET-05',
      clause: 'SSP binding §5.5',
      statement: 'A login is accepted only after the peer has proved that the secret reached it',
    },
    accepts,
    transaction => {
      const digests = ofPeer(transaction).filter(one => digestIn(one) !== undefined)
      return proves(digests, own(transaction)) ? undefined : 'no digest of the peer was right'
    },
  ),
]
