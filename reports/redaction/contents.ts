import { essence } from '../../protocols/media-type.ts'
import { HttpView } from '../../trace/decoded/http.ts'
import { MsrpView } from '../../trace/decoded/msrp.ts'
import { offsetIn } from '../../trace/decoded/octet-ranges.ts'
import { SipView } from '../../trace/decoded/sip.ts'
import type { WireMessage } from '../../trace/wire-message.ts'
import type { Pseudonyms } from './pseudonym.ts'
import type { Replacement } from './secrets.ts'

/** What sets up, reports or announces. It says nothing that a person said; users in it are found as everywhere. */
const NO_CONTENT: ReadonlySet<string> = new Set([
  'application/sdp',
  'application/im-iscomposing+xml',
  'application/pidf+xml',
  'application/resource-lists+xml',
  'message/imdn+xml',
  'message/sipfrag',
])

/** What people said to each other in a message, as octets within it. */
export function contentsOf(message: WireMessage, pseudonyms: Pseudonyms): readonly Replacement[] {
  const { view } = message.decoded
  const { octets } = message.sighting
  if (view instanceof HttpView) return contentsInSsp(octets, pseudonyms)
  const isReadable = (view instanceof SipView || view instanceof MsrpView) && view.kind !== 'unreadable'
  if (!isReadable) return [replacement(octets, afterHead(octets), octets.length, pseudonyms)]
  const { body } = view
  if (body === undefined || body.length === 0) return []
  const start = offsetIn(octets, body)
  const end = start + body.length
  const wrapper = essence(view instanceof SipView ? view.contentType : view.contentType)
  if (NO_CONTENT.has(wrapper)) return []
  if (wrapper !== 'message/cpim') return [replacement(octets, start, end, pseudonyms)]
  // A later chunk of a wrapped message is all content; of the first one, what follows both of its heads.
  if (!view.cpim) return [replacement(octets, start, end, pseudonyms)]
  if (NO_CONTENT.has(view.innerType)) return []
  const { content } = view
  const from = content.length === 0 ? afterHead(body, afterHead(body)) + start : offsetIn(octets, content)
  return [replacement(octets, from, end, pseudonyms)]
}

const replacement = (octets: Buffer, start: number, end: number, { content }: Pseudonyms): Replacement => ({
  start,
  end,
  by: content(octets.toString('latin1', start, end)),
})

/** Where the first empty line ends; the end where there is none. */
function afterHead(octets: Buffer, from = 0): number {
  const at = octets.indexOf('\r\n\r\n', from)
  return at < 0 ? octets.length : at + 4
}

/** In whatever SSP document, well-formed or not. */
const CONTENT_DATA = /<(?:\w+:)?ContentData\b([^>]*?)(?<!\/)>([^]*?)(?:<\/(?:\w+:)?ContentData|$)/g

function contentsInSsp(octets: Buffer, pseudonyms: Pseudonyms): Replacement[] {
  const text = octets.toString('latin1')
  return [...text.matchAll(CONTENT_DATA)].flatMap(match => {
    const [whole, attributes = '', inside = ''] = match
    const start = match.index + whole.indexOf('>', whole.indexOf(attributes) + attributes.length) + 1
    const by = /encoding\s*=\s*["']base64/i.test(attributes) ? ofBase64(inside, pseudonyms) : pseudonyms.content(inside)
    return inside === '' ? [] : [{ start, end: start + inside.length, by }]
  })
}

/** The pseudonym of what it encodes, encoded; line ends in it stay where they are. */
function ofBase64(text: string, { content, credential }: Pseudonyms): string {
  const lines = text.split(/(\s+)/)
  const encoded = lines.filter((_, index) => index % 2 === 0).join('')
  const plain = Buffer.from(encoded, 'base64').toString('latin1')
  const again = Buffer.from(content(plain), 'latin1').toString('base64')
  // Cut off in the middle of a group, say: then it stands for nothing, but must not be read either.
  if (again.length !== encoded.length) return credential(text)
  let at = 0
  return lines.map((part, index) => (index % 2 === 1 ? part : again.slice(at, (at += part.length)))).join('')
}
