import type { LagEvent } from './events.ts'

/** Octets that waited while the loop was held up may be recorded a moment before or after the delay itself, ms. */
const VICINITY = 2

/** When the recorder's event loop was held up. Times in ms since the start of the run; delays do not overlap. */
export class LagTimeline {
  readonly #delays: { readonly from: number; readonly to: number }[] = []

  add(event: LagEvent): void {
    this.#delays.push({ from: (event.t - event.delay) / 1e6, to: event.t / 1e6 })
  }

  /** The longest delay, in ms, around a moment: what was recorded then may have happened so much earlier. */
  around(at: number): number {
    let low = 0
    let high = this.#delays.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#delays[middle]?.to ?? 0) < at - VICINITY) low = middle + 1
      else high = middle
    }
    let longest = 0
    for (let index = low; index < this.#delays.length; index++) {
      const delay = this.#delays[index]
      if (!delay || delay.from > at) break
      longest = Math.max(longest, delay.to - delay.from)
    }
    return longest
  }
}
