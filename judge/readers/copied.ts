import { parseNameAddress } from '../../protocols/sip/name-address.ts'
import { parseVia, serialiseVia } from '../../protocols/sip/via.ts'
import type { SipView } from '../../trace/decoded/sip.ts'

/** A field as it compares: white space around separators does not count (RFC 3261 §7.3.1). */
const squeezed = (value: string): string =>
  value
    .replace(/\s*([;=,<>])\s*/g, '$1')
    .replace(/\s+/g, ' ')
    .trim()

/** Whether values are the same, in the same order. */
export const sameValues = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((value, index) => squeezed(value) === squeezed(other[index] ?? ''))

/** The topmost Via without what the server adds to it (RFC 3261 §18.2.1, RFC 3581 §4). */
const withoutReceived = (value: string): string => {
  const via = parseVia(value)
  if (!via) return value
  return serialiseVia({ ...via, parameters: via.parameters.filter(({ name }) => !/^(received|rport)$/i.test(name)) })
}

const viaList = (message: SipView): readonly string[] =>
  message.values('via').map((value, index) => (index === 0 ? withoutReceived(value) : value))

/** Whether a response returns the Via values in their order, `received` and `rport` of the topmost aside. */
export const copiesVia = (request: SipView, response: SipView): boolean =>
  sameValues(viaList(request), viaList(response))

/** Whether a response repeats a field of one value. */
export const copiesField = (name: string, request: SipView, response: SipView): boolean =>
  squeezed(request.header(name) ?? '') === squeezed(response.header(name) ?? '')

/** Whether a response repeats From, Call-ID and CSeq (RFC 3261 §8.2.6.2). */
export const copiesIdentity = (request: SipView, response: SipView): boolean =>
  ['from', 'call-id', 'cseq'].every(name => copiesField(name, request, response))

/** Tags in To, however many. */
export const toTags = (message: SipView): readonly string[] =>
  (parseNameAddress(message.header('to') ?? '')?.parameters ?? [])
    .filter(({ name }) => name.toLowerCase() === 'tag')
    .map(({ value }) => value ?? '')

/** Whether a response repeats To, a tag added to it aside (RFC 3261 §8.2.6.2). */
export function copiesTo(request: SipView, response: SipView): boolean {
  const [asked, answered] = [request, response].map(message => parseNameAddress(message.header('to') ?? ''))
  if (!asked || !answered) return false
  const parameters = answered.parameters.filter(({ name }) => name.toLowerCase() !== 'tag')
  const sameParameters = asked.parameters.every(
    ({ name, value }, index) => parameters[index]?.name === name && parameters[index].value === value,
  )
  return asked.uri === answered.uri && sameParameters && parameters.length === asked.parameters.length
}
