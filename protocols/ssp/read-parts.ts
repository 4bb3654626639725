import type { ClientId, Content, Display, DisplayedParty, MessageInfo, MetaInfo, ScreenName, User } from './document.ts'
import type { SspRule } from './rules.ts'
import type { DetailedResult, Status } from './status.ts'
import {
  attribute,
  childNamed,
  childrenNamed,
  isElement,
  literalText,
  localName,
  text,
  type XmlElement,
} from './xml/element.ts'

/** Takes note of something wrong that does not keep the document from being understood. */
export type Report = (rule: SspRule, because: string) => void

/** Leaves out what is undefined, as optional properties want it. */
export function defined<T extends object>(parts: { readonly [K in keyof T]: T[K] | undefined }): Partial<T> {
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined)) as Partial<T>
}

/** A decimal number as text; undefined for anything else. */
export const decimal = (value: string | undefined): number | undefined =>
  value !== undefined && /^\s*\d{1,15}\s*$/.test(value) ? Number(value) : undefined

/** SSP says Yes and No, CSP says T and F; both are understood. */
export const yes = (value: string | undefined): boolean => /^\s*(yes|t|true|1)\s*$/i.test(value ?? '')

/** An id in its attribute as in SSP, or as text as in CSP. */
export const idOf = (element: XmlElement, name: 'userID' | 'groupID'): string =>
  (attribute(element, name) ?? text(element)).trim()

/** Base64 text, possibly broken into lines; what is no base64 is reported, and decoded as far as it goes. */
export function decodeBase64(encoded: string, report: Report): Buffer {
  const compact = encoded.replace(/\s+/g, '')
  if (compact.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(compact))
    report('SSP-SYN-09', 'the text is not base64')
  return Buffer.from(compact, 'base64')
}

export function readStatus(element: XmlElement): Status | undefined {
  const code = decimal(attribute(element, 'code'))
  if (code === undefined) return undefined
  const description = childNamed(element, 'StatusDescription')
  const again = childNamed(element, 'TryAgainTimeout')
  return {
    code,
    details: childrenNamed(element, 'DetailedResult').flatMap(readDetail),
    ...defined({ description: description && text(description), tryAgainTimeout: again && decimal(text(again)) }),
  }
}

function readDetail(element: XmlElement): DetailedResult[] {
  const code = decimal(attribute(element, 'code'))
  if (code === undefined) return []
  const description = childNamed(element, 'StatusDescription')
  return [
    {
      code,
      ...defined({ description: description && text(description) }),
      users: childrenNamed(element, 'UserID').map(user => idOf(user, 'userID')),
      groups: childrenNamed(element, 'GroupID').map(group => idOf(group, 'groupID')),
      screenNames: [...childrenNamed(element, 'ScreenName'), ...childrenNamed(element, 'ScreenNames')].map(
        readScreenName,
      ),
      domains: childrenNamed(element, 'Domain').map(text),
    },
  ]
}

const readScreenName = (element: XmlElement): ScreenName => ({
  name: text(element),
  groupId: attribute(element, 'groupID') ?? '',
})

export function readMetaInfo(element: XmlElement | undefined): MetaInfo | undefined {
  if (!element) return undefined
  const originated = attribute(element, 'clientOriginated')
  const requestor = childNamed(element, 'Requestor')
  const user = requestor && childNamed(requestor, 'User')
  return {
    clientOriginated: originated === undefined || yes(originated),
    ...defined({ serviceId: requestor && attribute(requestor, 'serviceID'), user: user && readUser(user) }),
  }
}

export function readUser(element: XmlElement): User {
  const client = childNamed(element, 'ClientID')
  const application = childNamed(element, 'ApplicationID') ?? (client && childNamed(client, 'ApplicationID'))
  return {
    userId: idOf(element, 'userID'),
    ...defined({
      friendlyName: attribute(element, 'friendlyName'),
      client: client && readClientId(client),
      applicationId: application && (attribute(application, 'applicationID') ?? text(application)),
    }),
  }
}

/** `url` attribute as in SSP, or URL child as in CSP. */
export function readClientId(element: XmlElement): ClientId {
  const child = childNamed(element, 'URL')
  const said = text(element)
  return defined({ url: attribute(element, 'url') ?? (child && text(child)), text: said === '' ? undefined : said })
}

/** Recipient or Sender. */
export function readParty(element: XmlElement): DisplayedParty | undefined {
  const shown = childNamed(element, 'SenderDisplay') ?? childNamed(element, 'RecipientDisplay')
  const display = shown && readDisplay(shown)
  const rest = display === undefined ? {} : { display }
  for (const child of element.children.filter(isElement))
    switch (localName(child).toLowerCase()) {
      case 'user':
      case 'userid':
        return { user: readUser(child), ...rest }
      case 'groupid':
        return { groupId: idOf(child, 'groupID'), ...rest }
      case 'screenname':
        return { screenName: readScreenName(child), ...rest }
    }
  return undefined
}

function readDisplay(element: XmlElement): Display | undefined {
  for (const child of element.children.filter(isElement))
    switch (localName(child).toLowerCase()) {
      case 'userid':
        return { userId: idOf(child, 'userID') }
      case 'groupid':
        return { groupId: idOf(child, 'groupID') }
      case 'screenname':
        return { screenName: readScreenName(child) }
      case 'name':
        return { displayName: text(child) }
    }
  return undefined
}

export function readMessageInfo(element: XmlElement): MessageInfo {
  const sender = childNamed(element, 'Sender')
  const date = childNamed(element, 'DateTime')
  return {
    recipients: childrenNamed(element, 'Recipient').flatMap(recipient => readParty(recipient) ?? []),
    ...defined({
      messageId: attribute(element, 'messageID'),
      messageUri: attribute(element, 'messageURI'),
      contentType: attribute(element, 'contentType'),
      contentName: attribute(element, 'contentName'),
      contentSize: decimal(attribute(element, 'contentSize')),
      validity: decimal(attribute(element, 'validity', 'validlity')),
      sender: sender && readParty(sender),
      dateTime: date && text(date),
    }),
  }
}

/** Any `encoding` attribute means base64 (`imps-ssp` §8.1); without one the text is literal, white space included. */
export function readContent(element: XmlElement, report: Report): Content {
  const contentType = attribute(element, 'contentType')
  const type = contentType === undefined ? {} : { contentType }
  const literal = literalText(element)
  if (attribute(element, 'encoding') !== undefined)
    return { ...type, encoding: 'base64', octets: decodeBase64(literal, report) }
  const cdata = element.children.some(child => !isElement(child) && child.cdata === true)
  return { ...type, encoding: cdata ? 'cdata' : 'escaped', octets: Buffer.from(literal) }
}
