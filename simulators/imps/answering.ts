import { acceptsMediaType } from '../../protocols/media-type.ts'
import type { Binding, QueryResult, Recognised } from '../../protocols/ssp/binding/binding.ts'
import type { ClientCapability, Primitive, SendMessageRequest } from '../../protocols/ssp/document.ts'
import {
  allFailed,
  detail,
  meaningOf,
  status,
  succeeded,
  type DetailedResult,
  type Status,
} from '../../protocols/ssp/status.ts'
import { accepted, accessOf, isOnline, type DirectoryEntry } from './directory.ts'
import type { ImpsUserData } from './interface.ts'

const UNKNOWN = 531
const BLOCKED = 532
const OFFLINE = 533
const UNFIT = 415

type Find = (address: string) => DirectoryEntry | undefined

/** 200 when every target could be answered, 201 when some, 900 when none (`imps-ssp` §14.1). */
function overall(targets: number, details: readonly DetailedResult[]): Status {
  const code = details.length === 0 ? 200 : details.length < targets ? 201 : 900
  return status(code, { description: meaningOf(code), details })
}

const failure = (code: number, user: string) => detail(code, { description: meaningOf(code), users: [user] })

/** Entries of the list that the answer should not have had. */
const othersBlocked = ({ alsoBlocks = [] }: ImpsUserData): QueryResult['blocks'] =>
  alsoBlocks.map(userId => ({ userId, blocked: true, granted: true }))

/**
 * What an IMPS server answers to a capability query, combined or not (`imps-ssp` §14.2, §14.4). The requester is the
 * sender whom the lists are about.
 */
export function answerCapability({ targets, combined, through, requester = '' }: Recognised, find: Find): QueryResult {
  const clients: ClientCapability[] = []
  const blocks: QueryResult['blocks'][number][] = []
  const details: DetailedResult[] = []
  for (const target of targets) {
    const entry = find(target)
    if (!entry) {
      details.push(failure(UNKNOWN, target))
      continue
    }
    const { uri, data } = entry
    const access = accessOf(data, requester)
    const withheld = data.refusalForm === 'withheld' && !accepted(data, requester)
    if (combined && data.blockPart !== 'left-out') blocks.push({ userId: uri, ...access }, ...othersBlocked(data))
    // Presence that may not be seen is left out, and nothing is said about it (`imps-ssp` §9.2).
    if (through === 'presence' && data.presence === 'withheld') continue
    if (withheld) details.push(failure(BLOCKED, uri))
    else if (!isOnline(data) && data.offlineForm !== 'list') details.push(failure(OFFLINE, uri))
    else
      for (const capabilities of data.clients ?? []) clients.push({ userId: uri, online: isOnline(data), capabilities })
  }
  return { status: overall(targets.length, details), clients, blocks }
}

/** What it answers to a block status query: the question is answered even if the answer is no (`imps-ssp` §14.3). */
export function answerBlock({ targets, requester = '', sender }: Recognised, find: Find): QueryResult {
  const asked = sender ?? requester
  const details = targets.filter(target => !find(target)).map(target => failure(UNKNOWN, target))
  const blocks = targets.flatMap(target => {
    const entry = find(target)
    return entry ? [{ userId: entry.uri, ...accessOf(entry.data, asked) }, ...othersBlocked(entry.data)] : []
  })
  return { status: overall(targets.length, details), clients: [], blocks }
}

/** What it answers to a message: taken for every known user who accepts the sender, online or not (`imps-ssp` §8.2). */
export function answerMessage(
  request: SendMessageRequest,
  { targets, sender = '' }: Recognised,
  find: Find,
): Primitive {
  const details = targets.flatMap(target => {
    const entry = find(target)
    if (!entry) return [failure(UNKNOWN, target)]
    if (!accepted(entry.data, sender)) return [failure(BLOCKED, target)]
    return isFit(entry.data, request) ? [] : [failure(UNFIT, target)]
  })
  const { messageId } = request.message
  return {
    name: 'SendMessageResponse',
    ...(messageId === undefined ? {} : { messageId }),
    status: overall(targets.length, details),
  }
}

/** Whether some client takes the type of a message, where the server cares. */
function isFit({ unfitMessages, clients = [] }: ImpsUserData, { message, content }: SendMessageRequest): boolean {
  const type = content?.contentType ?? message.contentType
  if (unfitMessages !== 'refused' || type === undefined) return true
  return clients.some(
    ({ anyContent, contentTypes }) =>
      anyContent === true ||
      acceptsMediaType(
        contentTypes.map(taken => taken.type),
        type,
      ),
  )
}

/** An answer that carries one code for one user in the given form; `own` is the response that belongs to the request. */
export function statusAnswer(
  form: 'bare' | 'detail' | 'own',
  code: number,
  user: string,
  own: (status: Status) => Primitive,
  tryAgainTimeout?: number,
): Primitive {
  const again = tryAgainTimeout === undefined ? {} : { tryAgainTimeout }
  const alone = status(code, { description: meaningOf(code), ...again })
  switch (form) {
    case 'bare':
      return { name: 'Status', status: alone }
    case 'detail':
      return own(allFailed(code, user))
    case 'own':
      return own(alone)
  }
}

/** The response that belongs to a request, carrying nothing but a status. */
export function ownAnswer(binding: Binding, request: Primitive, status: Status): Primitive {
  if (request.name !== 'SendMessageRequest') return binding.answer(request, { status, clients: [], blocks: [] })
  const { messageId } = request.message
  const named = succeeded(status) && messageId !== undefined ? { messageId } : {}
  return { name: 'SendMessageResponse', ...named, status }
}
