/** What a row of SIP-15 is about. */
export type Extension = 'reliable' | 'timer' | 'tags'

/** Seconds: no session interval may be shorter (RFC 4028 §5). */
export const least = 90
