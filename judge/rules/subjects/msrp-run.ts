import type { Attributed } from '../../../trace/attribution.ts'
import { MsrpView } from '../../../trace/decoded/msrp.ts'
import { perRun } from '../../per-run.ts'
import { rulesAbout } from '../rules-about.ts'

/** An MSRP message of the run. */
export interface MsrpSeen {
  readonly attributed: Attributed
  readonly view: MsrpView
  readonly fromIwf: boolean
  /** Milliseconds since the start of the run. */
  readonly at: number
  readonly connection: string
}

export interface MsrpRun {
  /** In the order of the log; what was cut off is left out. */
  readonly messages: readonly MsrpSeen[]
  /** Messages of one connection. */
  onConnection(connection: string): readonly MsrpSeen[]
  /** SENDs and REPORTs of one Message-ID. */
  withMessageId(messageId: string): readonly MsrpSeen[]
}

export const msrpRunOf = perRun((run): MsrpRun => {
  const messages: MsrpSeen[] = []
  const byConnection = new Map<string, MsrpSeen[]>()
  const byMessageId = new Map<string, MsrpSeen[]>()
  for (const attributed of run.attribution.messages) {
    const { message } = attributed
    const { view } = message.decoded
    if (!(view instanceof MsrpView) || message.sighting.cutOff) continue
    const { at, connection } = message.sighting
    const seen: MsrpSeen = { attributed, view, fromIwf: message.fromIwf, at, connection }
    messages.push(seen)
    add(byConnection, connection, seen)
    if (view.kind === 'SEND' || view.kind === 'REPORT') add(byMessageId, view.messageId, seen)
  }
  return {
    messages,
    onConnection: connection => byConnection.get(connection) ?? [],
    withMessageId: messageId => byMessageId.get(messageId) ?? [],
  }
})

function add(groups: Map<string, MsrpSeen[]>, key: string, seen: MsrpSeen): void {
  const group = groups.get(key)
  if (group) group.push(seen)
  else groups.set(key, [seen])
}

/** A transaction response of the implementation, with the request that it answers. */
export interface MsrpAnswer extends MsrpSeen {
  readonly request: MsrpView | undefined
  /** How many responses the request has had, this one included. */
  readonly count: number
}

/** Rules about the transaction responses of the implementation. */
export const aboutAnswers = rulesAbout<MsrpAnswer>(run => {
  const requests = new Map<string, MsrpView>()
  const counts = new Map<string, number>()
  return msrpRunOf(run).messages.flatMap((seen): MsrpAnswer[] => {
    const { view, connection, fromIwf } = seen
    const key = `${connection} ${view.transactionId}`
    if (!fromIwf && view.kind !== 'response') {
      requests.set(key, view)
      counts.delete(key)
    }
    if (!fromIwf || view.kind !== 'response') return []
    const count = (counts.get(key) ?? 0) + 1
    counts.set(key, count)
    return [{ ...seen, request: requests.get(key), count }]
  })
})

/** A REPORT of the implementation, with the chunks that the peer had sent under its Message-ID. */
export interface MsrpReport extends MsrpSeen {
  readonly sends: readonly MsrpSeen[]
  /** REPORTs and responses of the implementation about the same message before this one. */
  readonly earlier: readonly MsrpSeen[]
}

/** Rules about the REPORTs of the implementation. */
export const aboutReports = rulesAbout<MsrpReport>(run => {
  const msrp = msrpRunOf(run)
  return msrp.messages
    .filter(({ fromIwf, view }) => fromIwf && view.kind === 'REPORT')
    .map(seen => {
      const sameMessage = msrp.withMessageId(seen.view.messageId)
      const before = sameMessage.slice(
        0,
        sameMessage.findIndex(one => one.attributed === seen.attributed),
      )
      return {
        ...seen,
        sends: before.filter(({ fromIwf, view }) => !fromIwf && view.kind === 'SEND'),
        earlier: before.filter(({ fromIwf }) => fromIwf),
      }
    })
})

/** A chunk that the implementation sent. */
export interface MsrpChunk extends MsrpSeen {
  /** Chunks of the same message to the same session before this one. */
  readonly earlier: readonly MsrpSeen[]
  readonly msrp: MsrpRun
}

/** Rules about the SENDs of the implementation, chunk by chunk. */
export const aboutChunks = rulesAbout<MsrpChunk>(run => {
  const msrp = msrpRunOf(run)
  const groups = new Map<string, MsrpSeen[]>()
  return msrp.messages
    .filter(({ fromIwf, view }) => fromIwf && view.kind === 'SEND')
    .map(seen => {
      const key = `${seen.view.messageId}\n${seen.view.toPath.join(' ')}`
      const earlier = [...(groups.get(key) ?? [])]
      add(groups, key, seen)
      return { ...seen, earlier, msrp }
    })
})

/** The first and the last octet that a chunk carries, counted from 1. */
export function extentOf({ view }: MsrpSeen): readonly [first: number, last: number] {
  const first = view.range?.start ?? 1
  return [first, first + (view.body?.length ?? 0) - 1]
}
