import type { MsrpLine } from './msrp-line.ts'
import type { InviteBehaviour } from './invite-behaviour.ts'
import type { MediaDescription } from './offer.ts'
import type { Proxies } from './proxied.ts'
import type { SendBehaviour } from './send-behaviour.ts'
import type { Behaviour } from '../behaviour.ts'
import type { Stimulus } from '../stimulus.ts'
import type { Bound } from '../wait.ts'
import type { IncomingChunk } from '../../protocols/msrp/incoming-chunk.ts'
import type { ChunkContent } from '../../protocols/msrp/requests.ts'
import type { HeaderField } from '../../protocols/sip/build.ts'
import type { Address } from '../../protocols/wire/tap.ts'
import type { SipTransportName } from '../../protocols/sip/flow.ts'
import type { SipAddress } from '../../protocols/sip/local-address.ts'
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
  /** That of the run's dimension unless given. */
  readonly transport?: SipTransportName
  /** The user's SDP offer; `none` sends no body. */
  readonly offer?: Partial<MediaDescription> | 'none'
  /** `withheld`: no ACK to a 2xx is sent. */
  readonly ack?: 'withheld'
  /** From URI, when it differs from the asserted identity. */
  readonly from?: string
  /** `none`: no P-Asserted-Identity, as from a client that no proxy vouches for. */
  readonly asserted?: 'none'
  /** To URI, when it differs from the Request-URI. */
  readonly to?: string
  /** Display name in From, verbatim. */
  readonly displayName?: string
  /** What the feature tag in Contact and Accept-Contact says the session is for; default `session`. */
  readonly mode?: 'session' | 'large-message'
  /** Header fields to add (or, by name, to replace), verbatim and in this order. */
  readonly headers?: readonly (readonly [name: string, value: string])[]
  /** Sent in place of the offer, which is made nevertheless: what comes in answer is read as an answer to it. */
  readonly rewrite?: (offer: Buffer) => Content
  /** Via values below our own, verbatim, as if proxies had been on the way. */
  readonly viaBelow?: readonly string[]
  /** The INVITE passed these proxies, which this peer plays; they stay on the route of the dialog. */
  readonly proxies?: Proxies
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
  /** CANCEL for the INVITE, pending or not, at once; `answered` is the response to the CANCEL itself. */
  cancel(headers?: readonly HeaderField[]): InDialogRequest
  /** The same INVITE as if a proxy had forked it: only the branch differs (RFC 3261 §8.2.2.2). */
  merged(): InDialogRequest
  /** Opens the MSRP connection and stays silent. */
  connect(): Promise<void>
  /**
   * Connects, or waits for the connection where that is up to the IWF, and sends a bodiless SEND; resolves when that
   * was answered 200. `over`: no connection of its own, but that of another call (RFC 4975 §5.4).
   */
  bind(options?: { readonly over?: Call }): Promise<Stimulus>
  /** Content as `send` would carry it, for a script that writes the SENDs itself. */
  framed(content: Content, wrap?: SendOptions['wrap']): ChunkContent
  /** The connection of the session in the script's own hands. Throws `Stalled` when there is none. */
  line(): MsrpLine
  /** Opens a further connection to where the path of the IWF leads; ended with the call. */
  anotherLine(): Promise<MsrpLine>
  send(text: string, options?: SendOptions): SentMessage
  sendContent(content: Content, options?: SendOptions): SentMessage
  /** The IWF's SEND with this text (CPIM unwrapped). */
  received(text: string): Promise<Delivered>
  /** Takes the IWF's next SEND with content in this session, chunk by chunk and however it was answered. */
  incomingSend(): Promise<IncomingChunk>
  /** Any request within the dialog; INVITE is {@link Call.reinvite}. */
  inDialog(method: string, content?: Content, options?: InDialogOptions): InDialogRequest
  /** An INVITE within the dialog, acknowledged as it must be. */
  reinvite(options?: ReInviteOptions): InDialogRequest
  bye(): InDialogRequest
  /** Takes the IWF's next request of this method in the dialog. It was answered as a plain client does. */
  next(method: 'BYE' | 'INVITE' | 'OPTIONS', bound?: Bound): Promise<SipRequest>
}

