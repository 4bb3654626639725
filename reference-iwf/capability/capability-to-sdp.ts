import { acceptsMediaType } from '../../protocols/media-type.ts'
import { controlPromises, type ControlFeatures } from '../content/control-types.ts'
import { limitOf, type ClientProfile } from './client-profile.ts'

/** What the IWF promises to take on the MSRP session: the capability-bearing attributes of its SDP. */
export interface Promised {
  readonly acceptTypes: readonly string[]
  readonly acceptWrappedTypes: readonly string[]
  /** Octets of a whole MSRP message. */
  readonly maxSize: number
}

/** What the other side said it takes: its `accept-types` and `accept-wrapped-types`. */
export interface OfferedTypes {
  readonly acceptTypes: readonly string[]
  readonly acceptWrappedTypes: readonly string[]
}

/** Containers that every MSRP endpoint of a gateway must take; message/cpim leads (RFC 4975 §8.6, §13; AMB-34). */
const CONTAINERS = ['message/cpim', 'multipart/mixed', 'multipart/alternative']

/**
 * The promise that a client's capabilities allow: the containers, the client's types, `*` only for a client that takes
 * anything, and the largest limit of a promised type. `defaultMaxSize` stands in for types without a limit.
 */
export function promiseFor(profile: ClientProfile, defaultMaxSize: number): Promised {
  const types = [...profile.types.keys()]
  const limits = [...profile.types.values(), ...(profile.any ? [profile.anyLimit] : [])]
  return {
    acceptTypes: [...CONTAINERS, ...types, ...(profile.any ? ['*'] : [])],
    acceptWrappedTypes: [],
    maxSize: Math.max(...limits.map(limit => limit ?? defaultMaxSize)),
  }
}

/** The same promise with the control types that the IWF itself takes (RFC 3994 §4, RFC 5438 §13). */
export function withControlTypes(promised: Promised, features: ControlFeatures): Promised {
  const { acceptTypes, acceptWrappedTypes } = controlPromises(features)
  return {
    ...promised,
    acceptTypes: [...promised.acceptTypes, ...acceptTypes],
    acceptWrappedTypes: [...promised.acceptWrappedTypes, ...acceptWrappedTypes],
  }
}

/** May a message of this type be sent to a peer with these types, and does it go in a CPIM wrapper or bare? */
export function framingFor(offered: OfferedTypes, type: string): 'cpim' | 'bare' | 'none' {
  const root = acceptsMediaType(offered.acceptTypes, type)
  const wrapped = root || acceptsMediaType(offered.acceptWrappedTypes, type)
  if (wrapped && acceptsMediaType(offered.acceptTypes, 'message/cpim')) return 'cpim'
  return root ? 'bare' : 'none'
}

/** Is there any content that both ends can take? If not the offer is refused (488, AMB-04). */
export function haveCommonContent(profile: ClientProfile, offered: OfferedTypes): boolean {
  if (offered.acceptWrappedTypes.length === 0 && offered.acceptTypes.every(type => CONTAINERS.includes(type)))
    return limitOf(profile, 'text/plain') !== 'not-accepted'
  const taken = [...offered.acceptTypes, ...offered.acceptWrappedTypes].filter(type => !CONTAINERS.includes(type))
  if (profile.any) return taken.length > 0
  return [...profile.types.keys()].some(type => framingFor(offered, type) !== 'none')
}
