import type { SipRequest } from '../../protocols/sip/message.ts'
import type { DeclaredBehaviours } from '../declared-behaviours.ts'
import type { WaitContext } from '../wait.ts'
import type { Delivered } from './interface.ts'
import type { MediaLeg } from './media-leg.ts'
import type { PeerCore } from './peer-core.ts'
import type { RequestOrigin } from './requests.ts'

/** What a call gets from the user whose call it is. */
export interface CallSetting {
  readonly core: PeerCore
  readonly origin: RequestOrigin
  readonly context: WaitContext
  readonly media: MediaLeg
  /** How the user meets an INVITE of the IWF within the call. */
  readonly behaviours: Pick<DeclaredBehaviours<'re-INVITE'>, 'meet'>
  /** Takes content with this text that came in the MSRP session of the call. */
  takeDelivered(text: string): Promise<Delivered>
  /** A MESSAGE came within the dialog. */
  messageArrived(request: SipRequest): void
}
