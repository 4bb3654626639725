import type { Clock } from '../protocols/clock.ts'

/** How long a wait may last, in milliseconds, and the clause or PIXIT item that says so. */
export interface Bound {
  readonly ms: number
  readonly clause: string
}

/**
 * A scripted wait did not get what it waits for: the bound passed, or what came made it impossible. It ends the
 * script; whether that is anybody's fault is for the judge to say.
 */
export class Stalled extends Error {
  override readonly name = 'Stalled'
  readonly code = 'stalled'
  /** What was awaited, e.g. `2xx to INVITE`. */
  readonly what: string
  /** Why it will not come. */
  readonly because: string
  constructor(what: string, because: string) {
    super(`${what}: ${because}`)
    this.what = what
    this.because = because
  }

  /** The stall that an error means; one that is a stall already stays what it is. */
  static by(what: string, error: unknown): Stalled {
    if (error instanceof Stalled) return error
    return new Stalled(what, error instanceof Error ? error.message : String(error))
  }
}

/**
 * The same promise, which may be left behind: its rejection is no fault when nobody awaits it. A script that ended early
 * leaves its other waits so.
 */
export function abandonable<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined)
  return promise
}

/** The first of several events that comes true. When none does it stalls as the first of the waits. */
export async function firstOf(...waits: readonly [Promise<unknown>, ...Promise<unknown>[]]): Promise<unknown> {
  for (const wait of waits) void abandonable(wait)
  return Promise.any(waits).catch(() => waits[0])
}

/** Told of every wait when it begins, so that the record shows what a script was waiting for. */
export interface WaitObserver {
  waiting(what: string, bound: Bound): void
}

/** What a bounded wait needs. */
export interface WaitContext {
  readonly clock: Clock
  readonly observer: WaitObserver
}

/** The value of `promise` if it comes within the bound. Rejects with {@link Stalled} when it does not. */
export function awaited<T>(
  { clock, observer }: WaitContext,
  promise: Promise<T>,
  what: string,
  bound: Bound,
): Promise<T> {
  observer.waiting(what, bound)
  const waiting = new Promise<T>((resolve, reject) => {
    const deadline = clock.after(bound.ms, () => reject(tooLate(what, bound)))
    promise.then(
      value => {
        deadline.cancel()
        resolve(value)
      },
      (error: unknown) => {
        deadline.cancel()
        reject(error instanceof Error ? error : new Error(String(error)))
      },
    )
  })
  return abandonable(waiting)
}

const tooLate = (what: string, { ms, clause }: Bound) => new Stalled(what, `not within ${ms} ms (${clause})`)

interface Waiter<T> {
  readonly matches: (item: T) => boolean
  readonly take: (item: T) => void
  readonly fail: (because: string) => void
}

/** What an inbox stores at most: whoever floods a peer must not fill its memory. */
const mostStored = 10_000

/**
 * What a peer received, in order, for scripts to wait on. Each item is handed out once: a wait takes the earliest item
 * that matches and that no earlier wait took, whether it came before or after the wait began, so no script can miss
 * an event by being slow. Of more than 10,000 items that nobody took the oldest are lost.
 */
export class Inbox<T> {
  readonly #clock: Clock
  readonly #observer: WaitObserver
  readonly #items: T[] = []
  readonly #waiters = new Set<Waiter<T>>()
  /** Why nothing more will come, once it is closed. */
  #closed: string | undefined

  constructor(clock: Clock, observer: WaitObserver) {
    this.#clock = clock
    this.#observer = observer
  }

  /** Adds an item, to the earliest wait that it satisfies or else to the store. */
  add(item: T): void {
    for (const waiter of this.#waiters)
      if (waiter.matches(item)) {
        this.#waiters.delete(waiter)
        waiter.take(item)
        return
      }
    this.#items.push(item)
    if (this.#items.length > mostStored) this.#items.shift()
  }

  /** Takes the earliest matching item. Rejects with {@link Stalled} when `bound` passes or the inbox is closed. */
  take(what: string, bound: Bound, matches: (item: T) => boolean = () => true): Promise<T> {
    const index = this.#items.findIndex(matches)
    const found = this.#items[index]
    if (found !== undefined) {
      this.#items.splice(index, 1)
      return Promise.resolve(found)
    }
    if (this.#closed !== undefined) return abandonable(Promise.reject(new Stalled(what, this.#closed)))
    this.#observer.waiting(what, bound)
    const waiting = new Promise<T>((resolve, reject) => {
      const waiter: Waiter<T> = {
        matches,
        take: item => {
          deadline.cancel()
          resolve(item)
        },
        fail: because => {
          deadline.cancel()
          reject(new Stalled(what, because))
        },
      }
      const deadline = this.#clock.after(bound.ms, () => {
        this.#waiters.delete(waiter)
        reject(tooLate(what, bound))
      })
      this.#waiters.add(waiter)
    })
    return abandonable(waiting)
  }

  /** Ends all waits, present and future, that the stored items do not satisfy. */
  close(because: string): void {
    this.#closed = because
    for (const waiter of this.#waiters) waiter.fail(because)
    this.#waiters.clear()
  }
}
