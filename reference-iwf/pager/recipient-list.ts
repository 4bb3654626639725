import { essence } from '../../protocols/media-type.ts'
import { parseXml } from '../../protocols/ssp/xml/parse.ts'
import { qualified, type QualifiedElement } from '../../protocols/ssp/xml/qualified.ts'
import { partsOf } from '../content/multipart.ts'
import type { Content } from '../imps-domain.ts'

const LIST_TYPE = 'application/resource-lists+xml'
const NAMESPACE = 'urn:ietf:params:xml:ns:resource-lists'
const LARGEST = { size: 65_536, depth: 16 }
/** More recipients are not served: one request must not make an avalanche (RFC 5363 §5.2). */
const MOST = 100

/** A MESSAGE for several: who is to get it, and what. */
export interface MessageForMany {
  /** URIs in the order of the list, each once (RFC 5365 §7.1). */
  readonly recipients: readonly string[]
  readonly content: Content
}

/**
 * The list and the message in the multipart body of a MESSAGE (RFC 5365 §6); undefined when either is missing. Of the
 * resource list only the entries count, at whatever depth (RFC 5365 §7).
 */
export function messageForMany(body: Content): MessageForMany | undefined {
  const parts = partsOf(body)
  const list = parts.find(({ type }) => essence(type) === LIST_TYPE)
  const content = parts.find(part => part !== list)
  if (!list || !content) return undefined
  const { root } = parseXml(list.octets, LARGEST)
  const recipients = root ? [...new Set(entries(qualified(root)))].slice(0, MOST) : []
  return recipients.length === 0 ? undefined : { recipients, content }
}

function entries(element: QualifiedElement): readonly string[] {
  const uri = element.attributes.find(({ name }) => name === 'uri')?.value.trim()
  const own = element.namespace === NAMESPACE && element.local === 'entry' && uri ? [uri] : []
  return [...own, ...element.children.flatMap(entries)]
}
