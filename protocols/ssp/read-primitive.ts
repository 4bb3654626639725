import { readCapabilityList } from './capability-list.ts'
import type { BlockStatus, ClientCapability, Malformed, Primitive, SetUpPrimitive } from './document.ts'
import {
  decimal,
  decodeBase64,
  defined,
  idOf,
  readClientId,
  readContent,
  readMessageInfo,
  readMetaInfo,
  readParty,
  readStatus,
  yes,
  type Report,
} from './read-parts.ts'
import { status, type Status } from './status.ts'
import { attribute, childNamed, childrenNamed, localName, text, type XmlElement } from './xml/element.ts'

type Reader<P> = (element: XmlElement, report: Report) => P | string

/** Each reader gives the primitive, or says what it cannot be understood without. By lower-case element name. */
const readers: Readonly<Record<string, Reader<Primitive>>> = {
  status: element => {
    const read = readStatus(element)
    return read ? { name: 'Status', status: read } : 'Status has no code'
  },
  sendmessagerequest: (element, report) => {
    const info = childNamed(element, 'MessageInfo')
    if (!info) return 'SendMessageRequest has no MessageInfo'
    const content = childNamed(element, 'ContentData')
    return {
      name: 'SendMessageRequest',
      deliveryReport: yes(attribute(element, 'deliveryReport')),
      message: readMessageInfo(info),
      ...metaInfo(element),
      ...(content ? { content: readContent(content, report) } : {}),
    }
  },
  sendmessageresponse: element =>
    withStatus(element, given => ({
      name: 'SendMessageResponse',
      ...defined({ messageId: attribute(element, 'messageID') }),
      status: given,
    })),
  deliverystatusreport: element => {
    const result = childNamed(element, 'DeliveryResult')
    const statusElement = (result && childNamed(result, 'Status')) ?? childNamed(element, 'Status')
    const read = statusElement && readStatus(statusElement)
    const info = childNamed(element, 'MessageInfo')
    const time = childNamed(element, 'DeliveryTime')
    if (!read) return 'DeliveryStatusReport has no Status'
    if (!info) return 'DeliveryStatusReport has no MessageInfo'
    return {
      name: 'DeliveryStatusReport',
      ...metaInfo(element),
      result: read,
      ...defined({ deliveryTime: time && text(time) }),
      message: readMessageInfo(info),
    }
  },
  getclientcapabilityrequest: element => ({
    name: 'GetClientCapabilityRequest',
    blockStatusRequest: yes(attribute(element, 'blockStatusRequest')),
    ...metaInfo(element),
    targets: targets(element),
  }),
  getclientcapabilityresponse: element => {
    const clients = childrenNamed(element, 'ClientCapability').map(readClient)
    const blocks = readBlocks(element)
    return withStatus(
      element,
      given => ({ name: 'GetClientCapabilityResponse', status: given, clients, blocks }),
      clients.length + blocks.length > 0,
    )
  },
  getblockstatusrequest: element => {
    const from = childNamed(element, 'Sender')
    return {
      name: 'GetBlockStatusRequest',
      ...metaInfo(element),
      ...defined({ sender: from && readParty(from) }),
      targets: targets(element),
    }
  },
  getblockstatusresponse: element => {
    const blocks = readBlocks(element)
    return withStatus(element, given => ({ name: 'GetBlockStatusResponse', status: given, blocks }), blocks.length > 0)
  },
  keepaliverequest: element => ({ name: 'KeepAliveRequest', ...metaInfo(element), ...timeToLive(element) }),
  keepaliveresponse: element =>
    withStatus(element, given => ({ name: 'KeepAliveResponse', ...timeToLive(element), status: given })),
  logoutrequest: element => ({ name: 'LogoutRequest', ...metaInfo(element) }),
  logoutresponse: element => withStatus(element, given => ({ name: 'LogoutResponse', status: given })),
}

