import type { CapabilityList } from './capability-list.ts'
import type { Status } from './status.ts'
import type { XmlElement } from './xml/element.ts'

/** Whether a transaction asks or answers; written `Request` and `Response`. */
export type Mode = 'Request' | 'Response'

/** One SSP document: one step of session set-up, or one session with its transactions (`imps-ssp` §4). */
export type SspDocument = SetUpDocument | SessionDocument

export interface SetUpDocument {
  readonly kind: 'set-up'
  readonly mode: Mode
  readonly transactionId: string
  readonly primitive: SetUpPrimitive
}

export interface SessionDocument {
  readonly kind: 'session'
  /** Always the sender's own session id (`imps-ssp` §5.4). */
  readonly sessionId: string
  /** At least one, when the document is to be valid. */
  readonly transactions: readonly Transaction[]
}

export interface Transaction {
  readonly mode: Mode
  readonly transactionId: string
  readonly primitive: Primitive
}

export type SetUpPrimitive = SendSecretToken | LoginRequest | LoginResponse | Unknown | Malformed

export interface SendSecretToken {
  readonly name: 'SendSecretToken'
  /** `wv:@domain` of the sender. */
  readonly serviceId: string
  readonly secret: Secret
  readonly protocol?: string
  readonly protocolVersion?: string
}

/** A secret, decoded. `plain` is written as text without surrounding white space. */
export interface Secret {
  readonly octets: Buffer
  readonly encoding: 'plain' | 'base64'
}

export interface LoginRequest {
  readonly name: 'LoginRequest'
  readonly serviceId: string
  /** See `passwordDigest`: base64 text without white space. */
  readonly digest: string
  /** Seconds. */
  readonly timeToLive?: number
}

export interface LoginResponse {
  readonly name: 'LoginResponse'
  readonly sessionId?: string
  /** Seconds. */
  readonly timeToLive?: number
  readonly status: Status
}

export type Primitive =
  | StatusPrimitive
  | SendMessageRequest
  | SendMessageResponse
  | DeliveryStatusReport
  | GetClientCapabilityRequest
  | GetClientCapabilityResponse
  | GetBlockStatusRequest
  | GetBlockStatusResponse
  | KeepAliveRequest
  | KeepAliveResponse
  | LogoutRequest
  | LogoutResponse
  | Unknown
  | Malformed

export interface StatusPrimitive {
  readonly name: 'Status'
  readonly status: Status
}

/** On whose behalf a request is made (`imps-ssp` §6.1). */
export interface MetaInfo {
  readonly clientOriginated: boolean
  /** `wv:@domain`. */
  readonly serviceId?: string
  readonly user?: User
}

export interface User {
  /** As written, with or without `wv:`; see `parseWvAddress`. */
  readonly userId: string
  readonly friendlyName?: string
  readonly client?: ClientId
  readonly applicationId?: string
}

export interface ClientId {
  readonly url?: string
  readonly text?: string
}

export interface ScreenName {
  readonly name: string
  readonly groupId: string
}

/** Who takes part in a message: a user, a group, or a name within a group. */
export type Party =
  | { readonly user: User; readonly groupId?: undefined; readonly screenName?: undefined }
  | { readonly groupId: string; readonly user?: undefined; readonly screenName?: undefined }
  | { readonly screenName: ScreenName; readonly user?: undefined; readonly groupId?: undefined }

/** What is shown for a party. */
export type Display =
  | { readonly userId: string }
  | { readonly groupId: string }
  | { readonly screenName: ScreenName }
  | { readonly displayName: string }

export type DisplayedParty = Party & { readonly display?: Display }

export interface MessageInfo {
  readonly messageId?: string
  readonly messageUri?: string
  readonly contentType?: string
  readonly contentName?: string
  /** Octets of the decoded content. */
  readonly contentSize?: number
  /** Seconds. */
  readonly validity?: number
  readonly recipients: readonly DisplayedParty[]
  readonly sender?: DisplayedParty
  /** ISO 8601, as written. */
  readonly dateTime?: string
}

