/**
 * Defects that show over several requests, in real time or on the way through other elements, so that the cases which
 * look for them are the shortest proof; `tests/defects.test.ts` runs these. All others have a symptom in
 * `defects.test.ts`.
 */
export const shownByCases: readonly string[] = [
  'bye-past-the-proxies',
  'early-bye-ignored',
  'ends-busy-sessions',
  'expires-ignored',
  'hides-missing-msrp-response',
  'media-lines-dropped',
  'merged-request-accepted',
  'never-idle',
  'no-2xx-retransmission',
  'old-cseq-accepted',
  'options-refused',
  'overlapping-invites-accepted',
  'session-timer-ignored',
  'short-session-interval',
  'silent-during-long-query',
  'trusts-every-hop',
  'unknown-content-accepted',
  'unknown-dialog-accepted',
  'unreliable-provisionals',
  'waits-for-media-for-ever',
]
