import { writeCapabilityList } from './capability-list.ts'
import type {
  BlockStatus,
  ClientId,
  Content,
  Display,
  DisplayedParty,
  MessageInfo,
  MetaInfo,
  Party,
  Primitive,
  ScreenName,
  SetUpPrimitive,
  User,
} from './document.ts'
import type { Status } from './status.ts'
import { element, type XmlElement, type XmlNode } from './xml/element.ts'
import { canCarry } from './xml/serialise.ts'

const yesNo = (value: boolean | undefined): string | undefined =>
  value === undefined ? undefined : value ? 'Yes' : 'No'
const numeral = (value: number | undefined): string | undefined => (value === undefined ? undefined : String(value))
const leaf = (name: string, value: string | number | undefined): XmlElement | undefined =>
  value === undefined ? undefined : element(name, {}, [String(value)])

/** The element of a primitive, in canonical spelling and order. */
export function writePrimitive(primitive: Primitive | SetUpPrimitive): XmlElement | undefined {
  switch (primitive.name) {
    case 'SendSecretToken': {
      const { serviceId, protocol, protocolVersion, secret } = primitive
      const encoded = secret.encoding === 'base64'
      return element('SendSecretToken', { serviceID: serviceId, protocol, protocolVersion }, [
        element('SecretToken', { encoding: encoded ? 'base64' : undefined }, [
          secret.octets.toString(encoded ? 'base64' : 'utf8'),
        ]),
      ])
    }
    case 'LoginRequest':
      return element('LoginRequest', { serviceID: primitive.serviceId, timeToLive: numeral(primitive.timeToLive) }, [
        element('PasswordDigest', { encoding: 'base64' }, [primitive.digest]),
      ])
    case 'LoginResponse':
      return element('LoginResponse', { sessionID: primitive.sessionId, timeToLive: numeral(primitive.timeToLive) }, [
        writeStatus(primitive.status),
      ])
    case 'Status':
      return writeStatus(primitive.status)
    case 'SendMessageRequest':
      return element('SendMessageRequest', { deliveryReport: yesNo(primitive.deliveryReport) }, [
        writeMetaInfo(primitive.metaInfo),
        writeMessageInfo(primitive.message),
        writeContent(primitive.content),
      ])
    case 'SendMessageResponse':
      return element('SendMessageResponse', { messageID: primitive.messageId }, [writeStatus(primitive.status)])
    case 'DeliveryStatusReport':
      return element('DeliveryStatusReport', {}, [
        writeMetaInfo(primitive.metaInfo),
        element('DeliveryResult', {}, [writeStatus(primitive.result)]),
        leaf('DeliveryTime', primitive.deliveryTime),
        writeMessageInfo(primitive.message),
      ])
    case 'GetClientCapabilityRequest': {
      const flag = primitive.blockStatusRequest ? 'Yes' : undefined
      return element('GetClientCapabilityRequest', { blockStatusRequest: flag }, [
        writeMetaInfo(primitive.metaInfo),
        ...primitive.targets.map(writeUserId),
      ])
    }
    case 'GetClientCapabilityResponse':
      return element('GetClientCapabilityResponse', {}, [
        writeStatus(primitive.status),
        ...primitive.clients.map(({ userId, online, client, capabilities }) =>
          element('ClientCapability', { userID: userId, online: yesNo(online) }, [
            client && writeClientId(client),
            capabilities && writeCapabilityList(capabilities),
          ]),
        ),
        ...primitive.blocks.map(writeBlock),
      ])
    case 'GetBlockStatusRequest':
      return element('GetBlockStatusRequest', {}, [
        writeMetaInfo(primitive.metaInfo),
        primitive.sender && writeParty('Sender', primitive.sender),
        ...primitive.targets.map(writeUserId),
      ])
    case 'GetBlockStatusResponse':
      return element('GetBlockStatusResponse', {}, [writeStatus(primitive.status), ...primitive.blocks.map(writeBlock)])
    case 'KeepAliveRequest':
      return element('KeepAliveRequest', { timeToLive: numeral(primitive.timeToLive) }, [
        writeMetaInfo(primitive.metaInfo),
      ])
    case 'KeepAliveResponse':
      return element('KeepAliveResponse', { timeToLive: numeral(primitive.timeToLive) }, [
        writeStatus(primitive.status),
      ])
    case 'LogoutRequest':
      return element('LogoutRequest', {}, [writeMetaInfo(primitive.metaInfo)])
    case 'LogoutResponse':
      return element('LogoutResponse', {}, [writeStatus(primitive.status)])
    case 'Unknown':
    case 'Malformed':
      return primitive.element
  }
}

