/**
 * Runs tasks, at most `limit` at a time, in the given order of starting, for as long as `goOn` holds. Resolves when all
 * that were started are done, to those that were not; a task that rejects makes the whole reject then.
 */
export async function concurrently<T>(
  limit: number,
  tasks: readonly T[],
  run: (task: T) => Promise<void>,
  goOn: () => boolean,
): Promise<readonly T[]> {
  let next = 0
  const worker = async () => {
    for (let task = tasks[next]; task !== undefined && goOn(); task = tasks[next]) {
      next++
      await run(task)
    }
  }
  const ended = await Promise.allSettled(Array.from({ length: Math.min(limit, tasks.length) }, worker))
  for (const end of ended) if (end.status === 'rejected') throw end.reason
  return tasks.slice(next)
}
