import { isElement, literalText, localName, type XmlAttribute, type XmlElement } from './element.ts'

/** An element with the namespace that its prefix stands for (Namespaces in XML 1.0 §6). */
export interface QualifiedElement {
  /** `''` where there is none. */
  readonly namespace: string
  readonly local: string
  readonly attributes: readonly XmlAttribute[]
  readonly children: readonly QualifiedElement[]
  /** The character data directly inside, as it stands. */
  readonly text: string
}

type Scope = ReadonlyMap<string, string>

/** The tree under an element with its prefixes resolved; what text stands between child elements is of no interest. */
export function qualified(element: XmlElement, outer: Scope = new Map()): QualifiedElement {
  const scope = declarations(element, outer)
  const colon = element.name.indexOf(':')
  return {
    namespace: scope.get(colon < 0 ? '' : element.name.slice(0, colon)) ?? '',
    local: localName(element),
    attributes: element.attributes,
    children: element.children.filter(isElement).map(child => qualified(child, scope)),
    text: literalText(element),
  }
}

function declarations({ attributes }: XmlElement, outer: Scope): Scope {
  const own = attributes.flatMap(({ name, value }): [string, string][] => {
    if (name === 'xmlns') return [['', value]]
    return name.startsWith('xmlns:') ? [[name.slice('xmlns:'.length), value]] : []
  })
  return own.length === 0 ? outer : new Map([...outer, ...own])
}

/** Octets of the first start tag of that local name; the whole document where it does not occur. */
export function startTagRange(octets: Buffer, local: string): { readonly start: number; readonly end: number } {
  const found = new RegExp(`<(?:[^\\s<>/:!?]+:)?${local}(?=[\\s/>])[^>]*>`).exec(octets.toString('latin1'))
  return found ? { start: found.index, end: found.index + found[0].length } : { start: 0, end: octets.length }
}
