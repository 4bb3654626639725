import { parseNameAddress } from '../../../protocols/sip/name-address.ts'
import { perRun } from '../../per-run.ts'
import { sipRunOf, type SipSeen } from './sip-run.ts'

/** An INVITE dialog, early or confirmed, as the wire shows it (RFC 3261 §12). */
export interface SipDialog {
  readonly callId: string
  readonly iwfTag: string
  readonly peerTag: string
  /** The INVITE that began it, and the first response that made it. */
  readonly invite: SipSeen
  readonly made: SipSeen
  /** Everything within it, from the response that made it on. */
  readonly messages: readonly SipSeen[]
}

export interface SipDialogs {
  readonly all: readonly SipDialog[]
  /** The dialog that a message is within; undefined before it is made. */
  of(seen: SipSeen): SipDialog | undefined
}

/** Call-ID and tags, those of the implementation first; undefined where one is missing. */
function keyOf({ view, fromIwf }: SipSeen): readonly [string, string, string] | undefined {
  const { fromTag, toTag, callId } = view
  if (fromTag === '' || toTag === '') return undefined
  const asker = fromIwf === (view.kind === 'request') ? 'iwf' : 'peer'
  return asker === 'iwf' ? [callId, fromTag, toTag] : [callId, toTag, fromTag]
}

export const sipDialogsOf = perRun((run): SipDialogs => {
  const sip = sipRunOf(run)
  const dialogs = new Map<string, SipDialog & { readonly messages: SipSeen[] }>()
  const bySeen = new Map<SipSeen, SipDialog>()
  for (const seen of sip.messages) {
    const key = keyOf(seen)
    if (!key) continue
    const { view } = seen
    const known = dialogs.get(key.join('\n'))
    if (known) {
      known.messages.push(seen)
      bySeen.set(seen, known)
      continue
    }
    const makes = view.kind === 'response' && view.method === 'INVITE' && view.status > 100 && view.status < 300
    const invite = makes ? sip.transactionOf(seen)?.requests[0] : undefined
    if (!invite || invite.view.toTag !== '') continue
    const [callId, iwfTag, peerTag] = key
    const dialog = { callId, iwfTag, peerTag, invite, made: seen, messages: [seen] }
    dialogs.set(key.join('\n'), dialog)
    bySeen.set(seen, dialog)
  }
  return { all: [...dialogs.values()], of: seen => bySeen.get(seen) }
})

/** The URI in the first Contact of a message. */
export const contactOf = ({ view }: SipSeen): string | undefined =>
  parseNameAddress(view.values('contact')[0] ?? '')?.uri

/**
 * The remote target of the implementation at a moment: Contact of the peer in the latest target refresh before it, an
 * INVITE or UPDATE or a 1xx or 2xx to one (RFC 3261 §12.1, §12.2).
 */
export function remoteTargetAt({ invite, messages }: SipDialog, before: SipSeen): string | undefined {
  const refreshes = [invite, ...messages].filter(
    seen =>
      !seen.fromIwf &&
      seen.at <= before.at &&
      ['INVITE', 'UPDATE'].includes(seen.view.method) &&
      (seen.view.kind === 'request' || seen.view.status < 300) &&
      contactOf(seen) !== undefined,
  )
  const last = refreshes.at(-1)
  return last && contactOf(last)
}

/**
 * Record-Route values that make the route set at a moment, in the order in which the implementation routes by them:
 * those of the INVITE of the peer, or of the response that made the dialog and then of the 2xx that confirmed it
 * (RFC 3261 §12.1.1, §12.1.2, §13.2.2.4).
 */
export function routeSetAt({ invite, made, messages }: SipDialog, moment: SipSeen): readonly string[] {
  if (!invite.fromIwf) return invite.view.values('record-route')
  const confirmed = messages.find(
    ({ fromIwf, view, at }) =>
      !fromIwf &&
      view.kind === 'response' &&
      view.method === 'INVITE' &&
      view.status >= 200 &&
      view.status < 300 &&
      view.cseq?.number === invite.view.cseq?.number &&
      at <= moment.at,
  )
  return (confirmed ?? made).view.values('record-route').toReversed()
}
