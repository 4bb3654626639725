const form =
  /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} (\d{2}):(\d{2}):(\d{2}) GMT$/

/**
 * Parses Date: milliseconds since 1970. Undefined when it is no `rfc1123-date`, whose zone is always GMT
 * (RFC 3261 §20.17).
 */
export function parseSipDate(value: string): number | undefined {
  const time = form.test(value) ? Date.parse(value) : NaN
  return Number.isNaN(time) ? undefined : time
}

/** Writes a Date from milliseconds since 1970. */
export function serialiseSipDate(time: number): string {
  return new Date(time).toUTCString()
}
