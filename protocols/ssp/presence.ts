import { readCapabilityList, writeCapabilityList, type CapabilityList } from './capability-list.ts'
import type { ClientCapability } from './document.ts'
import { presenceNamespace } from './namespaces.ts'
import {
  attribute,
  childNamed,
  childrenNamed,
  element,
  isElement,
  localName,
  text,
  type XmlElement,
} from './xml/element.ts'

/**
 * The slice of a client's capabilities that presence shows: OnlineStatus, and ClientContentLimit in ClientInfo
 * (`imps-ssp` §9.3). Everything else that a CapabilityList may hold has no place there.
 */

/** Children of ClientContentLimit in their order; two have names of their own in presence. */
const limits = [
  'AcceptedContentType',
  'AnyContent',
  'AcceptedTextContentLength',
  'AcceptedTransferEncoding',
  'MaxPullLength',
  'MaxPushLength',
  'PlainTextCharset',
] as const

const inPresence: Readonly<Record<string, string>> = {
  AcceptedPullLength: 'MaxPullLength',
  AcceptedPushLength: 'MaxPushLength',
}
const inCapabilities: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(inPresence).map(([ours, theirs]) => [theirs, ours]),
)

const renamed = (child: XmlElement, names: Readonly<Record<string, string>>): XmlElement => ({
  ...child,
  name: names[localName(child)] ?? localName(child),
})

/** A value that holds; `Qualifier` F means unknown or withheld. */
const valid = (qualified: XmlElement): boolean => {
  const qualifier = childNamed(qualified, 'Qualifier')
  return qualifier === undefined || text(qualifier).toUpperCase() === 'T'
}

const leaf = (name: string, value: string) => element(name, {}, [value])

/** What is asked for: the attributes that tell whether a user is there and what his client takes. */
export const capabilityAttributes = (): XmlElement =>
  element('PresenceSubList', { xmlns: presenceNamespace }, [element('OnlineStatus'), element('ClientInfo')])

/** The presence of one user, made of what is known of his clients; `online` where no client says. */
export function writePresence(userId: string, clients: readonly ClientCapability[]): XmlElement {
  const online = clients.map(client => client.online).find(known => known !== undefined)
  const status =
    online === undefined
      ? undefined
      : element('OnlineStatus', {}, [leaf('Qualifier', 'T'), leaf('PresenceValue', online ? 'T' : 'F')])
  const infos = clients.flatMap(({ capabilities }) => (capabilities ? [writeClientInfo(capabilities)] : []))
  return element('PresenceValue', { userID: userId }, [
    element('PresenceSubList', { xmlns: presenceNamespace }, [status, ...infos]),
  ])
}

function writeClientInfo(list: CapabilityList): XmlElement {
  // Presence has but the newer lengths; the one length of older clients bounds what is pushed.
  const push = list.pushLength ?? list.contentLength
  const written = writeCapabilityList({ ...list, form: 'csp-1.3', ...(push === undefined ? {} : { pushLength: push }) })
  const children = written.children.filter(isElement).map(child => renamed(child, inPresence))
  const inOrder = limits.flatMap(name => children.filter(child => child.name === name))
  return element('ClientInfo', {}, [
    leaf('Qualifier', 'T'),
    element('ClientContentLimit', {}, inOrder),
    ...(list.clientType === undefined ? [] : [leaf('ClientType', list.clientType)]),
  ])
}

/** What the presence of a user tells of his clients, one entry for each that shows itself. */
export function readPresence(value: XmlElement): readonly ClientCapability[] {
  const userId = attribute(value, 'userID') ?? ''
  const list = childNamed(value, 'PresenceSubList')
  if (!list) return []
  const statuses = childrenNamed(list, 'OnlineStatus').filter(valid)
  const states = statuses.flatMap(status => childrenNamed(status, 'PresenceValue').map(text))
  const online = states.length === 0 ? {} : { online: states.some(state => state.toUpperCase() === 'T') }
  const infos = childrenNamed(list, 'ClientInfo').filter(valid)
  const capabilities = infos.flatMap(info => childrenNamed(info, 'ClientContentLimit').map(readLimits))
  if (capabilities.length > 0) return capabilities.map(known => ({ userId, ...online, capabilities: known }))
  return states.length > 0 ? [{ userId, ...online }] : []
}

function readLimits(limit: XmlElement): CapabilityList {
  const children = limit.children.filter(isElement).map(child => renamed(child, inCapabilities))
  return readCapabilityList(element('CapabilityList', {}, children))
}
