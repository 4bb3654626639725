import { essence } from '../../protocols/media-type.ts'

/** One client's capability list as an SSP answer gives it; every part may be missing. Lengths are octets. */
export interface CapabilityList {
  readonly contentTypes: readonly {
    readonly type: string
    readonly richLength?: number
    readonly policyLimit?: number
  }[]
  readonly anyContent?: boolean
  readonly contentLength?: number
  readonly textLength?: number
  readonly pushLength?: number
  readonly onlineEtem?: string
  readonly sessionPriority?: number
}

export interface ReportedClient {
  readonly online?: boolean
  readonly capabilities?: CapabilityList
}

/** What the IMPS user can take, made of all that is known of the user's clients. */
export interface ClientProfile {
  /** Takes anything; types that are listed besides still have their own limits. */
  readonly any: boolean
  /** Media type (lower case, no parameters) → its limit in octets, undefined where none is known. */
  readonly types: ReadonlyMap<string, number | undefined>
  /** Limit of types that are not listed, where `any`. */
  readonly anyLimit: number | undefined
  /** Types that are taken because they can be turned into another one: from what into what. */
  readonly transcoded?: ReadonlyMap<string, string>
}

/** Used where nothing is known of the client: plain text (AMB-23). */
export const textOnly: ClientProfile = { any: false, types: new Map([['text/plain', undefined]]), anyLimit: undefined }

const least = (...limits: readonly (number | undefined)[]): number | undefined => {
  const known = limits.filter(limit => limit !== undefined)
  return known.length > 0 ? Math.min(...known) : undefined
}

function profileOf(list: CapabilityList): ClientProfile {
  const general = list.pushLength ?? list.contentLength
  const types = new Map<string, number | undefined>()
  for (const accepted of list.contentTypes) {
    const type = essence(accepted.type)
    if (!/^[^/\s]+\/[^/\s]+$/.test(type)) continue
    const own = type === 'text/plain' ? (list.textLength ?? accepted.richLength) : accepted.richLength
    types.set(type, least(own, accepted.policyLimit) ?? general)
  }
  const any = list.anyContent === true
  if (any && !types.has('text/plain')) types.set('text/plain', list.textLength ?? general)
  return { any, types, anyLimit: general }
}

/** The larger limit; a side that does not have the type has no say. */
function union(left: ClientProfile, right: ClientProfile): ClientProfile {
  const types = new Map(left.types)
  for (const [type, limit] of right.types) {
    const other = types.get(type)
    types.set(
      type,
      !types.has(type) ? limit : limit === undefined || other === undefined ? undefined : Math.max(limit, other),
    )
  }
  const anyLimits = [left, right].filter(profile => profile.any).map(profile => profile.anyLimit)
  const anyLimit = anyLimits.includes(undefined) ? undefined : Math.max(0, ...anyLimits.map(limit => limit ?? 0))
  return { any: left.any || right.any, types, anyLimit }
}

/**
 * One profile for the user: the union where the server hands a message to all clients (FORKALL), otherwise the client
 * it would go to, which is the one of highest SessionPriority, the first among equals (AMB-21). Clients that are
 * offline count only when no other is there. Nothing known at all is plain text (AMB-23).
 */
export function effectiveProfile(clients: readonly ReportedClient[]): ClientProfile {
  const online = clients.filter(client => client.online !== false)
  const lists = (online.length > 0 ? online : clients).flatMap(client => client.capabilities ?? [])
  const known = lists.filter(list => list.contentTypes.length > 0 || list.anyContent === true)
  const [first, ...others] = known
  if (!first) {
    const text = lists
      .map(list => list.textLength ?? list.pushLength ?? list.contentLength)
      .find(limit => limit !== undefined)
    return text === undefined ? textOnly : { ...textOnly, types: new Map([['text/plain', text]]) }
  }
  if (known.some(list => list.onlineEtem === 'FORKALL')) return known.map(profileOf).reduce(union)
  return profileOf(
    others.reduce((best, list) => ((list.sessionPriority ?? 0) > (best.sessionPriority ?? 0) ? list : best), first),
  )
}

/** Limit of a type in octets: undefined where there is none, `'not-accepted'` where the client does not take the type. */
export function limitOf(profile: ClientProfile, type: string): number | undefined | 'not-accepted' {
  const bare = essence(type)
  if (profile.types.has(bare)) return profile.types.get(bare)
  return profile.any ? profile.anyLimit : 'not-accepted'
}