/** ContentData, decoded; `encoding` says how it stood or is to be written. */
export interface Content {
  readonly contentType?: string
  readonly encoding: 'base64' | 'escaped' | 'cdata'
  readonly octets: Buffer
}

export interface SendMessageRequest {
  readonly name: 'SendMessageRequest'
  readonly deliveryReport: boolean
  readonly metaInfo?: MetaInfo
  readonly message: MessageInfo
  readonly content?: Content
}

export interface SendMessageResponse {
  readonly name: 'SendMessageResponse'
  readonly messageId?: string
  readonly status: Status
}

/** Sender is the user who received the message, recipient its author (`imps-ssp` §8.3). */
export interface DeliveryStatusReport {
  readonly name: 'DeliveryStatusReport'
  readonly metaInfo?: MetaInfo
  readonly result: Status
  readonly deliveryTime?: string
  readonly message: MessageInfo
}

export interface GetClientCapabilityRequest {
  readonly name: 'GetClientCapabilityRequest'
  /** Asks for BlockStatus too: the combined form (`imps-ssp` §14.4). */
  readonly blockStatusRequest: boolean
  readonly metaInfo?: MetaInfo
  readonly targets: readonly string[]
}

export interface GetClientCapabilityResponse {
  readonly name: 'GetClientCapabilityResponse'
  readonly status: Status
  readonly clients: readonly ClientCapability[]
  readonly blocks: readonly BlockStatus[]
}

/** What one client of a user can do. */
export interface ClientCapability {
  readonly userId: string
  readonly online?: boolean
  readonly client?: ClientId
  readonly capabilities?: CapabilityList
}

export interface GetBlockStatusRequest {
  readonly name: 'GetBlockStatusRequest'
  readonly metaInfo?: MetaInfo
  /** The sender asked about, when it is not the Requestor's User. */
  readonly sender?: DisplayedParty
  readonly targets: readonly string[]
}

export interface GetBlockStatusResponse {
  readonly name: 'GetBlockStatusResponse'
  readonly status: Status
  readonly blocks: readonly BlockStatus[]
}

/** A message is accepted exactly when not blocked and granted. */
export interface BlockStatus {
  readonly userId: string
  readonly blocked: boolean
  readonly granted: boolean
}

export interface KeepAliveRequest {
  readonly name: 'KeepAliveRequest'
  readonly metaInfo?: MetaInfo
  /** Seconds. */
  readonly timeToLive?: number
}

export interface KeepAliveResponse {
  readonly name: 'KeepAliveResponse'
  readonly timeToLive?: number
  readonly status: Status
}

export interface LogoutRequest {
  readonly name: 'LogoutRequest'
  readonly metaInfo?: MetaInfo
}

export interface LogoutResponse {
  readonly name: 'LogoutResponse'
  readonly status: Status
}

/** A primitive outside this model, with everything that it holds. */
export interface Unknown {
  readonly name: 'Unknown'
  readonly elementName: string
  readonly element: XmlElement
}

/** A known primitive that lacks what it cannot be understood without; or a transaction without any primitive. */
export interface Malformed {
  readonly name: 'Malformed'
  /** Empty when there was no primitive. */
  readonly elementName: string
  readonly element?: XmlElement
  /** What is missing. */
  readonly because: string
}

/** The Status that a primitive carries; undefined for requests. */
export function statusOf(primitive: Primitive | SetUpPrimitive): Status | undefined {
  return 'status' in primitive ? primitive.status : undefined
}

/** The MetaInfo that a primitive carries. */
export function metaInfoOf(primitive: Primitive | SetUpPrimitive): MetaInfo | undefined {
  return 'metaInfo' in primitive ? primitive.metaInfo : undefined
}

/** The name of the element that stands or is to stand in the document. */
export function elementNameOf(primitive: Primitive | SetUpPrimitive): string {
  return primitive.name === 'Unknown' || primitive.name === 'Malformed' ? primitive.elementName : primitive.name
}
