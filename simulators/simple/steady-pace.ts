import type { Clock } from '../../protocols/clock.ts'

/**
 * Does something with each item at even intervals, and gives the results when the last is done. An interval that the
 * event loop could not keep is made up for: the rate is what counts, not the single moment.
 */
export function steadily<Item, Result>(
  clock: Clock,
  items: readonly Item[],
  every: number,
  act: (item: Item) => Result,
): Promise<readonly Result[]> {
  const began = clock.now()
  const results: Result[] = []
  return new Promise(resolve => {
    const go = () => {
      const due = Math.floor((clock.now() - began) / every) + 1
      for (const item of items.slice(results.length, due)) results.push(act(item))
      if (results.length < items.length) clock.after(Math.max(1, began + results.length * every - clock.now()), go)
      else resolve(results)
    }
    go()
  })
}