const setUpReaders: Readonly<Record<string, Reader<SetUpPrimitive>>> = {
  sendsecrettoken: (element, report) => {
    const serviceId = attribute(element, 'serviceID')
    const token = childNamed(element, 'SecretToken')
    if (serviceId === undefined) return 'SendSecretToken has no serviceID'
    if (!token) return 'SendSecretToken has no SecretToken'
    const encoded = attribute(token, 'encoding') !== undefined
    const octets = encoded ? decodeBase64(text(token), report) : Buffer.from(text(token))
    return {
      name: 'SendSecretToken',
      serviceId,
      secret: { octets, encoding: encoded ? 'base64' : 'plain' },
      ...defined({
        protocol: attribute(element, 'protocol'),
        protocolVersion: attribute(element, 'protocolVersion', 'procotolVersion'),
      }),
    }
  },
  loginrequest: element => {
    const serviceId = attribute(element, 'serviceID')
    const digest = childNamed(element, 'PasswordDigest')
    if (serviceId === undefined) return 'LoginRequest has no serviceID'
    if (!digest) return 'LoginRequest has no PasswordDigest'
    return { name: 'LoginRequest', serviceId, digest: text(digest).replace(/\s+/g, ''), ...timeToLive(element) }
  },
  loginresponse: element =>
    withStatus(element, given => ({
      name: 'LoginResponse',
      ...defined({ sessionId: attribute(element, 'sessionID') }),
      ...timeToLive(element),
      status: given,
    })),
}

/** The primitive of a session transaction. */
export const readPrimitive = (element: XmlElement, report: Report): Primitive => readWith(readers, element, report)

/** The primitive of a set-up transaction. */
export const readSetUpPrimitive = (element: XmlElement, report: Report): SetUpPrimitive =>
  readWith(setUpReaders, element, report)

function readWith<P>(
  table: Readonly<Record<string, Reader<P>>>,
  element: XmlElement,
  report: Report,
): P | Malformed | { readonly name: 'Unknown'; readonly elementName: string; readonly element: XmlElement } {
  const elementName = localName(element)
  const key = elementName.toLowerCase()
  const reader = Object.hasOwn(table, key) ? table[key] : undefined
  if (!reader) return { name: 'Unknown', elementName, element }
  const read = reader(element, report)
  if (typeof read !== 'string') return read
  report('SSP-SYN-08', read)
  return { name: 'Malformed', elementName, element, because: read }
}

/** A missing Status beside results counts as success (`imps-ssp` §13 row 4). */
function withStatus<P>(element: XmlElement, build: (given: Status) => P, hasResults = false): P | string {
  const child = childNamed(element, 'Status')
  const read = child ? readStatus(child) : hasResults ? status(200) : undefined
  return read ? build(read) : `${localName(element)} has no Status`
}

function metaInfo(element: XmlElement) {
  const read = readMetaInfo(childNamed(element, 'MetaInfo'))
  return read ? { metaInfo: read } : {}
}

const timeToLive = (element: XmlElement) =>
  defined<{ timeToLive: number }>({ timeToLive: decimal(attribute(element, 'timeToLive')) })

const targets = (element: XmlElement): string[] => childrenNamed(element, 'UserID').map(user => idOf(user, 'userID'))

function readClient(element: XmlElement): ClientCapability {
  const online = attribute(element, 'online')
  const client = childNamed(element, 'ClientID')
  const list = childNamed(element, 'CapabilityList')
  return {
    userId: idOf(element, 'userID'),
    ...defined({
      online: online === undefined ? undefined : yes(online),
      client: client && readClientId(client),
      capabilities: list && readCapabilityList(list),
    }),
  }
}

const readBlocks = (element: XmlElement): BlockStatus[] =>
  childrenNamed(element, 'BlockStatus').map(block => ({
    userId: idOf(block, 'userID'),
    blocked: yes(attribute(block, 'blocked')),
    granted: yes(attribute(block, 'granted') ?? 'Yes'),
  }))
