import { acceptsMediaType, essence } from '../../../protocols/media-type.ts'
import type { RunView } from '../../run-view.ts'
import type { Rule } from '../rule.ts'
import { rulesAbout } from '../rules-about.ts'
import { endOf, inForceAt, mediaSessionsOf, type SentMedia } from '../subjects/media-sessions.ts'
import { aboutChunks, msrpRunOf, type MsrpChunk, type MsrpSeen } from '../subjects/msrp-run.ts'
import { surelyAfter } from '../subjects/sip-run.ts'

/** The description of the peer that gave the path of a chunk, or a later one of the same dialog. */
function peerMedia({ view, at }: MsrpChunk, run: RunView): SentMedia | undefined {
  const sessions = mediaSessionsOf(run)
  const given = sessions.withPath(view.toPath.join(' '), false).at(-1)
  return given?.dialog ? (inForceAt(sessions, given.dialog, false, at) ?? given) : given
}

const hasSession = (chunk: MsrpChunk, run: RunView): boolean => peerMedia(chunk, run)?.media !== undefined
const carriesContent = ({ view }: MsrpChunk): boolean => (view.body?.length ?? 0) > 0

const aboutRequestsOfIwf = rulesAbout<MsrpSeen>(run =>
  msrpRunOf(run).messages.filter(
    ({ fromIwf, view }) => fromIwf && view.kind !== 'response' && view.kind !== 'unreadable',
  ),
)

const first = (messages: readonly MsrpSeen[], fromIwf: boolean): MsrpSeen | undefined =>
  messages.find(seen => seen.fromIwf === fromIwf && seen.view.kind !== 'response')

/** What is sent in a session follows from its SDP. */
export const sessionRules: readonly Rule[] = [
  aboutChunks(
    {
      id: 'MSRP-SES-01',
      clause: 'RFC 4975 §7.1, §8.2',
      statement: 'To-Path of a SEND is the path that the peer gave in SDP, From-Path the own one',
    },
    () => true,
    ({ view }, run) => {
      const sessions = mediaSessionsOf(run)
      if (sessions.withPath(view.toPath.join(' '), false).length === 0) return `nobody gave ${view.toPath.join(' ')}`
      return sessions.withPath(view.fromPath.join(' '), true).length > 0
        ? undefined
        : `${view.fromPath.join(' ')} was not given to the peer`
    },
  ),
  aboutChunks(
    {
      id: 'MSRP-SES-02',
      clause: 'CR6.1; RFC 4975 §5.4, §11.1',
      statement: 'Nothing is sent in a session after BYE',
    },
    (chunk, run) => peerMedia(chunk, run)?.dialog !== undefined,
    (chunk, run) => {
      const ended = endOf(peerMedia(chunk, run)?.dialog)
      return ended !== undefined && surelyAfter(ended, chunk, run)
        ? `it came ${Math.round(chunk.at - ended)} ms after the end`
        : undefined
    },
  ),
  aboutChunks(
    {
      id: 'MSRP-SES-03',
      clause: 'RFC 4975 §8.9',
      statement: 'No content is sent where the peer does not receive: sendonly or inactive',
    },
    // Notifications are not content in this sense, as REPORTs are not (RFC 4975 §8.9).
    (chunk, run) => carriesContent(chunk) && chunk.view.innerType !== 'message/imdn+xml' && hasSession(chunk, run),
    (chunk, run) => {
      const direction = peerMedia(chunk, run)?.media?.direction
      return direction === 'sendonly' || direction === 'inactive' ? `the peer is ${direction}` : undefined
    },
  ),
  aboutChunks(
    {
      id: 'MSRP-SES-04',
      clause: 'RFC 4975 §8.6',
      statement: 'A SEND has a Content-Type that the peer accepts; content in CPIM may be in accept-wrapped-types',
    },
    (chunk, run) => carriesContent(chunk) && hasSession(chunk, run),
    (chunk, run) => {
      const media = peerMedia(chunk, run)?.media
      const outer = essence(chunk.view.contentType)
      if (!media) return undefined
      if (!acceptsMediaType(media.acceptTypes, outer)) return `${outer} is not accepted`
      const inner = chunk.view.cpim ? chunk.view.innerType : ''
      const wrapped = [...media.acceptTypes, ...(media.acceptWrappedTypes ?? [])]
      return inner === '' || acceptsMediaType(wrapped, inner) ? undefined : `${inner} is not accepted in CPIM`
    },
  ),
  aboutChunks(
    {
      id: 'MSRP-SES-05',
      clause: 'RFC 4975 §8.6',
      level: 'should',
      statement: 'A message is not longer than the max-size of the peer',
    },
    (chunk, run) => typeof chunk.view.range?.total === 'number' && peerMedia(chunk, run)?.media?.maxSize !== undefined,
    (chunk, run) => {
      const limit = peerMedia(chunk, run)?.media?.maxSize ?? Number.POSITIVE_INFINITY
      const total = Number(chunk.view.range?.total)
      return total <= limit ? undefined : `${total} octets, max-size is ${limit}`
    },
  ),
  aboutRequestsOfIwf(
    {
      id: 'MSRP-CON-01',
      clause: 'RFC 4975 §5.4',
      statement: 'On a connection that the peer opened nothing is sent before the first request of the peer',
    },
    ({ connection }, run) => run.attribution.opens.get(connection)?.role === 'opened',
    (seen, run) => {
      const before = first(msrpRunOf(run).onConnection(seen.connection), false)
      return before && before.at <= seen.at ? undefined : `${seen.view.method} came first`
    },
  ),
  aboutRequestsOfIwf(
    {
      id: 'MSRP-CON-02',
      clause: 'RFC 4975 §5.4',
      statement: 'A connection that the implementation opened begins with its SEND',
    },
    (seen, run) => {
      const open = run.attribution.opens.get(seen.connection)
      const messages = msrpRunOf(run).onConnection(seen.connection)
      return open?.role === 'accepted' && first(messages, true)?.attributed === seen.attributed
    },
    seen => (seen.view.kind === 'SEND' ? undefined : `it begins with ${seen.view.method}`),
  ),
]
