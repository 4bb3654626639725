const lineFeed = 0x0a
const carriageReturn = 0x0d

/**
 * The index after the empty line that ends the header fields, or -1 when there is none yet. CRLF is the only lawful
 * line end (RFC 3261 §7); a bare LF is seen as one too, so that a parser and a stream framer never disagree about
 * where a message ends.
 *
 * @param from where to start looking; a caller that looks again after more octets came may start 3 before the old end
 * @param to no octet from here on is looked at
 */
export function findHeadEnd(octets: Buffer, from: number, to: number): number {
  for (let i = octets.indexOf(lineFeed, from); i >= 0 && i < to; i = octets.indexOf(lineFeed, i + 1)) {
    const next = i + 1 < to ? octets[i + 1] : undefined
    if (next === lineFeed) return i + 2
    if (next === carriageReturn && i + 2 < to && octets[i + 2] === lineFeed) return i + 3
  }
  return -1
}
