/** The encodings that an SSP document may come in (`imps-ssp` §13.1), as `TextDecoder` names them. */
type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'latin1' | 'us-ascii'

const declared: Readonly<Record<string, Encoding>> = {
  'utf-8': 'utf-8',
  utf8: 'utf-8',
  'us-ascii': 'us-ascii',
  ascii: 'us-ascii',
  'iso-8859-1': 'latin1',
  latin1: 'latin1',
}

/** The text of a document by byte order mark, else by its first octets, else by its declaration; undefined if unreadable. */
export function decodeOctets(octets: Buffer): string | undefined {
  const encoding = encodingOf(octets)
  if (encoding === undefined) return undefined
  if (encoding === 'latin1') return octets.toString('latin1')
  if (encoding === 'us-ascii' && octets.some(octet => octet > 0x7f)) return undefined
  try {
    return new TextDecoder(encoding === 'us-ascii' ? 'utf-8' : encoding, { fatal: true }).decode(octets)
  } catch {
    return undefined
  }
}

function encodingOf(octets: Buffer): Encoding | undefined {
  const [first, second] = octets
  if ((first === 0xff && second === 0xfe) || (first === 0x3c && second === 0)) return 'utf-16le'
  if ((first === 0xfe && second === 0xff) || (first === 0 && second === 0x3c)) return 'utf-16be'
  const declaration = /^(?:\xef\xbb\xbf)?<\?xml[^>]{0,100}?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']/.exec(
    octets.toString('latin1', 0, 200),
  )
  return declaration?.[1] === undefined ? 'utf-8' : declared[declaration[1].toLowerCase()]
}