/** What a request within a dialog can differ in. */
export interface InDialogOptions {
  /** CSeq number, when it is not to be the next. */
  readonly sequence?: number
  /** Header fields to add (or, by name, to replace), verbatim and in this order. */
  readonly headers?: readonly HeaderField[]
}

export interface ReInviteOptions extends InDialogOptions {
  /** What differs from the last offer or answer of ours; nothing unless given. */
  readonly offer?: Partial<MediaDescription>
  /** The session moves to a new path of ours; `bind` connects it again. */
  readonly moves?: boolean
}

/** What a request outside any dialog can differ in. */
export interface RequestOptions {
  /** That of the run's dimension unless given. */
  readonly transport?: SipTransportName
  /** From and To URIs, when they differ from the identity and the Request-URI. */
  readonly from?: string
  readonly to?: string
  /** Header fields to add (or, by name, to replace), verbatim and in this order. */
  readonly headers?: readonly HeaderField[]
  readonly body?: Content
}

export interface InDialogRequest extends Stimulus {
  /** Sends the identical request again, octet for octet. */
  repeat(): Stimulus
  answered(): Promise<SipResponse>
}

export interface SimpleUser {
  /** Address-of-record, `sip:user@domain`. */
  readonly uri: string
  invite(to: Addressee, options?: InviteOptions): Call
  /** Calls so many users, one after the other at even intervals; resolves when the last INVITE is on its way. */
  invitesSteadily(all: readonly Addressee[], pace: { readonly every: number }): Promise<readonly Call[]>
  /**
   * Octets in the place of a request, over `transport`; over TCP on a connection that nobody else uses. Nobody answers for
   * them: what comes back stands in the record.
   * `compose` gets the address that a Via has to name, `host:port`.
   */
  sendsVerbatim(compose: (sentBy: string) => Buffer, transport: 'udp' | 'tcp'): Stimulus
  /** A MESSAGE outside any dialog. */
  message(
    to: Addressee,
    text: string,
    options?: Pick<InviteOptions, 'transport' | 'headers' | 'from' | 'to'> & { readonly type?: string },
  ): InDialogRequest
  options(to: Addressee): InDialogRequest
  /** Any request outside a dialog, or one that only claims to be inside by its headers. */
  request(method: string, to: Addressee, options?: RequestOptions): InDialogRequest
  /** Content with this text, by MESSAGE or in any session of the user. */
  received(text: string, within?: Bound): Promise<Delivered>
  /** Takes the next call of the IWF that the user accepted, as soon as that is done. */
  called(): Promise<Call>
  /** The next request of the IWF to this user outside any dialog, of one of these methods. */
  incoming(...methods: readonly ('INVITE' | 'MESSAGE' | 'OPTIONS')[]): Promise<ParsedSip>
  /**
   * How the user answers such requests from now on; default 200, and a session for INVITE. A `re-INVITE` is one within a
   * call.
   */
  on(method: 'INVITE' | 'MESSAGE' | 'OPTIONS' | 're-INVITE', behaviour: Behaviour): void
  on(method: 'INVITE', behaviour: InviteBehaviour): void
  /**
   * How the user answers SENDs with content from now on, in every session of his; default 200, and the success REPORT
   * that was asked for. A SEND without content gets its 200 in any case.
   */
  on(method: 'SEND', behaviour: SendBehaviour): void
  /** Ends what is left of the user's dialogs and connections, and takes him from the peer: he is unknown from then on. */
  close(): Promise<void>
}

export interface SimplePeerFacts {
  /** Where the peer listens for SIP: UDP, TCP and, where it was given a certificate, TLS. */
  readonly sip: SipAddress
  readonly msrp: Address
}
