/** One XML element as it stood in a document: names as written, entities resolved, comments left out. */
export interface XmlElement {
  /** As written, prefix included. */
  readonly name: string
  readonly attributes: readonly XmlAttribute[]
  readonly children: readonly XmlNode[]
}

export interface XmlAttribute {
  readonly name: string
  readonly value: string
}

export type XmlNode = XmlElement | XmlText

export interface XmlText {
  readonly text: string
  /** Stood, or is to be written, in a CDATA section. */
  readonly cdata?: boolean
}

export const isElement = (node: XmlNode): node is XmlElement => 'name' in node

/** The name without its prefix. */
export const localName = (element: Pick<XmlElement, 'name'>): string =>
  element.name.slice(element.name.indexOf(':') + 1)

/** All child elements of that local name, compared without case (`imps-ssp` §4). */
export function childrenNamed(element: XmlElement, name: string): XmlElement[] {
  const wanted = name.toLowerCase()
  return element.children.filter(isElement).filter(child => localName(child).toLowerCase() === wanted)
}

/** The first child element of that local name. */
export const childNamed = (element: XmlElement, name: string): XmlElement | undefined => childrenNamed(element, name)[0]

/**
 * The value of an attribute, by its first spelling that occurs; the exact case is preferred, any other understood
 * (`imps-ssp` §13 rows 1, 2, 3, 7).
 */
export function attribute(element: XmlElement, ...spellings: readonly string[]): string | undefined {
  for (const spelling of spellings) {
    const exact = element.attributes.find(({ name }) => name === spelling)
    if (exact) return exact.value
  }
  const wanted = spellings.map(spelling => spelling.toLowerCase())
  return element.attributes.find(({ name }) => wanted.includes(name.toLowerCase()))?.value
}

/** The character data directly inside, as it stands. */
export const literalText = (element: XmlElement): string =>
  element.children.map(node => (isElement(node) ? '' : node.text)).join('')

/** The character data directly inside, without surrounding white space (`decisions` 9). */
export const text = (element: XmlElement): string => literalText(element).trim()

/** Builds an element; attributes whose value is undefined and children that are undefined are left out. */
export function element(
  name: string,
  attributes: Readonly<Record<string, string | undefined>> = {},
  children: readonly (XmlNode | string | undefined)[] = [],
): XmlElement {
  return {
    name,
    attributes: Object.entries(attributes).flatMap(([key, value]) => (value === undefined ? [] : { name: key, value })),
    children: children.flatMap(child =>
      child === undefined ? [] : typeof child === 'string' ? (child === '' ? [] : { text: child }) : child,
    ),
  }
}
