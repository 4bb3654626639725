import { isElement, localName, type XmlElement, type XmlNode } from '../../../protocols/ssp/xml/element.ts'
import { sspElement } from '../../../protocols/ssp/write.ts'
import { serialiseXml } from '../../../protocols/ssp/xml/serialise.ts'
import type { SspDocument } from '../../../protocols/ssp/document.ts'

/**
 * Ways in which real IMPS servers write SSP that are slightly wrong, and that an interworking function lives with
 * (`imps-ssp` §13; the numbers are its rows).
 */
export const habits = {
  /** 1: the version under a misspelt name. */
  'misspelt-version': within('SendSecretToken', renamedAttribute('protocolVersion', 'procotolVersion')),
  /** 2: validity under a misspelt name. */
  'misspelt-validity': within('MessageInfo', renamedAttribute('validity', 'validlity')),
  /** 9: the time of a message is that of the epoch. */
  'epoch-dates': within('DateTime', withText('1970-01-01T00:00:00Z')),
  /** 16: 427 for a recipient that does not exist. */
  'unknown-is-427': within(
    'DetailedResult',
    changedAttribute('code', code => (code === '531' ? '427' : code)),
  ),
  /** 13.1: an unknown recipient leaves the messageID empty. */
  'empty-message-id': within('SendMessageResponse', element =>
    hasFailed(element) ? changedAttribute('messageID', () => '')(element) : element,
  ),
  /** 24: base64 is broken into lines. */
  'wrapped-base64': within('ContentData', element =>
    element.attributes.some(({ name, value }) => name === 'encoding' && value === 'base64')
      ? inText(text => text.replace(/.{76}/g, '$&\n'))(element)
      : element,
  ),
  /** 31: recipients of other domains lose their `wv:`. */
  'bare-recipients': within(
    'Recipient',
    within(
      'User',
      changedAttribute('userID', id => id.replace(/^wv:/i, '')),
    ),
  ),
  /** 13.1: no namespace at all. */
  'no-namespace': within('WV-SSP-Message', element => ({
    ...element,
    attributes: element.attributes.filter(({ name }) => name !== 'xmlns'),
  })),
} as const satisfies Readonly<Record<string, (root: XmlElement) => XmlElement>>

export type Habit = keyof typeof habits

/** Writes documents with these habits. */
export const writeWith =
  (chosen: readonly Habit[]) =>
  (document: SspDocument): Buffer =>
    serialiseXml(chosen.reduce((root, habit) => habits[habit](root), sspElement(document)))

type Change = (element: XmlElement) => XmlElement

/** The change, made to every element of that name, wherever it stands. */
function within(name: string, change: Change): Change {
  const visit = (element: XmlElement): XmlElement => {
    const children = element.children.map((child): XmlNode => (isElement(child) ? visit(child) : child))
    const inside = { ...element, children }
    return localName(element) === name ? change(inside) : inside
  }
  return visit
}

function renamedAttribute(from: string, to: string): Change {
  return element => ({
    ...element,
    attributes: element.attributes.map(({ name, value }) => ({ name: name === from ? to : name, value })),
  })
}

function changedAttribute(wanted: string, change: (value: string) => string): Change {
  return element => ({
    ...element,
    attributes: element.attributes.map(({ name, value }) => ({ name, value: name === wanted ? change(value) : value })),
  })
}

function withText(text: string): Change {
  return inText(() => text)
}

function inText(change: (text: string) => string): Change {
  return element => ({
    ...element,
    children: element.children.map(child => (isElement(child) ? child : { ...child, text: change(child.text) })),
  })
}

/** Whether the overall status is that of a failure. */
function hasFailed(element: XmlElement): boolean {
  const code = element.children
    .filter(isElement)
    .find(child => localName(child) === 'Status')
    ?.attributes.find(({ name }) => name === 'code')?.value
  return Number(code) >= 400
}
