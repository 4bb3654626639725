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
  return new Promise((resolve, reject) => {
    const deadline = clock.after(bound.ms, () =>
      reject(new Stalled(what, `not within ${bound.ms} ms (${bound.clause})`)),
    )
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
}

interface Waiter<T> {
  readonly matches: (item: T) => boolean
  readonly take: (item: T) => void
  readonly fail: (stalled: Stalled) => void
}

/**
 * What a peer received, in order, for scripts to wait on. Each item is handed out once: a wait takes the earliest item
 * that matches and that no earlier wait took, whether it came before or after the wait began, so no script can miss
 * an event by being slow.
 */
export class Inbox<T> {
  readonly #clock: Clock
  readonly #observer: WaitObserver
  readonly #items: T[] = []
  readonly #waiters = new Set<Waiter<T>>()
  #closed: Stalled | undefined

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
  }

  /** Takes the earliest matching item. Rejects with {@link Stalled} when `bound` passes or the inbox is closed. */
  take(what: string, bound: Bound, matches: (item: T) => boolean = () => true): Promise<T> {
    const index = this.#items.findIndex(matches)
    const found = this.#items[index]
    if (found !== undefined) {
      this.#items.splice(index, 1)
      return Promise.resolve(found)
    }
    if (this.#closed) return Promise.reject(new Stalled(what, this.#closed.because))
    this.#observer.waiting(what, bound)
    return new Promise((resolve, reject) => {
      const waiter: Waiter<T> = {
        matches,
        take: item => {
          deadline.cancel()
          resolve(item)
        },
        fail: stalled => {
          deadline.cancel()
          reject(new Stalled(what, stalled.because))
        },
      }
      const deadline = this.#clock.after(bound.ms, () => {
        this.#waiters.delete(waiter)
        reject(new Stalled(what, `not within ${bound.ms} ms (${bound.clause})`))
      })
      this.#waiters.add(waiter)
    })
  }

  /** Ends all waits, present and future, that the stored items do not satisfy. */
  close(because: string): void {
    this.#closed = new Stalled('wait', because)
    for (const waiter of this.#waiters) waiter.fail(this.#closed)
    this.#waiters.clear()
  }
}
