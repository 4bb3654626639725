import { Dialog, type DialogEndpoint } from '../../protocols/sip/dialog.ts'
import type { SipTransportName } from '../../protocols/sip/flow.ts'
import { headerValue, headerValues } from '../../protocols/sip/headers.ts'
import type { SipRequest, SipResponse } from '../../protocols/sip/message.ts'
import { tagOf } from '../../protocols/sip/tag.ts'

/** A PRACK that is due, and the dialog in which it goes. */
export interface DuePrack {
  readonly dialog: Dialog
  readonly request: (transport: SipTransportName) => SipRequest
}

/** The dialogs that provisional responses to one INVITE have made (RFC 3261 §12.1.2), and what was acknowledged in them. */
export class EarlyDialogs {
  /** By To tag: a fork has several. */
  readonly #dialogs = new Map<string, Dialog>()
  readonly #acknowledged = new Set<string>()

  /** The PRACK for a provisional response; undefined when it wants none, or had it (RFC 3262 §4). */
  prackFor(invite: SipRequest, provisional: SipResponse, endpoint: DialogEndpoint): DuePrack | undefined {
    const tag = tagOf(provisional, 'to')
    const sequence = headerValue(provisional, 'rseq')
    const reliable = headerValues(provisional, 'require').some(option => option.toLowerCase() === '100rel')
    const key = `${tag ?? ''} ${sequence ?? ''}`
    if (tag === undefined || sequence === undefined || !reliable || this.#acknowledged.has(key)) return undefined
    this.#acknowledged.add(key)
    const dialog = this.#dialogs.get(tag) ?? Dialog.ofClient(invite, provisional, endpoint)
    this.#dialogs.set(tag, dialog)
    const rack = `${sequence} ${headerValue(invite, 'cseq') ?? ''}`
    return { dialog, request: transport => dialog.makeRequest('PRACK', { transport, headers: [['RAck', rack]] }) }
  }

  /** The dialog that a 2xx confirms, or makes. */
  confirmed(invite: SipRequest, ok: SipResponse, endpoint: DialogEndpoint): Dialog {
    const early = this.#dialogs.get(tagOf(ok, 'to') ?? '')
    early?.confirm(ok)
    return early ?? Dialog.ofClient(invite, ok, endpoint)
  }
}
