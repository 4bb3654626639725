import { essence } from '../../protocols/media-type.ts'
import { HttpView } from '../../trace/decoded/http.ts'
import { MsrpView } from '../../trace/decoded/msrp.ts'
import { offsetIn } from '../../trace/decoded/octet-ranges.ts'
import { SipView } from '../../trace/decoded/sip.ts'
import type { WireMessage } from '../../trace/wire-message.ts'
import { bodySpans, joined } from './http-bodies.ts'
import type { Pseudonyms } from './pseudonym.ts'
import { findSecrets, Replacements, type Replacement } from './secrets.ts'
import type { Tokens } from './token-places.ts'

/** What sets up, reports or announces. It says nothing that a person said; users in it are found as everywhere. */
const NO_CONTENT: ReadonlySet<string> = new Set([
  'application/sdp',
  'application/im-iscomposing+xml',
  'application/pidf+xml',
  'application/resource-lists+xml',
  'message/imdn+xml',
  'message/sipfrag',
])

/**
 * What people said to each other in a message, as octets within it; with it, what could not be found in the octets as
 * they were sent, because something divides or packs them.
 */
export function contentsOf(message: WireMessage, tokens: Tokens, pseudonyms: Pseudonyms): readonly Replacement[] {
  const { view } = message.decoded
  const { octets } = message.sighting
  if (view instanceof HttpView) return contentsInHttp(octets, tokens, pseudonyms)
  const isReadable = (view instanceof SipView || view instanceof MsrpView) && view.kind !== 'unreadable'
  if (!isReadable) return [replacement(octets, afterHead(octets), octets.length, pseudonyms)]
  const { body } = view
  if (body === undefined || body.length === 0) return []
  const start = offsetIn(octets, body)
  const end = start + body.length
  const all = [replacement(octets, start, end, pseudonyms)]
  // What is divided among messages could not be found in either.
  const nothing = view instanceof MsrpView && !(view.beginsMessage && view.continuation === '$') ? all : []
  const wrapper = essence(view.contentType)
  if (NO_CONTENT.has(wrapper)) return nothing
  // A later chunk of a wrapped message is all content; of the first one, what follows both of its heads.
  if (wrapper !== 'message/cpim' || !view.cpim) return all
  if (NO_CONTENT.has(view.innerType)) return nothing
  const from = afterHead(body, afterHead(body))
  return from === body.length && !body.subarray(-4).equals(EMPTY_LINE)
    ? all
    : [replacement(octets, view.content.length === 0 ? start + from : offsetIn(octets, view.content), end, pseudonyms)]
}

const EMPTY_LINE = Buffer.from('\r\n\r\n')

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

function contentsInHttp(octets: Buffer, tokens: Tokens, pseudonyms: Pseudonyms): readonly Replacement[] {
  const spans = bodySpans(octets)
  if (spans.length === 0) return contentsInSsp(octets.toString('latin1'), pseudonyms)
  const { text, placed } = joined(octets, spans)
  const found = new Replacements(text.length)
  // Packed, in UTF-16, or no XML at all: nothing could be found in it.
  if (!/^(?:\xef\xbb\xbf)?\s*</.test(text) || text.includes('\0')) found.add(0, text.length, pseudonyms.content(text))
  for (const { start, end, by } of contentsInSsp(text, pseudonyms)) found.add(start, end, by)
  if (spans.length > 1) findSecrets(text, tokens, pseudonyms, found)
  return found.inOrder().flatMap(placed)
}

/** In whatever SSP document, well-formed or not. */
const CONTENT_DATA = /<(?:[^\s<>/:]+:)?ContentData\b([^>]*?)(?<!\/)>([^]*?)(?:<\/(?:[^\s<>/:]+:)?ContentData|$)/g

function contentsInSsp(text: string, pseudonyms: Pseudonyms): Replacement[] {
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
