import type { Dialog } from '../../protocols/sip/dialog.ts'
import type { SipFlow, SipTransportName } from '../../protocols/sip/flow.ts'
import type { SipResponse } from '../../protocols/sip/message.ts'
import type { Stimulus } from '../stimulus.ts'
import type { InDialogRequest } from './interface.ts'

/** How a call came about: by an INVITE of ours or by one of the IWF. */
export interface CallOpening extends Stimulus {
  readonly callId: string
  provisional(): Promise<SipResponse>
  final(): Promise<SipResponse>
  repeat(): Stimulus
  cancel(): InDialogRequest
  /** The ACK to our 2xx came. */
  acknowledged?(): void
  /** Ends an INVITE that is still open. */
  abandon(): Promise<void>
}

/** A dialog has come about. */
export interface Established {
  readonly dialog: Dialog
  readonly transport: SipTransportName
  /** The session description of the other side. */
  readonly remoteSdp: Buffer
}

/** What the call offers to its opening in return: the way that its requests go. */
export interface CallWay {
  readonly flow: () => Promise<SipFlow>
}
