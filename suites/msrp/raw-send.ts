import type { MsrpHeader, MsrpRequest, ContinuationFlag, FailureReport } from '../../protocols/msrp/message.ts'
import { buildSend, type ChunkContent, type Paths } from '../../protocols/msrp/requests.ts'
import type { ByteRange } from '../../protocols/msrp/byte-range.ts'
import type { Call } from '../../simulators/simple/interface.ts'

/** A SEND that a script writes itself. What is absent is as a plain client does it: the whole content in one chunk. */
export interface RawSend {
  readonly paths: Paths
  readonly messageId: string
  readonly content: ChunkContent
  /** Octets of the content that this chunk carries, counted from 0; default: all. */
  readonly part?: readonly [from: number, to: number]
  /** Replaces what Byte-Range says of the part. */
  readonly range?: Partial<ByteRange>
  readonly flag?: ContinuationFlag
  readonly failureReport?: FailureReport
  readonly successReport?: boolean
  readonly headers?: readonly MsrpHeader[]
}

export function rawSend({ paths, messageId, content, part, range, flag = '$', ...fields }: RawSend): MsrpRequest {
  const total = content.body.length
  const [from, to] = part ?? [0, total]
  const body = content.body.subarray(from, to)
  const said: ByteRange = { start: from + 1, end: to, total, ...range }
  return buildSend(paths, { messageId, ...fields }, said, { contentType: content.contentType, body }, flag)
}

/** Text as the session carries it: in message/cpim where the answer wants that first (RFC 4975 §13). */
export const framedText = (call: Call, text: string): ChunkContent =>
  call.framed({ type: 'text/plain;charset=UTF-8', octets: Buffer.from(text, 'utf8') })
