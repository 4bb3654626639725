import { isIdent } from '../../protocols/msrp/identifiers.ts'
import type { MsrpView } from '../../trace/decoded/msrp.ts'
import type { Observed } from '../../trace/observed.ts'
import type { AssembledMessage, MsrpMessages } from './msrp.ts'

/** How the SENDs of one message are made: each predicate is one rule of RFC 4975 §7.1 and §7.1.1. */
type Chunk = Observed<MsrpView>

/** Octets that need not be interruptible, and that all chunks but the last should have at least (RFC 4975 §7.1.1). */
export const CHUNK = 2048

const size = ({ message: { body } }: Chunk): number => body?.length ?? 0
const names = ({ message: { parsed } }: Chunk): readonly string[] =>
  parsed.message?.headers.map(({ name }) => name.toLowerCase()) ?? []

/** To-Path and From-Path are the first two header fields. */
export function leadsWithPaths(chunk: Chunk): boolean {
  const [first, second] = names(chunk)
  return first === 'to-path' && second === 'from-path'
}

/** Content-Type is the last header field. */
export const endsWithContentType = (chunk: Chunk): boolean => names(chunk).at(-1) === 'content-type'

export const hasMessageId = ({ message: { messageId } }: Chunk): boolean => isIdent(messageId)

/** MSRP carries octets as they are: there is no transfer encoding to undo. */
export const hasNoTransferEncoding = (chunk: Chunk): boolean => !names(chunk).includes('content-transfer-encoding')

/** The end-line that closes the request does not occur in its body, with any flag. */
export const bodyIsFreeOfEndLine = ({ message: { body, transactionId } }: Chunk): boolean =>
  !['$', '+', '#'].some(flag => body?.includes(`-------${transactionId}${flag}`) ?? false)

/** A body of more than 2048 octets can be interrupted: its range has no fixed end. */
export const isInterruptible = (chunk: Chunk): boolean =>
  size(chunk) <= CHUNK || chunk.message.range === undefined || chunk.message.range.end === '*'

/** `+` on all chunks but the last, which has `$`. */
export const flagsAreRight = ({ chunks }: AssembledMessage): boolean =>
  chunks.every(({ message: { continuation } }, index) => continuation === (index === chunks.length - 1 ? '$' : '+'))

/** The chunks follow each other from octet 1, each beginning where the one before it ended. */
export function followsOn({ chunks }: AssembledMessage): boolean {
  let next = 1
  for (const chunk of chunks) {
    // Without a range a chunk is a whole message (RFC 4975 §7.1.1).
    if ((chunk.message.range?.start ?? 1) !== next) return false
    next += size(chunk)
  }
  return true
}

/** What a range says of its end and of the whole is true. */
export function rangesAreTrue({ chunks }: AssembledMessage): boolean {
  const whole = sum(chunks)
  let sent = 0
  return chunks.every(chunk => {
    sent += size(chunk)
    const { range } = chunk.message
    return !range || ((range.end === '*' || range.end === sent) && (range.total === '*' || range.total === whole))
  })
}

/** Every chunk says its range; of a message in one chunk it is only recommended. */
export const rangesAreThere = ({ chunks }: AssembledMessage): boolean =>
  chunks.every(({ message: { range } }) => range !== undefined)

/** No range leaves an end or a total open that is known: the end of a short chunk, and the size of the message. */
export const saysWhatItKnows = ({ chunks }: AssembledMessage): boolean =>
  chunks.every(chunk => {
    const { range } = chunk.message
    return !range || (range.total !== '*' && (range.end !== '*' || size(chunk) > CHUNK))
  })

/** Only the last chunk has fewer than 2048 octets. */
export const isNotCutTooSmall = ({ chunks }: AssembledMessage): boolean =>
  chunks.every((chunk, index) => index === chunks.length - 1 || size(chunk) >= CHUNK)

const sum = (chunks: MsrpMessages): number => chunks.reduce((octets, chunk) => octets + size(chunk), 0)
