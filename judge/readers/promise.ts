import { acceptsMediaType, essence } from '../../protocols/media-type.ts'
import type { MessageMedia } from '../../protocols/sdp/message-media.ts'
import type { CapabilityList } from '../../protocols/ssp/capability-list.ts'
import type { SspView } from '../../trace/decoded/ssp.ts'
import type { Observed } from '../../trace/observed.ts'
import type { Trace } from '../trace.ts'
import { promisedTypes } from './sdp.ts'
import { sameUser } from './ssp.ts'

/** Containers, and what a gateway reads itself: promised whatever the IMPS client takes (RFC 4975 §8.6, §13). */
const ofTheGateway = ['message/cpim', 'multipart/*', 'message/imdn+xml', 'application/im-iscomposing+xml']

/** Whether an entry of accept-types is `*` or `type/*`. */
export const isWildcard = (entry: string): boolean => essence(entry).endsWith('*')

/** What a media description promises besides the gateway's own: the types of the IMPS client, and wildcards. */
export const promisedContent = (media: MessageMedia): readonly string[] =>
  promisedTypes(media).filter(entry => isWildcard(entry) || !acceptsMediaType(ofTheGateway, entry))

/** The capability lists that an answer of the IMPS side gives for a user, one per client. */
export const clientsOf = ({ message }: Observed<SspView>, user: string): readonly CapabilityList[] =>
  (message.answer?.clients ?? []).flatMap(({ userId, capabilities }) =>
    capabilities && sameUser(userId, user) ? [capabilities] : [],
  )

/** The content types that these clients take together; `*` for one that takes everything. */
export const typesTaken = (clients: readonly CapabilityList[]): readonly string[] =>
  clients.flatMap(({ anyContent, contentTypes }) => (anyContent ? ['*'] : contentTypes.map(({ type }) => type)))

/** What an IWF declares to turn into one of the types (ICS-16, `from>to`). */
export const transcodedTo = (trace: Pick<Trace, 'ics'>, taken: readonly string[]): readonly string[] => {
  const declared = trace.ics['ICS-16']
  return (Array.isArray(declared) ? (declared as readonly string[]) : []).flatMap(conversion => {
    const [from = '', to = ''] = conversion.split('>')
    return to !== '' && acceptsMediaType(taken, to) ? [from] : []
  })
}

/** Whether an IWF declares to divide texts that are too long for one message (ICS-16, `split`). */
export const dividesTexts = ({ ics }: { readonly ics: Readonly<Record<string, unknown>> }): boolean => {
  const declared = ics['ICS-16']
  return Array.isArray(declared) && declared.includes('split')
}

/**
 * Entries of a media description that promise what these clients do not take, directly or by declared transcoding, and
 * that are not the gateway's own (AMB-04). A wildcard is excessive unless a client takes everything, or that family.
 */
export function excessivePromises(
  trace: Pick<Trace, 'ics'>,
  media: MessageMedia,
  taken: readonly string[],
): readonly string[] {
  const justified = [...ofTheGateway, ...taken, ...transcodedTo(trace, taken)]
  const admits = (entry: string) =>
    isWildcard(entry)
      ? justified.some(one => essence(one) === '*' || essence(one) === essence(entry))
      : acceptsMediaType(justified, entry)
  return promisedTypes(media).filter(entry => !admits(entry))
}
