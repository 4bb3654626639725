import type { Rule } from '../rule.ts'
import { heldUpSince, processing } from '../subjects/sip-run.ts'
import { aboutChunks, extentOf, type MsrpChunk, type MsrpSeen } from '../subjects/msrp-run.ts'

const continues = ({ earlier }: MsrpChunk): boolean => earlier.length > 0
const isLast = ({ view }: MsrpSeen): boolean => view.continuation !== '+'
const last = ({ earlier }: MsrpChunk): MsrpSeen | undefined => earlier.at(-1)

/** Octets of a chunk that a sender should not go below, but in the last of a message. */
const SMALLEST = 2048

/** Responses and failure REPORTs of the peer that say 413 about a message, ms. */
function stoppedAt({ view, earlier, msrp }: MsrpChunk): number | undefined {
  const transactions = new Set(earlier.map(chunk => `${chunk.connection} ${chunk.view.transactionId}`))
  const responses = earlier.flatMap(({ connection }) => msrp.onConnection(connection))
  const reports = msrp.withMessageId(view.messageId)
  return [...responses, ...reports].find(
    seen =>
      !seen.fromIwf &&
      seen.view.status === 413 &&
      (seen.view.kind === 'REPORT' || transactions.has(`${seen.connection} ${seen.view.transactionId}`)),
  )?.at
}

/** How a message is divided into chunks. */
export const chunkRules: readonly Rule[] = [
  aboutChunks(
    {
      id: 'MSRP-CHK-01',
      clause: 'RFC 4975 §7.1.1',
      statement: 'All chunks of a message ask for the same reports and have the same Content-Type',
    },
    continues,
    chunk => {
      const first = chunk.earlier[0]?.view
      const { view } = chunk
      if (!first) return undefined
      if (first.successReport !== view.successReport) return 'Success-Report differs from the first chunk'
      if (first.failureReport !== view.failureReport) return 'Failure-Report differs from the first chunk'
      const bodies = first.body !== undefined && view.body !== undefined
      return bodies && first.contentType !== view.contentType ? 'Content-Type differs from the first chunk' : undefined
    },
  ),
  aboutChunks(
    { id: 'MSRP-CHK-02', clause: 'RFC 4975 §7.1.1', statement: 'Every chunk after the first has a Byte-Range' },
    continues,
    ({ view }) => (view.range ? undefined : 'it has none'),
  ),
  aboutChunks(
    {
      id: 'MSRP-CHK-03',
      clause: 'RFC 4975 §7.1.1',
      level: 'should',
      statement: 'The first chunk of a message has a Byte-Range',
    },
    chunk => !continues(chunk) && chunk.view.body !== undefined,
    ({ view }) => (view.range ? undefined : 'it has none'),
  ),
  aboutChunks(
    {
      id: 'MSRP-CHK-04',
      clause: 'RFC 4975 §7.1.1',
      statement: 'Chunks of a message follow each other without gap or overlap',
    },
    chunk => continues(chunk) && chunk.view.continuation !== '#',
    chunk => {
      const before = last(chunk)
      const expected = before ? extentOf(before)[1] + 1 : 1
      const [first] = extentOf(chunk)
      return first === expected ? undefined : `it begins at octet ${first}, ${expected} was next`
    },
  ),
  aboutChunks(
    {
      id: 'MSRP-CHK-05',
      clause: 'RFC 4975 §7.1.1',
      statement: 'All chunks of a message name the same total, once one names it',
    },
    continues,
    ({ view, earlier }) => {
      const named = earlier.map(chunk => chunk.view.range?.total).find(total => typeof total === 'number')
      const total = view.range?.total
      return named === undefined || total === named ? undefined : `${String(total)} after ${named}`
    },
  ),
  aboutChunks(
    {
      id: 'MSRP-CHK-06',
      clause: 'RFC 4975 §7.1.1',
      level: 'should',
      statement: 'Only the last chunk of a message has less than 2048 octets',
    },
    chunk => !isLast(chunk) && chunk.view.body !== undefined,
    ({ view }) => ((view.body?.length ?? 0) >= SMALLEST ? undefined : `it has ${view.body?.length ?? 0}`),
  ),
  aboutChunks(
    {
      id: 'MSRP-CHK-07',
      clause: 'RFC 4975 §7.1.1',
      statement: 'The chunk with the flag $ ends at the total that the message has',
    },
    ({ view }) => view.continuation === '$' && typeof view.range?.total === 'number',
    chunk => {
      const [, end] = extentOf(chunk)
      return end === chunk.view.range?.total ? undefined : `it ends at ${end} of ${String(chunk.view.range?.total)}`
    },
  ),
  aboutChunks(
    {
      id: 'MSRP-CHK-08',
      clause: 'RFC 4975 §7.1, §7.1.1',
      statement: 'Nothing follows the last chunk of a message under its Message-ID',
    },
    continues,
    chunk => {
      const ended = chunk.earlier.find(isLast)
      return ended ? `the chunk before had the flag ${ended.view.continuation ?? ''}` : undefined
    },
  ),
  aboutChunks(
    {
      id: 'MSRP-CHK-09',
      clause: 'RFC 4975 §10.5',
      statement: 'After 413 no further chunk of the message is sent',
      // What a peer that reads slowly finds in its socket was sent long before.
      except: { behaviours: ['SEND: pauses', 'SEND: first message: pauses'] },
    },
    continues,
    (chunk, run) => {
      const stopped = stoppedAt(chunk)
      // What was on its way when 413 came is no fault.
      if (stopped === undefined || chunk.view.continuation === '#') return undefined
      return chunk.at > stopped + processing(run) + heldUpSince(stopped, chunk)
        ? `it came ${Math.round(chunk.at - stopped)} ms after 413`
        : undefined
    },
  ),
]
