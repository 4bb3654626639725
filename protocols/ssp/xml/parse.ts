import { XMLParser } from 'fast-xml-parser'
import { decodeOctets } from './decode-octets.ts'
import type { XmlAttribute, XmlElement, XmlNode } from './element.ts'
import { hasDoctype } from './doctype.ts'
import { findIllFormed, type XmlFault } from './well-formed.ts'

export interface XmlLimits {
  /** Octets of the document. */
  readonly size: number
  /** Elements inside elements. */
  readonly depth: number
}

export const defaultXmlLimits: XmlLimits = { size: 8 * 1024 * 1024, depth: 64 }

/** Why a document was refused before anything in it was used. */
export interface XmlRefusal {
  readonly reason: 'too-large' | 'doctype' | 'encoding' | 'ill-formed' | 'too-deep'
  readonly because: string
  /** Octet range within the document. */
  readonly start: number
  readonly end: number
}

export type ParsedXml =
  | { readonly root: XmlElement; readonly refused?: undefined }
  | { readonly root?: undefined; readonly refused: XmlRefusal }

/**
 * The element tree of a document. Never throws. A document type declaration is refused before anything is resolved
 * (`decisions` 6), so there are no entities but the five of XML and character references.
 */
export function parseXml(octets: Buffer, limits: XmlLimits = defaultXmlLimits): ParsedXml {
  const refuse = (reason: XmlRefusal['reason'], because: string, fault?: XmlFault): ParsedXml => ({
    refused: { reason, because, start: fault?.start ?? 0, end: fault?.end ?? octets.length },
  })
  if (octets.length > limits.size)
    return refuse('too-large', `the document has ${octets.length} octets, more than ${limits.size}`)
  const source = decodeOctets(octets)
  if (source === undefined) return refuse('encoding', 'the octets do not agree with an encoding that is understood')
  if (hasDoctype(source)) return refuse('doctype', 'a document type declaration is never accepted')
  const fault = findIllFormed(octets)
  if (fault) return refuse('ill-formed', fault.message, fault)
  try {
    const [root] = nodes(parser(limits.depth).parse(source) as Ordered[])
    return root && 'name' in root ? { root } : refuse('ill-formed', 'there is no root element')
  } catch (error) {
    const because = error instanceof Error ? error.message : 'the document cannot be read'
    return refuse(because.startsWith('Maximum nested tags') ? 'too-deep' : 'ill-formed', because)
  }
}

/** What the parser makes of a node when it keeps the order: one key, the name, and the attributes under `:@`. */
type Ordered = Readonly<Record<string, unknown>>

const attributesKey = ':@'
const textKey = '#text'
const cdataKey = '#cdata'

const parsers = new Map<number, XMLParser>()

/** Values are kept as written: the parser's own reading would turn `00012` into 12 and miss character references. */
function parser(depth: number): XMLParser {
  let made = parsers.get(depth)
  if (!made) {
    made = new XMLParser({
      preserveOrder: true,
      ignoreAttributes: false,
      attributeNamePrefix: '',
      textNodeName: textKey,
      cdataPropName: cdataKey,
      parseTagValue: false,
      parseAttributeValue: false,
      trimValues: false,
      processEntities: false,
      ignoreDeclaration: true,
      ignorePiTags: true,
      maxNestedTags: depth,
    })
    parsers.set(depth, made)
  }
  return made
}

function nodes(ordered: readonly Ordered[]): XmlNode[] {
  return ordered.flatMap((node): XmlNode[] => {
    const name = Object.keys(node).find(key => key !== attributesKey)
    if (name === undefined) return []
    const content = node[name]
    if (name === textKey) return typeof content === 'string' ? [{ text: resolve(lineEnds(content)) }] : []
    const inner = Array.isArray(content) ? (content as Ordered[]) : []
    if (name === cdataKey)
      return [{ text: inner.map(section => lineEnds(String(section[textKey]))).join(''), cdata: true }]
    return [{ name, attributes: attributes(node[attributesKey]), children: nodes(inner) }].map(withoutLayout)
  })
}

const attributes = (given: unknown): XmlAttribute[] =>
  Object.entries((given ?? {}) as Readonly<Record<string, unknown>>).map(([name, value]) => ({
    name,
    // XML 1.0 §3.3.3: literal white space becomes a space, references to it do not.
    value: resolve(lineEnds(String(value)).replace(/[\t\n]/g, ' ')),
  }))

/** White space between child elements is layout and says nothing in SSP. */
function withoutLayout(element: XmlElement): XmlElement {
  const hasElements = element.children.some(child => 'name' in child)
  if (!hasElements) return element
  return { ...element, children: element.children.filter(child => 'name' in child || child.text.trim() !== '') }
}

const lineEnds = (raw: string) => raw.replace(/\r\n?/g, '\n')

const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

const resolve = (raw: string): string =>
  raw.replace(
    /&(?:#x([0-9A-Fa-f]{1,6})|#(\d{1,7})|([a-z]+));/g,
    (whole, hexadecimal?: string, decimal?: string, name?: string) => {
      if (name !== undefined) return named[name] ?? whole
      const code = hexadecimal === undefined ? Number(decimal) : parseInt(hexadecimal, 16)
      return code <= 0x10ffff ? String.fromCodePoint(code) : whole
    },
  )
