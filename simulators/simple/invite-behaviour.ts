import type { Behaviour, OwnBehaviour } from '../behaviour.ts'
import type { MediaDescription } from './offer.ts'

/** What a SIMPLE user does with an INVITE of the IWF, beyond what any peer can do with any request. */
export type OwnInviteBehaviour =
  /** Takes the call, with something else in the session description than a plain client says. */
  | (OwnBehaviour & { readonly does: 'describes'; readonly media: Partial<MediaDescription> })
  /** Several clients of the user take the call, each in a dialog of its own. */
  | (OwnBehaviour & { readonly does: 'forks'; readonly clients: number })

/** How a SIMPLE user meets an INVITE of the IWF. */
export type InviteBehaviour = Behaviour | OwnInviteBehaviour

/**
 * Answers 200 with this in the session description. A setup or direction that does not answer the offer gives way to the
 * one that does (RFC 4145 §4, RFC 3264 §6.1).
 */
export const describes = (media: Partial<MediaDescription>): InviteBehaviour => ({
  kind: 'own',
  does: 'describes',
  name: `answers with ${Object.entries(media)
    .map(([name, value]) => `${name} ${String(value)}`)
    .join(', ')}`,
  media,
})

/** So many 200 with different To tags, as if a proxy had forked the INVITE and all had answered (RFC 3261 §13.2.2.4). */
export const forks = (clients: number): InviteBehaviour => ({
  kind: 'own',
  does: 'forks',
  name: `answers 200 from ${clients} clients`,
  clients,
})
