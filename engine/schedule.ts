/**
 * Runs tasks, at most `limit` at a time, in the given order of starting. Resolves when all are done; a task that
 * rejects makes the whole reject once the others that were started have ended.
 */
export async function concurrently<T>(
  limit: number,
  tasks: readonly T[],
  run: (task: T) => Promise<void>,
): Promise<void> {
  let next = 0
  const worker = async () => {
    for (let task = tasks[next++]; task !== undefined; task = tasks[next++]) await run(task)
  }
  const ended = await Promise.allSettled(Array.from({ length: Math.min(limit, tasks.length) }, worker))
  for (const end of ended) if (end.status === 'rejected') throw end.reason
}
