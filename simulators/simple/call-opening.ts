import type { HeaderField } from '../../protocols/sip/build.ts'
import type { Dialog } from '../../protocols/sip/dialog.ts'
import type { SipTransportName } from '../../protocols/sip/flow.ts'
import type { SipResponse } from '../../protocols/sip/message.ts'
import type { IncomingRequest } from '../../protocols/sip/transaction-layer.ts'
import type { WireReference } from '../../protocols/wire/tap.ts'
import type { Stimulus } from '../stimulus.ts'
import type { InDialogRequest } from './interface.ts'

/** How a call came about: by an INVITE of ours or by one of the IWF. */
export interface CallOpening extends Stimulus {
  readonly callId: string
  readonly localTag: string
  provisional(): Promise<SipResponse>
  final(): Promise<SipResponse>
  repeat(): Stimulus
  cancel(headers?: readonly HeaderField[]): InDialogRequest
  /** The same INVITE as if it had come another way: with another branch (RFC 3261 §8.2.2.2). */
  merged(): InDialogRequest
  /** Ends an INVITE that is still open, as RFC 3261 §9.1 wants. Rejects with `Stalled` when the IWF does not answer. */
  abandon(): Promise<void>
  /** Gives up whatever is left, without a word and without a timer. */
  drop(): void
}

/** What the opening of a call tells the call. */
export interface CallHost {
  /** The dialog is there. */
  established(dialog: Dialog, transport: SipTransportName): void
  /** Sends a 2xx to an INVITE of the IWF, and repeats it until the ACK comes. */
  accept(incoming: IncomingRequest, ok: SipResponse): WireReference
}
