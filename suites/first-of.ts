/** The first of several waits that comes true, for scripts that leave the way to the IWF; stalls where the first does. */
export async function firstOf(...waits: readonly [Promise<unknown>, ...Promise<unknown>[]]): Promise<void> {
  const settled = waits.map(wait => wait.then(() => undefined))
  try {
    await Promise.any(settled)
  } catch {
    await settled[0]
  }
}
