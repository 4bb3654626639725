import type { Pair } from './pair.ts'
import { pairKey } from './pair.ts'
import type { LiveSession } from './session/live-session.ts'

/** A session that is being set up. Settles, without a value, when it stands or has failed. */
export interface SetUp {
  readonly over: Promise<void>
  /** Gives way to a session that the other side begins (AMB-16); false where it does not. */
  yield(): boolean
}

/** What there is between two users. */
export class PairState {
  readonly pair: Pair
  readonly #sessions: LiveSession[] = []
  readonly #setUps = new Set<SetUp>()
  readonly #unused: () => void
  /** Settles when the way of all messages handed over so far is decided: keeps them in order. */
  #decided: Promise<unknown> = Promise.resolve()
  #waiting = 0

  constructor(pair: Pair, unused: () => void) {
    this.pair = pair
    this.#unused = unused
  }

  /** The newest session first: a restarted client has forgotten the older ones. */
  get sessions(): readonly LiveSession[] {
    return this.#sessions
  }

  get setUps(): ReadonlySet<SetUp> {
    return this.#setUps
  }

  get inUse(): boolean {
    return this.#sessions.length > 0 || this.#setUps.size > 0 || this.#waiting > 0
  }

  began(setUp: SetUp): void {
    this.#setUps.add(setUp)
    void setUp.over.then(() => {
      this.#setUps.delete(setUp)
      this.#release()
    })
  }

  add(session: LiveSession): void {
    this.#sessions.unshift(session)
  }

  remove(session: LiveSession): void {
    const place = this.#sessions.indexOf(session)
    if (place >= 0) this.#sessions.splice(place, 1)
    this.#release()
  }

  /** Settles when nothing is being set up any more. */
  async settled(): Promise<void> {
    while (this.#setUps.size > 0) await Promise.all([...this.#setUps].map(setUp => setUp.over))
  }

  /**
   * Runs `decide` after all that was handed over before has found its way. `decide` settles when its own way is found.
   */
  inOrder<T>(decide: () => Promise<T>): Promise<T> {
    this.#waiting++
    const mine = this.#decided.then(decide)
    this.#decided = mine
      .catch(() => undefined)
      .then(() => {
        this.#waiting--
        this.#release()
      })
    return mine
  }

  #release(): void {
    if (!this.inUse) this.#unused()
  }
}

/** All pairs between whom there is anything. A pair without session, set-up or message takes no room. */
export class PairTable {
  readonly #pairs = new Map<string, PairState>()

  /** The state of a pair, made when it is asked for. */
  of(pair: Pair): PairState {
    const key = pairKey(pair)
    let state = this.#pairs.get(key)
    if (!state) {
      state = new PairState(pair, () => this.#pairs.delete(key))
      this.#pairs.set(key, state)
    }
    return state
  }

  /** The state of a pair if there is anything between the two. */
  find(pair: Pair): PairState | undefined {
    return this.#pairs.get(pairKey(pair))
  }

  get size(): number {
    return this.#pairs.size
  }

  /** Sessions and set-ups of all pairs. */
  get load(): number {
    let load = 0
    for (const state of this.#pairs.values()) load += state.sessions.length + state.setUps.size
    return load
  }

  *sessions(): IterableIterator<LiveSession> {
    for (const state of this.#pairs.values()) yield* [...state.sessions]
  }
}
