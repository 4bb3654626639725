import type { PeerObserver } from '../observer.ts'
import type { WaitContext } from '../wait.ts'
import type { Delivered } from './interface.ts'
import type { MediaLeg } from './media-leg.ts'
import type { PeerCore } from './peer-core.ts'
import type { RequestOrigin } from './requests.ts'

/** What a call gets from the user whose call it is. */
export interface CallSetting {
  readonly core: PeerCore
  readonly origin: RequestOrigin
  readonly observer: PeerObserver
  readonly context: WaitContext
  readonly media: MediaLeg
  /** Takes content of this user that came in the given session and fulfils the condition. */
  takeDelivered(media: MediaLeg, text: string): Promise<Delivered>
}
