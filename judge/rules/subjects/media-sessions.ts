import { serialiseMsrpUri } from '../../../protocols/msrp/uri.ts'
import type { MessageMedia } from '../../../protocols/sdp/message-media.ts'
import type { SdpDescription } from '../../../protocols/sdp/description.ts'
import { perRun } from '../../per-run.ts'
import { mediaOf } from '../../readers/sdp.ts'
import { sipDialogsOf, type SipDialog } from './sip-dialogs.ts'
import { sipRunOf, type SipSeen } from './sip-run.ts'

/** A session description as it was sent, and when it came into force. */
export interface SentMedia {
  readonly seen: SipSeen
  readonly description: SdpDescription
  readonly media: MessageMedia | undefined
  /** URIs of `a=path`, as To-Path writes them. */
  readonly path: string
  readonly dialog: SipDialog | undefined
  /** When the other side had agreed, ms; undefined when it never did. */
  readonly inForceAt: number | undefined
}

export interface MediaSessions {
  /** In the order of the log. */
  readonly all: readonly SentMedia[]
  /** Those with a path, by the side that sent it. */
  withPath(path: string, fromIwf: boolean): readonly SentMedia[]
  inDialog(dialog: SipDialog): readonly SentMedia[]
}

/** The session descriptions of the run. An offer in an INVITE is in force once the INVITE is accepted. */
export const mediaSessionsOf = perRun((run): MediaSessions => {
  const sip = sipRunOf(run)
  const dialogs = sipDialogsOf(run)
  const made = new Map(dialogs.all.map(dialog => [dialog.invite.attributed, dialog]))
  const all: SentMedia[] = []
  const byPath = new Map<string, SentMedia[]>()
  const byDialog = new Map<SipDialog, SentMedia[]>()
  for (const seen of sip.messages) {
    const description = seen.view.sdp?.description
    if (!description) continue
    const media = mediaOf(description)
    const path = (media?.path ?? []).map(serialiseMsrpUri).join(' ')
    const dialog = dialogs.of(seen) ?? made.get(seen.attributed)
    const accepted =
      seen.view.kind === 'request' && seen.view.method === 'INVITE'
        ? sip.transactionOf(seen)?.responses.find(({ view }) => view.status >= 200 && view.status < 300)
        : seen
    const sent = { seen, description, media, path, dialog, inForceAt: accepted?.at }
    all.push(sent)
    if (path !== '') add(byPath, `${seen.fromIwf} ${path}`, sent)
    if (dialog) add(byDialog, dialog, sent)
  }
  return {
    all,
    withPath: (path, fromIwf) => byPath.get(`${fromIwf} ${path}`) ?? [],
    inDialog: dialog => byDialog.get(dialog) ?? [],
  }
})

function add<K>(groups: Map<K, SentMedia[]>, key: K, sent: SentMedia): void {
  const group = groups.get(key)
  if (group) group.push(sent)
  else groups.set(key, [sent])
}

/** The description of one side in force in a dialog at a moment. */
export const inForceAt = (
  sessions: MediaSessions,
  dialog: SipDialog,
  fromIwf: boolean,
  at: number,
): SentMedia | undefined =>
  sessions
    .inDialog(dialog)
    .filter(sent => sent.seen.fromIwf === fromIwf && sent.inForceAt !== undefined && sent.inForceAt <= at)
    .at(-1)

/** When a dialog was over for the implementation, ms: it had sent BYE, or had answered one with 2xx. */
export const endOf = (dialog: SipDialog | undefined): number | undefined =>
  dialog?.messages.find(
    ({ view, fromIwf }) =>
      fromIwf && view.method === 'BYE' && (view.kind === 'request' || (view.status >= 200 && view.status < 300)),
  )?.at
