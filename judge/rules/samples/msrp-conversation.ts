import { TOKEN } from './sample.ts'
import { IWF_CONTACT, SipConversation } from './sip-conversation.ts'
import type { LogScript } from '../../../trace/log-script.ts'

export const OURS = `msrp://127.0.0.1:40000/${TOKEN}xyzxyz;tcp`
export const IWF = 'msrp://127.0.0.1:2855/Zt9kQ0mVbC4nX7sLqR2w;tcp'
export const ID = 'a786hjs2Qx9kLm'

/** What a session description of the samples says otherwise. */
export interface Described {
  readonly path?: string
  readonly version?: number
  readonly more?: readonly string[]
  readonly types?: string
  readonly port?: number
}

/** A session description with one MSRP line. */
export const described = ({ path = OURS, version = 1, more = [], types, port = 40000 }: Described = {}): string =>
  [
    'v=0',
    `o=- 1 ${version} IN IP4 127.0.0.1`,
    's=-',
    'c=IN IP4 127.0.0.1',
    't=0 0',
    `m=message ${port} TCP/MSRP *`,
    `a=path:${path}`,
    `a=accept-types:${types ?? 'message/cpim multipart/mixed multipart/alternative text/plain'}`,
    ...more.map(line => `a=${line}`),
    '',
  ].join('\r\n')

/** What an answer of the implementation says. */
export const answer = (changes: Described = {}): string => described({ path: IWF, port: 2855, ...changes })

interface Sent {
  readonly id?: string
  readonly to?: string
  readonly from?: string
  readonly fields?: Readonly<Record<string, string | undefined>>
  readonly body?: string
  readonly type?: string
  readonly flag?: '$' | '+' | '#'
  readonly connection?: string
}

/** An MSRP session of the peer, written into a log: set up by SIP, then message by message. */
export class MsrpConversation {
  readonly sip: SipConversation
  readonly log: LogScript

  /** The peer invites with this offer, and opens the connection. */
  constructor(offer: Described = {}) {
    this.sip = new SipConversation().asks('INVITE', {}, { body: described(offer) })
    this.sip.iwfAnswers(200, { Contact: `<${IWF_CONTACT}>` }, { body: answer() }).asksWithin('ACK')
    this.log = this.sip.log
  }

  after(ms: number): this {
    this.log.after(ms)
    return this
  }

  /** The peer sends. */
  send(first: string, sent: Sent = {}): this {
    return this.#put('sent', first, { to: IWF, from: OURS, ...sent })
  }

  /** The implementation sends. */
  iwf(first: string, sent: Sent = {}): this {
    return this.#put('received', first, { to: OURS, from: IWF, ...sent })
  }

  /** A bodiless SEND of the peer, answered: the connection is bound. */
  bound(): this {
    const fields = { 'Message-ID': 'bind1234', 'Byte-Range': '1-0/0' }
    return this.send('SEND', { id: 'bindbindbind', fields }).iwf('200 OK', { id: 'bindbindbind' })
  }

  #put(direction: 'sent' | 'received', first: string, sent: Sent): this {
    const { id = ID, to = '', from = '', fields = {}, body, type = 'text/plain', flag = '$', connection = 'm' } = sent
    const all: Readonly<Record<string, string | undefined>> = {
      'To-Path': to,
      'From-Path': from,
      ...fields,
      ...(body === undefined ? {} : { 'Content-Type': type }),
    }
    const lines = Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [`${name}: ${value}`]))
    const head = [`MSRP ${id} ${first}`, ...lines].join('\r\n')
    const content = body === undefined ? '' : `\r\n${body}\r\n`
    const role = connection.startsWith('theirs') ? 'accepted' : 'opened'
    this.log.stream('msrp', connection, direction, `${head}\r\n${content}-------${id}${flag}\r\n`, role)
    return this
  }
}
