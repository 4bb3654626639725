/** Responses that may carry Retry-After (RFC 3261 §20.33). */
const ALLOWED = new Set([404, 413, 480, 486, 500, 503, 600, 603])

/** Seconds of TryAgainTimeout as the value of Retry-After, where the response allows one. */
export function retryAfter(status: number, tryAgainTimeout: number | undefined): string | undefined {
  if (tryAgainTimeout === undefined || !Number.isFinite(tryAgainTimeout) || tryAgainTimeout < 0) return undefined
  return ALLOWED.has(status) ? String(Math.ceil(tryAgainTimeout)) : undefined
}

/** Seconds of a Retry-After value as TryAgainTimeout; comments and parameters after the number are ignored. */
export function tryAgainTimeout(retryAfterValue: string | undefined): number | undefined {
  const digits = /^\s*([0-9]{1,9})/.exec(retryAfterValue ?? '')?.[1]
  return digits === undefined ? undefined : Number(digits)
}
