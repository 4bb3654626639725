/** What becomes of a message of the IMPS user after the SIMPLE user's MSRP endpoint answered it. */
export type MsrpOutcome =
  { readonly end: 'status'; readonly code: number } | { readonly end: 'elsewhere'; readonly otherwise: number }

const byStatus: Readonly<Record<number, number>> = {
  400: 400,
  403: 538,
  408: 410,
  413: 538,
  415: 415,
  423: 402,
  501: 500,
}

/**
 * The IMPS code for an MSRP response or a REPORT status. 481 and 506 say that the session is gone, not the user: the
 * message is tried without the session, and only if that fails the code is `otherwise`.
 */
export function msrpToImps(status: number): MsrpOutcome {
  if (status >= 200 && status < 300) return { end: 'status', code: 200 }
  if (status === 481 || status === 506) return { end: 'elsewhere', otherwise: 533 }
  return { end: 'status', code: byStatus[status] ?? 410 }
}

/** No response within the transaction timeout (RFC 4975 §7.1.1). */
export const unanswered = 410
