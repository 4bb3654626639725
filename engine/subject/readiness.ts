import { systemClock } from '../../protocols/clock.ts'
import { noTap, type Address } from '../../protocols/wire/tap.ts'
import { openStream } from '../../protocols/wire/stream.ts'

/** Milliseconds between two tries, and for one. */
const TRY_EVERY = 50
const TRY_FOR = 1000

/** Resolves when something listens there, or when it does not matter any more. */
export function listens(remote: Address, abandoned: AbortSignal): Promise<void> {
  return untilTrue(abandoned, async () => {
    const stream = await openStream({ owner: 'readiness', protocol: 'sip', remote, within: TRY_FOR, tap: noTap })
    stream.end()
    return true
  })
}

/** Resolves when a GET of the URL is answered 2xx, or when it does not matter any more. */
export function answersHttp(url: string, abandoned: AbortSignal): Promise<void> {
  return untilTrue(abandoned, async () => {
    const response = await fetch(url, { signal: AbortSignal.any([abandoned, AbortSignal.timeout(TRY_FOR)]) })
    await response.body?.cancel()
    return response.ok
  })
}

/** Tries until the answer is yes. A try that rejects is a no: the program is still on its way. */
async function untilTrue(abandoned: AbortSignal, attempt: () => Promise<boolean>): Promise<void> {
  while (!abandoned.aborted) {
    if (await attempt().catch(() => false)) return
    await new Promise<void>(resolve => void systemClock.after(TRY_EVERY, resolve))
  }
}
