/** A timer that was started and can be stopped. Cancelling one that has fired or was cancelled does nothing. */
export interface Timer {
  cancel(): void
}

/**
 * The only source of time in `protocols`, so that every protocol timer can be driven by a test.
 * Milliseconds throughout, with sub-millisecond resolution, since an arbitrary origin; never goes backwards.
 */
export interface Clock {
  now(): number
  /** Calls `action` once, `delay` milliseconds from now or as soon after as the process gets to it. */
  after(delay: number, action: () => void): Timer
}

/** The process's monotonic clock. */
export const systemClock: Clock = {
  now: () => performance.now(),
  after(delay, action) {
    const handle = setTimeout(action, delay)
    return { cancel: () => clearTimeout(handle) }
  },
}

interface Pending {
  readonly due: number
  readonly order: number
  readonly action: () => void
}

/** A clock that stands still until it is advanced; timers fire in order of their due time, then of their start. */
export class ManualClock implements Clock {
  #now = 0
  #started = 0
  readonly #pending = new Set<Pending>()

  now(): number {
    return this.#now
  }

  after(delay: number, action: () => void): Timer {
    const pending: Pending = { due: this.#now + Math.max(0, delay), order: this.#started++, action }
    this.#pending.add(pending)
    return { cancel: () => void this.#pending.delete(pending) }
  }

  /** Moves time forward by `milliseconds` and fires all that falls due on the way, including what firing starts. */
  advance(milliseconds: number): void {
    const end = this.#now + milliseconds
    for (let next = this.#earliest(); next !== undefined && next.due <= end; next = this.#earliest()) {
      this.#pending.delete(next)
      this.#now = next.due
      next.action()
    }
    this.#now = end
  }

  /** How many timers are running: zero after a clean shutdown. */
  get running(): number {
    return this.#pending.size
  }

  #earliest(): Pending | undefined {
    let earliest: Pending | undefined
    for (const pending of this.#pending)
      if (!earliest || pending.due < earliest.due || (pending.due === earliest.due && pending.order < earliest.order))
        earliest = pending
    return earliest
  }
}
