/** A media type as in RFC 2045 §5.1, e.g. `text/plain;charset=UTF-8`. Parts are in lower case, values are as written. */
export interface MediaType {
  readonly type: string
  readonly subtype: string
  readonly parameters: readonly MediaTypeParameter[]
}

export interface MediaTypeParameter {
  /** In lower case. */
  readonly name: string
  /** Without quotes and quoting backslashes; undefined where none is given, which MSRP allows (RFC 4975 §9). */
  readonly value: string | undefined
}

/** The usual case: no parameters. */
const plain = /^[0-9A-Za-z.+-]+\/[0-9A-Za-z.+-]+$/
const token = /^[!#$%&'*+\-.^_`{|}~0-9A-Za-z]+$/

/** Whether a text is a media type with well-formed parameters; faster than reading its parts. */
export function isMediaType(text: string): boolean {
  return plain.test(text) || parseMediaType(text) !== undefined
}

/** Reads a media type; undefined when it is not `type/subtype` with well-formed parameters (RFC 2045 §5.1). */
export function parseMediaType(text: string): MediaType | undefined {
  const [essence = '', ...pieces] = splitOutsideQuotes(text)
  const slash = essence.indexOf('/')
  const type = essence.slice(0, slash).trim().toLowerCase()
  const subtype = essence
    .slice(slash + 1)
    .trim()
    .toLowerCase()
  if (slash < 0 || !token.test(type) || !token.test(subtype)) return undefined
  const parameters: MediaTypeParameter[] = []
  for (const piece of pieces) {
    const equals = piece.indexOf('=')
    const name = (equals < 0 ? piece : piece.slice(0, equals)).trim().toLowerCase()
    const value = equals < 0 ? undefined : unquoted(piece.slice(equals + 1).trim())
    if (!token.test(name) || (equals >= 0 && value === undefined)) return undefined
    parameters.push({ name, value })
  }
  return { type, subtype, parameters }
}

export function serialiseMediaType({ type, subtype, parameters }: MediaType): string {
  const written = parameters.map(({ name, value }) =>
    value === undefined ? `;${name}` : `;${name}=${token.test(value) ? value : quoted(value)}`,
  )
  return `${type}/${subtype}${written.join('')}`
}

/** Value of the first parameter of that name (in lower case). */
export function mediaTypeParameter(mediaType: MediaType, name: string): string | undefined {
  return mediaType.parameters.find(parameter => parameter.name === name)?.value
}

/**
 * Whether a list such as `a=accept-types` admits a media type: by equality, `type/*` or `*`; parameters of either side
 * are ignored (RFC 4975 §8.6).
 */
export function acceptsMediaType(accepted: readonly string[], mediaType: string): boolean {
  const wanted = essence(mediaType)
  const family = `${wanted.slice(0, wanted.indexOf('/'))}/*`
  return accepted.some(entry => {
    const range = essence(entry)
    return range === '*' || range === wanted || range === family
  })
}

/** `type/subtype` in lower case, without parameters; of anything else the text before the first `;`. */
export function essence(mediaType: string): string {
  const semicolon = mediaType.indexOf(';')
  return (semicolon < 0 ? mediaType : mediaType.slice(0, semicolon)).trim().toLowerCase()
}

function splitOutsideQuotes(text: string): string[] {
  if (!text.includes('"')) return text.split(';')
  const pieces: string[] = []
  let from = 0
  let quoting = false
  for (let at = 0; at < text.length; at++) {
    const character = text[at]
    if (quoting && character === '\\') at++
    else if (character === '"') quoting = !quoting
    else if (character === ';' && !quoting) {
      pieces.push(text.slice(from, at))
      from = at + 1
    }
  }
  pieces.push(text.slice(from))
  return pieces
}

function unquoted(value: string): string | undefined {
  if (!value.startsWith('"')) return token.test(value) ? value : undefined
  let content = ''
  for (let at = 1; at < value.length; at++) {
    const character = value[at]
    if (character === '"') return at === value.length - 1 ? content : undefined
    content += character === '\\' ? (value[++at] ?? '') : (character ?? '')
  }
  return undefined
}

function quoted(value: string): string {
  return `"${value.replace(/["\\]/g, '\\$&')}"`
}
