import type { Clock, Timer } from '../protocols/clock.ts'

/** How often the loop is asked, ms: the shortest timer that the platform has. */
const INTERVAL = 1
/** Delays up to this are the ordinary grain of timers, ms. */
const UNREMARKABLE = 2

/** Tells of every delay of the event loop above 2 ms: while the loop is held up, nothing is read and times are late. */
export class LagMonitor {
  readonly #clock: Clock
  readonly #delayed: (delay: number) => void
  #timer: Timer | undefined

  /** Begins at once; `delayed` is called with milliseconds. */
  constructor(clock: Clock, delayed: (delay: number) => void) {
    this.#clock = clock
    this.#delayed = delayed
    this.#ask()
  }

  stop(): void {
    this.#timer?.cancel()
    this.#timer = undefined
  }

  #ask(): void {
    const due = this.#clock.now() + INTERVAL
    this.#timer = this.#clock.after(INTERVAL, () => {
      const delay = this.#clock.now() - due
      if (delay > UNREMARKABLE) this.#delayed(delay)
      if (this.#timer !== undefined) this.#ask()
    })
  }
}
