import { isElement, type XmlElement, type XmlText } from './element.ts'

/**
 * A whole document in UTF-8, always well-formed. Elements that hold only elements are indented; text is written as it
 * is. Line ends and tabs in attributes are written as character references, since a reader would make spaces of them;
 * characters that XML 1.0 cannot carry at all become U+FFFD.
 */
export function serialiseXml(root: XmlElement): Buffer {
  const lines: string[] = ['<?xml version="1.0" encoding="UTF-8"?>']
  writeElement(root, '', lines)
  return Buffer.from(`${lines.join('\n')}\n`)
}

function writeElement(element: XmlElement, indent: string, lines: string[]): void {
  const attributes = element.attributes.map(({ name, value }) => ` ${name}="${escapeAttribute(value)}"`).join('')
  const open = `${indent}<${element.name}${attributes}`
  const { children } = element
  if (children.length === 0) lines.push(`${open}/>`)
  else if (children.every(isElement)) {
    lines.push(`${open}>`)
    for (const child of children) writeElement(child, `${indent}  `, lines)
    lines.push(`${indent}</${element.name}>`)
  } else lines.push(`${open}>${children.map(inline).join('')}</${element.name}>`)
}

function inline(node: XmlElement | XmlText): string {
  if (!isElement(node)) return node.cdata === true ? cdata(node.text) : escapeText(node.text)
  const lines: string[] = []
  writeElement(node, '', lines)
  return lines.join('\n')
}

/** XML 1.0 §2.2 Char, negated; lone surrogates included. */
const impossible = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu

const carriable = (text: string) => text.replace(impossible, '\ufffd')

/** Whether XML 1.0 can carry all characters of a text. */
export const canCarry = (text: string): boolean => text.search(impossible) === -1

const references: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
}
const referred = (character: string) => references[character] ?? character

const escapeText = (text: string) => carriable(text).replace(/[&<>\r]/g, referred)
const escapeAttribute = (text: string) => carriable(text).replace(/[&<>"\t\n\r]/g, referred)
/** A carriage return would be lost inside a section, so it is written outside. */
const cdata = (text: string) =>
  `<![CDATA[${carriable(text).replaceAll(']]>', ']]]]><![CDATA[>').replaceAll('\r', ']]>&#13;<![CDATA[')}]]>`
