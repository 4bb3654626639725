import { essence } from '../../protocols/media-type.ts'
import { cpimContentType, mimeValue } from '../../protocols/cpim/message.ts'
import { unmetRequirements } from '../../protocols/cpim/namespaces.ts'
import { parseCpim } from '../../protocols/cpim/parse.ts'
import type { ClientProfile } from '../capability/client-profile.ts'
import type { Decisions } from '../decisions.ts'
import type { Content } from '../imps-domain.ts'
import type { NotificationWanted } from '../imdn/wanted.ts'
import { isControlType, takesControlType, type ControlFeatures } from './control-types.ts'
import { partsOf, undoTransferEncoding } from './multipart.ts'

/** What of a received message goes to the IMPS user. */
export type Deliverable =
  | {
      readonly kind: 'content'
      readonly content: Content
      readonly dateTime?: string
      /** CPIM From, as it stands: whatever its author liked to write. */
      readonly cpimFrom?: string
      /** What the author wants to be notified of. */
      readonly wanted?: NotificationWanted
    }
  /** Control traffic that ends here: it is answered 200, and nobody gets to read it. */
  | { readonly kind: 'consumed'; readonly control: Content }
  /** The MSRP response that says why it cannot be delivered. */
  | { readonly kind: 'refused'; readonly status: 400 | 413 | 415 }

type Rules = Pick<Decisions, 'takesType' | 'takesSize' | 'contentOfCpim' | 'deliversControl' | 'notificationWanted'>

const NO_CONTROLS: ControlFeatures = { imdn: false, isComposing: false }
const DEEPEST = 4
const NO_END_OF_HEADERS = 'CPIM-SYN-01'

/**
 * Takes a message out of its containers and holds it against what the client takes: an unwanted type is 415, too much
 * of a wanted one 413. Of a multipart the best part goes on: of alternatives the last that the client takes
 * (RFC 2046 §5.1.4), of others the first.
 */
export function deliverableOf(
  message: Content,
  profile: ClientProfile,
  rules: Rules,
  controls: ControlFeatures = NO_CONTROLS,
  depth = 0,
): Deliverable {
  if (depth > DEEPEST) return { kind: 'refused', status: 400 }
  const type = essence(message.type)
  if (type === 'message/cpim') return ofCpim(message, profile, rules, controls, depth)
  if (type === 'multipart/mixed' || type === 'multipart/alternative')
    return ofParts(type, message, profile, rules, controls, depth)
  if (isControlType(type)) {
    if (rules.deliversControl()) return { kind: 'content', content: message }
    return takesControlType(type, controls)
      ? { kind: 'consumed', control: { type, octets: message.octets } }
      : { kind: 'refused', status: 415 }
  }
  if (!rules.takesType(profile, message.type)) return { kind: 'refused', status: 415 }
  if (!rules.takesSize(profile, message.type, message.octets.length)) return { kind: 'refused', status: 413 }
  return { kind: 'content', content: message }
}

function ofCpim(
  message: Content,
  profile: ClientProfile,
  rules: Rules,
  controls: ControlFeatures,
  depth: number,
): Deliverable {
  const { message: cpim, violations } = parseCpim(message.octets)
  // A feature that is required and not known must not be passed over (RFC 3862 §3.5).
  const unreadable = violations.some(({ rule }) => rule === NO_END_OF_HEADERS)
  if (unreadable || unmetRequirements(cpim).length > 0) return { kind: 'refused', status: 400 }
  const inner: Content = {
    type: cpimContentType(cpim),
    octets: undoTransferEncoding(cpim.content, mimeValue(cpim, 'Content-Transfer-Encoding')),
  }
  const deliverable = deliverableOf(inner, profile, rules, controls, depth + 1)
  if (deliverable.kind !== 'content') return deliverable
  const dateTime = cpim.headers.find(({ name }) => name === 'DateTime')?.value
  const content = rules.contentOfCpim(deliverable.content, message)
  const cpimFrom = cpim.headers.find(({ name }) => name === 'From')?.value
  const wanted = controls.imdn ? rules.notificationWanted(cpim) : undefined
  return {
    kind: 'content',
    content,
    ...(dateTime === undefined ? {} : { dateTime }),
    ...(cpimFrom === undefined ? {} : { cpimFrom }),
    ...(wanted === undefined ? {} : { wanted }),
  }
}

function ofParts(
  type: string,
  message: Content,
  profile: ClientProfile,
  rules: Rules,
  controls: ControlFeatures,
  depth: number,
): Deliverable {
  const parts = partsOf(message)
  const outcomes = parts.map(part => deliverableOf(part, profile, rules, controls, depth + 1))
  if (type === 'multipart/alternative') outcomes.reverse()
  const best = outcomes.find(outcome => outcome.kind === 'content')
  return best ?? outcomes.find(outcome => outcome.kind === 'refused') ?? { kind: 'refused', status: 415 }
}
