import type { Clock, Timer } from '../clock.ts'

/**
 * Repeats an action at growing intervals: the first time after `first` milliseconds, then each interval twice as long
 * as the one before, up to `longest`. Timers A, E and G of RFC 3261 §17 and the 2xx of §13.3.1.4 are of this shape.
 * Each repetition is due at a time computed from the start, so that a late one does not delay those after it.
 */
export class Retransmission {
  readonly #clock: Clock
  readonly #longest: number
  readonly #action: () => void
  #interval: number
  #due: number
  #timer: Timer

  constructor(clock: Clock, first: number, longest: number, action: () => void) {
    this.#clock = clock
    this.#longest = longest
    this.#action = action
    this.#interval = first
    this.#due = clock.now() + first
    this.#timer = clock.after(first, this.#fire)
  }

  /** From the next repetition on, all intervals are the longest (RFC 3261 §17.1.2.2, *Proceeding*). */
  slowDown(): void {
    this.#interval = this.#longest
  }

  stop(): void {
    this.#timer.cancel()
  }

  readonly #fire = (): void => {
    this.#interval = Math.min(2 * this.#interval, this.#longest)
    this.#due += this.#interval
    this.#timer = this.#clock.after(Math.max(0, this.#due - this.#clock.now()), this.#fire)
    this.#action()
  }
}
