import { essence } from '../../protocols/media-type.ts'
import type { ClientProfile } from '../capability/client-profile.ts'
import type { Content } from '../imps-domain.ts'
import { textOfHtml } from './text-of-html.ts'

type Convert = (content: Content) => Content

/** The conversions that this IWF can make, as the ICS writes them (ICS-16). */
const conversions: ReadonlyMap<string, Convert> = new Map([
  [
    'text/html>text/plain',
    ({ octets }: Content): Content => ({
      type: 'text/plain;charset=UTF-8',
      octets: Buffer.from(textOfHtml(octets.toString('utf8')), 'utf8'),
    }),
  ],
])

/**
 * The profile of a client together with what can be turned into something that it takes: such types are promised and
 * taken in, with the limit of what they become (R-08, AMB-04).
 */
export function withTranscoding(profile: ClientProfile, declared: readonly string[]): ClientProfile {
  if (profile.any) return profile
  const types = new Map(profile.types)
  const transcoded = new Map<string, string>()
  for (const conversion of declared) {
    const [from = '', to = ''] = conversion.split('>')
    if (!conversions.has(conversion) || types.has(from) || !profile.types.has(to)) continue
    types.set(from, profile.types.get(to))
    transcoded.set(from, to)
  }
  return transcoded.size > 0 ? { ...profile, types, transcoded } : profile
}

/** Content as the client takes it. */
export function transcoded(content: Content, { transcoded: into }: ClientProfile): Content {
  const from = essence(content.type)
  const to = into?.get(from)
  return (to === undefined ? undefined : conversions.get(`${from}>${to}`))?.(content) ?? content
}
