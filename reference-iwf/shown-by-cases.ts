/**
 * Defects that show over several requests, in real time or on the way through other elements, so that the cases which
 * look for them are the shortest proof; `tests/defects.test.ts` runs these. Each with the profile whose IWF has what the
 * defect spoils. All others have a symptom in `defects.test.ts`.
 */
export const shownByCases = {
  'bye-past-the-proxies': 'plain',
  'early-bye-ignored': 'plain',
  'ends-busy-sessions': 'plain',
  'expires-ignored': 'plain',
  'hides-missing-msrp-response': 'plain',
  'media-lines-dropped': 'plain',
  'merged-request-accepted': 'plain',
  'never-idle': 'plain',
  'no-2xx-retransmission': 'plain',
  'old-cseq-accepted': 'plain',
  'options-refused': 'plain',
  'overlapping-invites-accepted': 'plain',
  'session-timer-ignored': 'permissive',
  'short-session-interval': 'permissive',
  'silent-during-long-query': 'plain',
  'trusts-every-hop': 'plain',
  'unknown-content-accepted': 'plain',
  'unknown-dialog-accepted': 'plain',
  'unreliable-provisionals': 'permissive',
  'waits-for-media-for-ever': 'plain',
} as const satisfies Readonly<Record<string, 'plain' | 'permissive'>>
