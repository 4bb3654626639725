import type { MediaDescription } from './offer.ts'
import type { Behaviour } from '../behaviour.ts'
import type { Stimulus } from '../stimulus.ts'
import type { Bound } from '../wait.ts'
import type { Address } from '../../protocols/wire/tap.ts'
import type { ParsedSip, SipRequest, SipResponse } from '../../protocols/sip/message.ts'

/** The waits of the SIMPLE peer; whoever makes the peer chooses every one of them. */
export interface SimpleBounds {
  /** Final response to INVITE. */
  readonly inviteFinal: Bound
  /** First provisional response to INVITE. */
  readonly provisional: Bound
  /** Final response to a non-INVITE request. */
  readonly final: Bound
  /** MSRP connection set-up. */
  readonly msrpConnect: Bound
  /** MSRP transaction response to a SEND of ours. */
  readonly msrpResponse: Bound
  /** Arrival of content that the IMPS side sent. */
  readonly delivery: Bound
  /** A request of the IWF in a dialog, e.g. BYE. */
  readonly inDialogRequest: Bound
  /** A REPORT about a SEND of ours. */
  readonly report: Bound
}

/** A body with its type; text is UTF-8. */
export interface Content {
  readonly type: string
  readonly octets: Buffer
}

/**
 * Whom a request is for: a URI, or a user of either side. An IMPS user is addressed by the SIP form of his address.
 */
export type Addressee = string | { readonly uri: string; readonly sipUri?: string }

/** Everything that an INVITE can differ in; what is absent is as `simple-iwf` §3.4 shows it. */
export interface InviteOptions {
  readonly transport?: 'udp' | 'tcp'
  /** The user's SDP offer; `none` sends no body. */
  readonly offer?: Partial<MediaDescription> | 'none'
  /** `withheld`: no ACK to a 2xx is sent. */
  readonly ack?: 'withheld'
  /** From URI, when it differs from the asserted identity. */
  readonly from?: string
  /** To URI, when it differs from the Request-URI. */
  readonly to?: string
  /** Display name in From, verbatim. */
  readonly displayName?: string
  /** Header fields to add (or, by name, to replace), verbatim and in this order. */
  readonly headers?: readonly (readonly [name: string, value: string])[]
  /** Via values below our own, verbatim, as if proxies had been on the way. */
  readonly viaBelow?: readonly string[]
  /** Retransmit by Timer A while nothing comes; default true on UDP. */
  readonly retransmits?: boolean
}

/** What came to a user, by whichever way. */
export interface Delivered {
  readonly by: 'MESSAGE' | 'SEND'
  readonly type: string
  readonly octets: Buffer
  readonly text: string
}

/** A SEND of ours. */
export interface SentMessage extends Stimulus {
  readonly messageId: string
  /** The transaction response; rejects with `Stalled` when none comes in time. */
  answered(): Promise<number>
  /** The next REPORT about this message. */
  reported(): Promise<{ readonly status: number }>
}

export interface SendOptions {
  readonly successReport?: boolean
  readonly failureReport?: 'yes' | 'no' | 'partial'
  /** `bare`: as it is. `cpim`: wrapped. Default: wrapped iff the answer's first accept-types entry is message/cpim. */
  readonly wrap?: 'bare' | 'cpim'
  /** Octets per chunk; default 2048 (RFC 4975 §7.1.1). */
  readonly chunk?: number
}

/** One INVITE dialog of a user with its MSRP session, as caller or as callee. A call is itself the INVITE it began with. */
export interface Call extends Stimulus {
  readonly callId: string
  /** The first provisional response. */
  provisional(): Promise<SipResponse>
  /** A 2xx came and was acknowledged (unless withheld). Stalls on a refusal. */
  accepted(): Promise<SipResponse>
  /** Any final response, acknowledged as it must be. Does not stall on either kind. */
  final(): Promise<SipResponse>
  /** Sends the identical INVITE again, octet for octet. */
  repeat(): Stimulus
  /** CANCEL for the pending INVITE, at once; `answered` is the response to the CANCEL itself. */
  cancel(): InDialogRequest
  /** Opens the MSRP connection and stays silent. */
  connect(): Promise<void>
  /**
   * Connects, or waits for the connection where that is up to the IWF, and sends a bodiless SEND; resolves when that
   * was answered 200.
   */
  bind(): Promise<Stimulus>
  send(text: string, options?: SendOptions): SentMessage
  sendContent(content: Content, options?: SendOptions): SentMessage
  /** The IWF's SEND with this text (CPIM unwrapped). */
  received(text: string): Promise<Delivered>
  inDialog(method: 'OPTIONS' | 'BYE' | 'INFO' | 'MESSAGE'): InDialogRequest
  bye(): InDialogRequest
  /** Takes the IWF's next request of this method in the dialog. It was answered as a plain client does. */
  next(method: 'BYE' | 'INVITE' | 'OPTIONS', bound?: Bound): Promise<SipRequest>
}

export interface InDialogRequest extends Stimulus {
  answered(): Promise<SipResponse>
}

export interface SimpleUser {
  /** Address-of-record, `sip:user@domain`. */
  readonly uri: string
  invite(to: Addressee, options?: InviteOptions): Call
  /** A MESSAGE outside any dialog. */
  message(
    to: Addressee,
    text: string,
    options?: Pick<InviteOptions, 'transport' | 'headers' | 'from' | 'to'> & { readonly type?: string },
  ): InDialogRequest
  options(to: Addressee): InDialogRequest
  /** Content with this text, by MESSAGE or in any session of the user. */
  received(text: string): Promise<Delivered>
  /** Takes the next call of the IWF that the user accepted, as soon as that is done. */
  called(): Promise<Call>
  /** A request of the IWF to this user outside any dialog. */
  incoming(method: 'INVITE' | 'MESSAGE' | 'OPTIONS'): Promise<ParsedSip>
  /** How the user answers such requests from now on; default 200, and a session for INVITE. */
  on(method: 'INVITE' | 'MESSAGE' | 'OPTIONS', behaviour: Behaviour): void
  /** Ends what is left of the user's dialogs and connections, and takes him from the peer: he is unknown from then on. */
  close(): Promise<void>
}

export interface SimplePeerFacts {
  /** Where the peer listens for SIP, UDP and TCP. */
  readonly sip: Address
  readonly msrp: Address
}
