/** One line of the printed figures. */
export interface BenchRow {
  readonly name: string
  /** The figure with its unit, or why there is none. */
  measure(): string | Promise<string>
}

/** `12,345` */
export const whole = (value: number): string => Math.round(value).toLocaleString('en-US')

/** How often `action` can be done in a second: after a warm-up of a tenth of the time, for `seconds`. */
export function perSecond(seconds: number, action: () => void): number {
  const during = (length: number) => {
    const end = performance.now() + length * 1000
    let count = 0
    while (performance.now() < end) {
      for (let i = 0; i < 100; i++) action()
      count += 100
    }
    return count
  }
  during(seconds / 10)
  const from = performance.now()
  const count = during(seconds)
  return (count * 1000) / (performance.now() - from)
}