/** Status, with what it details. */
export function writeStatus({ code, description, details, tryAgainTimeout }: Status): XmlElement {
  return element('Status', { code: String(code) }, [
    leaf('StatusDescription', description),
    ...details.map(detail =>
      element('DetailedResult', { code: String(detail.code) }, [
        leaf('StatusDescription', detail.description),
        ...detail.users.map(writeUserId),
        ...detail.groups.map(writeGroupId),
        ...detail.screenNames.map(writeScreenName),
        ...detail.domains.map(domain => element('Domain', {}, [domain])),
      ]),
    ),
    leaf('TryAgainTimeout', tryAgainTimeout),
  ])
}

const writeUserId = (userId: string) => element('UserID', { userID: userId })
const writeGroupId = (groupId: string) => element('GroupID', { groupID: groupId })
const writeScreenName = ({ name, groupId }: ScreenName) => element('ScreenName', { groupID: groupId }, [name])
const writeClientId = ({ url, text }: ClientId) => element('ClientID', { url }, [text])
const writeBlock = ({ userId, blocked, granted }: BlockStatus) =>
  element('BlockStatus', { userID: userId, blocked: yesNo(blocked), granted: yesNo(granted) })

/** MetaInfo, where there is any. */
export function writeMetaInfo(metaInfo: MetaInfo | undefined): XmlElement | undefined {
  if (!metaInfo) return undefined
  const { clientOriginated, serviceId, user } = metaInfo
  return element('MetaInfo', { clientOriginated: yesNo(clientOriginated) }, [
    serviceId === undefined && !user
      ? undefined
      : element('Requestor', { serviceID: serviceId }, [user && writeUser(user)]),
  ])
}

function writeUser({ userId, friendlyName, client, applicationId }: User): XmlElement {
  const application =
    applicationId === undefined ? undefined : element('ApplicationID', { applicationID: applicationId })
  // A client and an application together are written nested, as the schema has it.
  const clientElement = client && element('ClientID', { url: client.url }, [client.text, application])
  return element('User', { userID: userId, friendlyName }, [clientElement ?? application])
}

function writeParty(name: 'Recipient' | 'Sender', { display, ...party }: DisplayedParty): XmlElement {
  return element(name, {}, [writeWho(party), display && element(`${name}Display`, {}, [writeDisplay(display)])])
}

function writeWho(party: Party): XmlElement {
  if (party.user) return writeUser(party.user)
  if (party.screenName) return writeScreenName(party.screenName)
  return writeGroupId(party.groupId)
}

function writeDisplay(display: Display): XmlElement {
  if ('userId' in display) return writeUserId(display.userId)
  if ('groupId' in display) return writeGroupId(display.groupId)
  if ('screenName' in display) return writeScreenName(display.screenName)
  return element('Name', {}, [display.displayName])
}

function writeMessageInfo(message: MessageInfo): XmlElement {
  const attributes = {
    messageID: message.messageId,
    messageURI: message.messageUri,
    contentType: message.contentType,
    contentName: message.contentName,
    contentSize: numeral(message.contentSize),
    validity: numeral(message.validity),
  }
  return element('MessageInfo', attributes, [
    ...message.recipients.map(recipient => writeParty('Recipient', recipient)),
    message.sender && writeParty('Sender', message.sender),
    message.dateTime === undefined ? undefined : element('DateTime', { format: 'iso8601' }, [message.dateTime]),
  ])
}

/** Content that literal text cannot carry unchanged is written as base64, whatever was asked for. */
function writeContent(content: Content | undefined): XmlElement | undefined {
  if (!content) return undefined
  const { contentType, encoding, octets } = content
  const literal = octets.toString('utf8')
  const faithful = canCarry(literal) && Buffer.from(literal).equals(octets)
  if (encoding === 'base64' || !faithful)
    return element('ContentData', { contentType, encoding: 'base64' }, [octets.toString('base64')])
  const node: XmlNode = encoding === 'cdata' ? { text: literal, cdata: true } : { text: literal }
  return element('ContentData', { contentType }, literal === '' ? [] : [node])
}
