import { attribute, originOf } from '../../../protocols/sdp/description.ts'
import { acceptsMediaType } from '../../../protocols/media-type.ts'
import { isMsrpMedia, type MessageMedia } from '../../../protocols/sdp/message-media.ts'
import type { Rule } from '../rule.ts'
import { rulesAbout, type Subject } from '../rules-about.ts'
import { mediaSessionsOf, type SentMedia } from '../subjects/media-sessions.ts'

/** A session description of the implementation with MSRP media that it does not refuse. */
interface Described extends Subject, Omit<SentMedia, 'media'> {
  readonly media: MessageMedia
  readonly isOffer: boolean
  /** The one before in the same dialog. */
  readonly before: SentMedia | undefined
}

const aboutMedia = rulesAbout<Described>(run => {
  const sessions = mediaSessionsOf(run)
  return sessions.all.flatMap((sent): Described[] => {
    const { seen, media, dialog } = sent
    if (!seen.fromIwf || !media || media.port === 0) return []
    const own = dialog ? sessions.inDialog(dialog).filter(other => other.seen.fromIwf) : []
    const before = own[own.indexOf(sent) - 1]
    const asked = sessions.all.some(
      other =>
        !other.seen.fromIwf &&
        other.seen.view.callId === seen.view.callId &&
        other.seen.view.cseq?.number === seen.view.cseq?.number &&
        other.seen.at <= seen.at,
    )
    const isOffer = seen.view.kind === 'request' ? seen.view.method === 'INVITE' : !asked
    return [{ ...sent, attributed: seen.attributed, media, isOffer, before }]
  })
})

const any = (): boolean => true
const ownUri = ({ media }: Described) => (media.path.length === 1 ? media.path[0] : undefined)
const textOf = ({ seen }: SentMedia): string => seen.view.body.toString('latin1')
const withoutOrigin = (text: string): string => text.replace(/^o=.*$/m, '')

/** What the implementation says of its end of an MSRP session. */
export const mediaRules: readonly Rule[] = [
  aboutMedia(
    {
      id: 'SDP-MSRP-01',
      clause: 'RFC 4975 §6, §8.1',
      statement: 'URIs of a=path are over tcp, msrps where the line says TCP/TLS/MSRP and msrp otherwise',
    },
    any,
    ({ media }) => {
      const scheme = media.protocol === 'TCP/TLS/MSRP' ? 'msrps' : 'msrp'
      const uri = media.path.at(-1)
      if (!uri) return 'a=path has no URI'
      if (uri.transport.toLowerCase() !== 'tcp') return `the transport is ${uri.transport}`
      return uri.scheme.toLowerCase() === scheme ? undefined : `${uri.scheme} under ${media.protocol}`
    },
  ),
  aboutMedia(
    {
      id: 'SDP-MSRP-02',
      clause: 'RFC 4975 §8.1, RFC 6135 §4.2.2',
      statement: 'The m= line has the port of the own URI, or 9 where the other side is to be connected to',
    },
    described => ownUri(described)?.port !== undefined,
    described => {
      const { media } = described
      const active = media.port === 9 && (media.setup === 'active' || media.setup === 'actpass')
      const port = ownUri(described)?.port
      return media.port === port || active ? undefined : `port ${media.port}, the URI says ${port ?? 'nothing'}`
    },
  ),
  aboutMedia(
    {
      id: 'SDP-MSRP-03',
      clause: 'RFC 4975 §8.1',
      statement: 'The c= line has the host of the own URI',
    },
    described => ownUri(described) !== undefined && described.media.connection !== undefined,
    described => {
      const host = ownUri(described)?.host.toLowerCase()
      const address = described.media.connection?.address.toLowerCase()
      return host === address ? undefined : `c= says ${address ?? ''}, the URI ${host ?? ''}`
    },
  ),
  aboutMedia(
    {
      id: 'SDP-MSRP-04',
      clause: 'RFC 4975 §8.6, §13',
      statement: 'message/cpim is in a=accept-types, by name or by a wildcard',
    },
    any,
    ({ media }) => (acceptsMediaType(media.acceptTypes, 'message/cpim') ? undefined : 'it is not'),
  ),
  aboutMedia(
    {
      id: 'SDP-MSRP-05',
      clause: 'RFC 4975 §7.3.1, §8.6',
      level: 'should',
      statement: 'multipart/mixed and multipart/alternative are in a=accept-types, by name or by a wildcard',
    },
    any,
    ({ media }) => {
      const missing = ['multipart/mixed', 'multipart/alternative'].filter(
        type => !acceptsMediaType([...media.acceptTypes, ...(media.acceptWrappedTypes ?? [])], type),
      )
      return missing.length > 0 ? `${missing.join(' and ')} not accepted` : undefined
    },
  ),
  aboutMedia(
    {
      id: 'SDP-MSRP-06',
      clause: 'RFC 6135 §4.2',
      statement: 'An offer has a=setup actpass or active',
    },
    ({ isOffer }) => isOffer,
    ({ media }) =>
      media.setup === 'active' || media.setup === 'actpass' ? undefined : `a=setup is ${media.setup ?? 'missing'}`,
  ),
  aboutMedia(
    {
      id: 'SDP-MSRP-07',
      clause: 'RFC 6135 §4.4',
      statement: 'Neither a=connection nor a=setup:holdconn stands with MSRP',
    },
    any,
    ({ media, description }) => {
      if (media.setup === 'holdconn') return 'a=setup:holdconn'
      const lines = description.media.filter(isMsrpMedia).flatMap(one => one.lines)
      return attribute(lines, 'connection') ? 'a=connection' : undefined
    },
  ),
  aboutMedia(
    {
      id: 'SDP-VER-01',
      clause: 'RFC 3264 §8',
      statement:
        'In a dialog o= stays but for its version: one higher where the description changed, the same where not',
    },
    ({ before }) => before !== undefined,
    ({ description, before, ...sent }) => {
      const [was, is] = [before && originOf(before.description), originOf(description)]
      if (!was || !is || !before) return undefined
      if (was.sessionId !== is.sessionId || was.username !== is.username) return 'it names another session'
      const changed = withoutOrigin(textOf(before)) !== withoutOrigin(sent.seen.view.body.toString('latin1'))
      const expected = BigInt(was.version) + (changed ? 1n : 0n)
      return BigInt(is.version) === expected ? undefined : `version ${is.version}, ${expected} was due`
    },
  ),
]
