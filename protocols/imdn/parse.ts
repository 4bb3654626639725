import { parseXml } from '../ssp/xml/parse.ts'
import { qualified, startTagRange, type QualifiedElement } from '../ssp/xml/qualified.ts'
import type { Violation } from '../violation.ts'
import {
  imdnDocumentNamespace,
  imdnRules,
  imdnStatuses,
  type Disposition,
  type ImdnKind,
  type ImdnNotification,
  type ImdnRule,
  type ParsedImdn,
} from './notification.ts'

/** More is no notification (RFC 5438 §14: it comes from anybody). */
const LARGEST = { size: 65_536, depth: 16 }
const ORDER = ['message-id', 'datetime', 'recipient-uri', 'original-recipient-uri', 'subject']
const kinds = Object.keys(imdnStatuses) as ImdnKind[]

type Complain = (rule: ImdnRule, element?: string) => void

/** Reads a `message/imdn+xml` document (RFC 5438 §11.1.9). Never throws; extension elements are passed over. */
export function parseImdn(octets: Buffer): ParsedImdn {
  const violations: Violation[] = []
  const complain: Complain = (rule, element) => {
    const range = element === undefined ? { start: 0, end: octets.length } : startTagRange(octets, element)
    violations.push({ rule, ...imdnRules[rule], ...range })
  }
  const { root, refused } = parseXml(octets, LARGEST)
  if (refused) {
    const { start, end } = refused
    violations.push({ rule: 'IMDN-SYN-01', ...imdnRules['IMDN-SYN-01'], start, end })
    return { notification: undefined, violations }
  }
  return { notification: readRoot(qualified(root), complain), violations }
}

function readRoot(root: QualifiedElement, complain: Complain): ImdnNotification | undefined {
  if (root.local !== 'imdn' || root.namespace !== imdnDocumentNamespace) complain('IMDN-SYN-02', root.local)
  const own = root.children.filter(({ namespace }) => namespace === root.namespace)
  checkOrder(own, complain)
  const messageId = single(own, 'message-id', 'IMDN-SYN-03', complain)
  const dateTime = single(own, 'datetime', 'IMDN-SYN-04', complain)
  const disposition = readDisposition(own, complain)
  if (messageId === undefined || !disposition) return undefined
  const recipientUri = textOf(own, 'recipient-uri')
  const originalRecipientUri = textOf(own, 'original-recipient-uri')
  const subject = textOf(own, 'subject')
  return {
    messageId,
    dateTime: dateTime ?? '',
    ...(recipientUri === undefined ? {} : { recipientUri }),
    ...(originalRecipientUri === undefined ? {} : { originalRecipientUri }),
    ...(subject === undefined ? {} : { subject }),
    disposition,
  }
}

function readDisposition(own: readonly QualifiedElement[], complain: Complain): Disposition | undefined {
  const found = own.flatMap(element => {
    const kind = kinds.find(name => element.local === `${name}-notification`)
    return kind ? [{ kind, element }] : []
  })
  if (found.length !== 1) complain('IMDN-SYN-05', found[1]?.element.local ?? 'imdn')
  const [first] = found
  if (!first) return undefined
  const { kind, element } = first
  const statuses = element.children.filter(
    ({ local, namespace }) => local === 'status' && namespace === element.namespace,
  )
  const [status] = statuses
  const values = status?.children.filter(({ namespace }) => namespace === element.namespace) ?? []
  const [value] = values
  if (statuses.length !== 1 || values.length !== 1) complain('IMDN-SYN-06', status ? 'status' : element.local)
  if (!value) return undefined
  const disposition = dispositionOf(kind, value.local)
  if (!disposition) complain('IMDN-SYN-07', value.local)
  return disposition
}

/** Undefined where a notification of that kind has no such status. */
function dispositionOf(kind: ImdnKind, status: string): Disposition | undefined {
  const allowed: readonly string[] = imdnStatuses[kind]
  return allowed.includes(status) ? ({ kind, status } as Disposition) : undefined
}

function checkOrder(own: readonly QualifiedElement[], complain: Complain): void {
  let reached = 0
  for (const { local } of own) {
    const place = local.endsWith('-notification') && dispositionNames.has(local) ? ORDER.length : ORDER.indexOf(local)
    if (place < reached) complain('IMDN-SYN-08', local)
    reached = Math.max(reached, place)
  }
}

const dispositionNames: ReadonlySet<string> = new Set(kinds.map(kind => `${kind}-notification`))

function single(
  own: readonly QualifiedElement[],
  name: string,
  rule: ImdnRule,
  complain: Complain,
): string | undefined {
  const found = own.filter(({ local }) => local === name)
  const text = found[0]?.text.trim()
  if (found.length !== 1 || text === '') complain(rule, found.length === 0 ? 'imdn' : name)
  return text === '' ? undefined : text
}

/** White space around the text is layout: the types of the schema collapse it. */
const textOf = (own: readonly QualifiedElement[], name: string): string | undefined =>
  own.find(({ local }) => local === name)?.text.trim()
