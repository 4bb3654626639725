import { LogScript } from '../../../trace/log-script.ts'
import { TOKEN } from './sample.ts'

/** Header fields by name; undefined takes a usual one away. */
export type Fields = Readonly<Record<string, string | undefined>>

interface Rest {
  readonly body?: string
  readonly uri?: string
  /** Name of a TCP connection; without it, UDP. */
  readonly over?: string
}

export const ALICE = `sip:alice-${TOKEN}@sip.example`
export const BOB = `sip:bob-${TOKEN}@imps.example`
export const ALICE_CONTACT = 'sip:alice@127.0.0.1:40000'
export const IWF_CONTACT = 'sip:iwf@127.0.0.1:5060'
/** Timers of the samples, ms. */
export const T1 = 100

/**
 * Writes a SIP conversation into a log: `asks` and `answers` are of the SIMPLE user, `iwfAsks` and `iwfAnswers` of the
 * implementation. Everything is well-formed unless a field says otherwise; answers copy what they must.
 */
export class SipConversation {
  readonly log: LogScript
  #asked: Fields = {}
  #iwfAsked: Fields = {}
  #branches = 0

  constructor(log = new LogScript({ pixit: { T1, T2: 8 * T1 } }).begin('A-01', TOKEN)) {
    this.log = log
  }

  after(ms: number): this {
    this.log.after(ms)
    return this
  }

  asks(method: string, fields: Fields = {}, rest: Rest = {}): this {
    this.#asked = {
      Via: this.#via(40000, rest),
      'Max-Forwards': '70',
      From: `<${ALICE}>;tag=a`,
      To: `<${BOB}>`,
      'Call-ID': `call-${TOKEN}`,
      CSeq: `1 ${method}`,
      ...(method === 'INVITE' ? { Contact: `<${ALICE_CONTACT}>` } : {}),
      ...fields,
    }
    return this.#put('sent', `${method} ${rest.uri ?? BOB} SIP/2.0`, this.#asked, rest)
  }

  iwfAnswers(status: number, fields: Fields = {}, rest: Rest = {}): this {
    const copied = copiesOf(this.#asked, status === 100 ? '' : 'i')
    return this.#put('received', `SIP/2.0 ${status} X`, { ...copied, ...fields }, rest)
  }

  /** A request of the implementation outside a dialog. */
  iwfAsks(method: string, fields: Fields = {}, rest: Rest = {}): this {
    this.#iwfAsked = {
      Via: this.#via(5060, rest),
      'Max-Forwards': '70',
      From: `<${BOB}>;tag=i`,
      To: `<${ALICE}>`,
      'Call-ID': `back-${TOKEN}`,
      CSeq: `1 ${method}`,
      ...(method === 'INVITE' ? { Contact: `<${IWF_CONTACT}>` } : {}),
      ...fields,
    }
    return this.#put('received', `${method} ${rest.uri ?? ALICE} SIP/2.0`, this.#iwfAsked, rest)
  }

  answers(status: number, fields: Fields = {}, rest: Rest = {}): this {
    const copied = copiesOf(this.#iwfAsked, status === 100 ? '' : 'p')
    return this.#put('sent', `SIP/2.0 ${status} X`, { ...copied, ...fields }, rest)
  }

  /** A request of the implementation within the dialog that the peer's INVITE made. */
  iwfAsksWithin(method: string, fields: Fields = {}, rest: Rest = {}): this {
    const dialog = { To: `<${ALICE}>;tag=a`, 'Call-ID': `call-${TOKEN}`, CSeq: `1 ${method}` }
    return this.iwfAsks(method, { ...dialog, ...fields }, { uri: ALICE_CONTACT, ...rest })
  }

  /** A request of the peer within the dialog that its INVITE made. */
  asksWithin(method: string, fields: Fields = {}, rest: Rest = {}): this {
    const cseq = method === 'ACK' ? '1 ACK' : `2 ${method}`
    return this.asks(method, { To: `<${BOB}>;tag=i`, CSeq: cseq, ...fields }, { uri: IWF_CONTACT, ...rest })
  }

  /** The INVITE accepted and acknowledged: `call`, SDP aside. */
  accepted(fields: Fields = {}): this {
    return this.asks('INVITE', fields)
      .iwfAnswers(200, { Contact: `<${IWF_CONTACT}>` })
      .asksWithin('ACK')
  }

  /** Lets a while pass, so that nothing more is to be expected. */
  over(): LogScript {
    return this.log.after(100 * T1).phase('A-01', 'teardown')
  }

  #via(port: number, { over }: Rest): string {
    return `SIP/2.0/${over === undefined ? 'UDP' : 'TCP'} 127.0.0.1:${port};branch=${branch(++this.#branches)}`
  }

  #put(direction: 'sent' | 'received', first: string, fields: Fields, { body = '', over }: Rest): this {
    const typed = body === '' ? {} : { 'Content-Type': body.startsWith('v=') ? 'application/sdp' : 'text/plain' }
    const all: Fields = { ...typed, ...fields, 'Content-Length': String(Buffer.byteLength(body)) }
    const lines = Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [`${name}: ${value}`]))
    const text = [first, ...lines, '', body].join('\r\n')
    if (over === undefined) this.log.sip(direction, text)
    else this.log.stream('sip', over, direction, text)
    return this
  }
}

/** The branch of the n-th request of a conversation, from 1. */
export const branch = (n: number): string => `z9hG4bK-${TOKEN}-${n}`

/** Via as it stands in the n-th request, when that is the peer's, or the implementation's. */
export const viaOf = (n: number, port: 40000 | 5060 = 40000): string =>
  `SIP/2.0/UDP 127.0.0.1:${port};branch=${branch(n)}`

function copiesOf(asked: Fields, tag: string): Fields {
  const to = asked['To'] ?? ''
  return {
    Via: asked['Via'],
    From: asked['From'],
    To: tag === '' || to.includes(';tag=') ? to : `${to};tag=${tag}`,
    'Call-ID': asked['Call-ID'],
    CSeq: asked['CSeq'],
  }
}

/** The conversation of the samples, from its beginning. */
export const sip = (): SipConversation => new SipConversation()

export const SDP =
  'v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=message 2855 TCP/MSRP *\r\n' +
  'a=path:msrp://127.0.0.1:2855/iwfabcdefghijklmnopq;tcp\r\na=accept-types:message/cpim text/plain\r\n'
