import type { LagEvent } from './events.ts'

/** Octets that waited while the loop was held up may be recorded a moment before or after the delay itself, ms. */
const VICINITY = 2

interface Delay {
  readonly from: number
  readonly to: number
}

/** When the recorder's event loop was held up. Times in ms since the start of the run; delays do not overlap. */
export class LagTimeline {
  readonly #delays: Delay[] = []

  add(event: LagEvent): void {
    this.#delays.push({ from: (event.t - event.delay) / 1e6, to: event.t / 1e6 })
  }

  /** The longest delay, in ms, around a moment: what was recorded then may have happened so much earlier. */
  around(at: number): number {
    return this.#touching(at - VICINITY, at).reduce((longest, { from, to }) => Math.max(longest, to - from), 0)
  }

  /**
   * All delays of a period together, in ms: what had piled up behind them and was recorded at its end may have happened
   * so much earlier.
   */
  during(from: number, to: number): number {
    return this.#touching(from, to).reduce((sum, delay) => sum + Math.min(delay.to, to) - Math.max(delay.from, from), 0)
  }

  /** Delays that share a moment with a period. */
  #touching(from: number, to: number): readonly Delay[] {
    let low = 0
    let high = this.#delays.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#delays[middle]?.to ?? 0) < from) low = middle + 1
      else high = middle
    }
    let end = low
    while ((this.#delays[end]?.from ?? Number.POSITIVE_INFINITY) <= to) end++
    return this.#delays.slice(low, end)
  }
}
