import type { WaitObserver } from './wait.ts'

/** Told what a peer does on behalf of one scenario, so that a record can show it. */
export interface PeerObserver extends WaitObserver {
  /** A behaviour was declared (`exercised` false) or came into play (true). */
  behaviour(name: string, target: string, exercised: boolean): void
}

/** Notices nothing: for use of the peers outside a recording. */
export const noObserver: PeerObserver = { waiting: () => undefined, behaviour: () => undefined }
