/** Attributes in their order; those that are undefined are left out. */
export type XmlAttributes = Readonly<Record<string, string | number | undefined>>

/**
 * Text as XML 1.0 character data or attribute value (§2.2, §2.4, §3.3.3): mark-up is escaped, white space that a parser
 * would normalise is written as a reference, and what XML cannot hold at all is shown as `\u{..}` rather than dropped.
 */
export function xmlText(text: string): string {
  return text
    .replace(NOT_XML, code => `\\u{${code.codePointAt(0)?.toString(16) ?? ''}}`)
    .replace(/[&<>"'\t\n\r]/g, character => ESCAPES[character] ?? character)
}

/** Control characters (§2.2 allows or discourages them), surrogates that stand alone, and the two non-characters. */
const NOT_XML = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\p{Cs}\ufffe\uffff]/gu

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
}

/** One element, indented by `depth` levels; `content` is either text or elements that were made with this function. */
export function xmlElement(
  name: string,
  attributes: XmlAttributes,
  content: { readonly text: string } | { readonly elements: readonly string[] },
  depth = 0,
): string {
  const indent = '  '.repeat(depth)
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${xmlText(String(value))}"`)
    .join('')
  if ('text' in content) {
    const text = content.text === '' ? '/>' : `>${xmlText(content.text).replaceAll('&#10;', '\n')}</${name}>`
    return `${indent}<${name}${written}${text}`
  }
  if (content.elements.length === 0) return `${indent}<${name}${written}/>`
  return [`${indent}<${name}${written}>`, ...content.elements, `${indent}</${name}>`].join('\n')
}
