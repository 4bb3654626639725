import { domainOf } from './wv-address.ts'

/** An open session: a pair of ids between two domains (`imps-ssp` §5.4). */
export interface Session {
  readonly remoteDomain: string
  /** Labels what we send. */
  readonly localId: string
  /** Labels what the peer sends. */
  readonly remoteId: string
  readonly initiator: 'local' | 'remote'
  /** Higher for sessions opened later. */
  readonly order: number
}

/** A peer that logs in again and again must not fill memory; the oldest sessions go first. */
const mostPerDomain = 64

/** The open sessions of one local domain. Sends go on the newest, receipts are accepted on all (`decisions` 20). */
export class SessionTable {
  readonly #byDomain = new Map<string, Session[]>()
  readonly #unconfirmed = new Set<Session>()
  #opened = 0

  /**
   * Adds a session as the newest of its domain. An acceptor sends on it only once the initiator knows it, which is when
   * `confirmed` settles: before that the initiator would refuse the id.
   */
  open(parts: Omit<Session, 'order'>, confirmed?: Promise<unknown>): Session {
    const session: Session = { ...parts, order: ++this.#opened }
    if (confirmed) {
      this.#unconfirmed.add(session)
      const confirm = () => void this.#unconfirmed.delete(session)
      confirmed.then(confirm, confirm)
    }
    const others = this.#of(session.remoteDomain).filter(({ remoteId }) => remoteId !== session.remoteId)
    this.#byDomain.set(session.remoteDomain, [session, ...others].slice(0, mostPerDomain))
    return session
  }

  /** The session to send on. */
  newest(remoteDomain: string): Session | undefined {
    return this.#of(remoteDomain).find(session => !this.#unconfirmed.has(session))
  }

  /** The session that a received id names: an id counts only from the domain that issued it. */
  withRemoteId(remoteId: string): Session | undefined {
    const session = this.#of(domainOf(remoteId) ?? '').find(each => each.remoteId === remoteId)
    // Who sends on a session knows it.
    if (session) this.#unconfirmed.delete(session)
    return session
  }

  /** Forgets a session. */
  void(session: Session): void {
    const rest = this.#of(session.remoteDomain).filter(other => other !== session)
    this.#byDomain.set(session.remoteDomain, rest)
  }

  all(): Session[] {
    return [...this.#byDomain.values()].flat()
  }

  #of(domain: string): Session[] {
    return this.#byDomain.get(domain.toLowerCase()) ?? []
  }
}
