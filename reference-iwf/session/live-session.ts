import type { MsrpOutcome } from '../error-mapping/msrp-to-imps.ts'
import type { MessageForSimple } from '../imps-domain.ts'

/** Whether a session can carry a message of a type to the SIMPLE user just now. */
export type Carriage = 'carries' | 'wrong-type' | 'cannot-send'

/** A session between two users, as the way of the IMPS user's messages to the SIMPLE user sees it. */
export interface LiveSession {
  /** It is there for one message only, and takes the place of no other (AMB-31). */
  readonly oneMessage: boolean
  carriage(type: string): Carriage
  /** Sends a message in the session, after those handed over before; settles with what became of it. */
  deliver(message: MessageForSimple): Promise<MsrpOutcome>
  /** Sends the only message of the session, and ends it when no more is to be heard of the message. */
  deliverAlone(message: MessageForSimple): Promise<MsrpOutcome>
  /** Sends a notification, a CPIM message; false where the session does not take one just now. */
  notify(notification: Buffer): boolean
  /** Ends the session; `cause` is a SIP status for the Reason of the BYE. Settles when the BYE was answered or given up. */
  end(cause?: number): Promise<void>
}
