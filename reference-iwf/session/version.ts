/** Seconds between the origins of NTP time and of Unix time. */
const NTP_OFFSET = 2_208_988_800
let last = 0

/** A number for session id and version of an o= line: NTP time, made unique (RFC 4566 §5.2). */
export function versionNow(): string {
  last = Math.max(last + 1, Math.floor(Date.now() / 1000) + NTP_OFFSET)
  return String(last)
}
