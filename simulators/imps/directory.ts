import { canonicalWvAddress } from '../../protocols/ssp/wv-address.ts'
import { accepts, effectOf, openToAll, type EffectiveAccess } from './access-lists.ts'
import type { ImpsUserData } from './interface.ts'

/** A user as the answers of the server need him. */
export interface DirectoryEntry {
  /** As answers spell it, with `wv:`. */
  readonly uri: string
  readonly data: ImpsUserData
}

/** The users of one IMPS domain. Addresses are compared as IMPS does: without case, `wv:` or not. */
export class Directory<E extends DirectoryEntry> {
  readonly #domain: string
  readonly #entries = new Map<string, E>()

  constructor(domain: string) {
    this.#domain = domain
  }

  add(entry: E): void {
    this.#entries.set(canonicalWvAddress(entry.uri, this.#domain), entry)
  }

  remove(entry: E): void {
    const key = canonicalWvAddress(entry.uri, this.#domain)
    if (this.#entries.get(key) === entry) this.#entries.delete(key)
  }

  /** Everybody in it, as of now. */
  all(): E[] {
    return [...this.#entries.values()]
  }

  find(address: string): E | undefined {
    return this.#entries.get(canonicalWvAddress(address, this.#domain))
  }
}

/** What the lists of a user mean for one sender. */
export function accessOf(data: ImpsUserData, sender: string): EffectiveAccess {
  const wanted = canonicalWvAddress(sender)
  const own = Object.entries(data.listsFor ?? {}).find(([address]) => canonicalWvAddress(address) === wanted)
  return effectOf(own?.[1] ?? data.lists ?? openToAll)
}

export const isOnline = (data: ImpsUserData): boolean => data.online ?? true

export const accepted = (data: ImpsUserData, sender: string): boolean => accepts(accessOf(data, sender))
