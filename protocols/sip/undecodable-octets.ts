import { isUtf8 } from 'node:buffer'

/**
 * Reads octets as UTF-8. Each octet that belongs to no character, 0x80 to 0xFF, reads as the lone surrogate U+DC80 to
 * U+DCFF, which no valid UTF-8 stands for: `encodeText` gives back the same octets, whatever they are.
 */
export function decodeText(octets: Buffer): string {
  if (isUtf8(octets)) return octets.toString('utf8')
  let text = ''
  let from = 0
  for (let at = 0; at < octets.length;) {
    const octet = octets[at] ?? 0
    const length = sequenceLength(octet)
    if (octet < 0x80 || (at + length <= octets.length && isUtf8(octets.subarray(at, at + length)))) {
      at += length
      continue
    }
    text += octets.toString('utf8', from, at) + String.fromCharCode(0xdc00 | octet)
    from = ++at
  }
  return text + octets.toString('utf8', from)
}

/** How many octets a character takes, by the first of them (RFC 3629 §3); 1 for one that begins none. */
function sequenceLength(lead: number): number {
  if (lead < 0xc0) return 1
  if (lead < 0xe0) return 2
  return lead < 0xf0 ? 3 : 4
}

/** With the flag `u`, half of a surrogate pair does not match. */
const undecodable = /([\udc80-\udcff]+)/u

/** Writes text as UTF-8, and as one octet each what `decodeText` could not read. */
export function encodeText(text: string): Buffer {
  if (!undecodable.test(text)) return Buffer.from(text, 'utf8')
  const pieces = text.split(undecodable)
  return Buffer.concat(pieces.map((piece, i) => Buffer.from(piece, i % 2 ? 'latin1' : 'utf8')))
}
