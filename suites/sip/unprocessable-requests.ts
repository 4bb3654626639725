import type { RightCodes } from '../../judge/readers/answered.ts'
import type { ImpsUser } from '../../simulators/imps/interface.ts'
import type { InDialogRequest, InviteOptions, SimpleUser } from '../../simulators/simple/interface.ts'
import type { Stimulus } from '../../simulators/stimulus.ts'

/** A request that cannot be processed, and how it is refused. */
export interface Refused {
  readonly send: (alice: SimpleUser, bob: ImpsUser) => Stimulus & { final(): Promise<unknown> }
  readonly codes: RightCodes
  /** Fields that the refusal must have, by its code, and the values that must be among theirs. */
  readonly fields?: Readonly<Record<number, readonly [name: string, values: readonly string[]]>>
}

const invite =
  (options: InviteOptions, to?: string) =>
  (alice: SimpleUser, bob: ImpsUser): Stimulus & { final(): Promise<unknown> } =>
    alice.invite(to ?? bob, options)

const request =
  (method: string, headers: readonly (readonly [string, string])[] = []) =>
  (alice: SimpleUser, bob: ImpsUser): Stimulus & { final(): Promise<unknown> } =>
    answerable(alice.request(method, bob, { headers }))

const answerable = (sent: InDialogRequest) => ({ sent: sent.sent, final: () => sent.answered() })
/** An INVITE with one header field more. */
export const withHeader = (name: string, value: string) => invite({ headers: [[name, value]] })
const foo = { type: 'application/foo', octets: Buffer.from('foo') }
const allowed = ['Allow', []] as const

/** By the id of its row (SIP-09); `processed` is an INVITE that is only unusual. */
export const unprocessable: Readonly<Record<string, Refused | 'processed'>> = {
  'unknown-extension': {
    send: withHeader('Require', 'foo,bar'),
    codes: { strict: [420] },
    fields: { 420: ['Unsupported', ['foo', 'bar']] },
  },
  'unknown-method': { send: request('FOO'), codes: { strict: [501, 405] }, fields: { 405: allowed } },
  'unknown-event': {
    send: request('SUBSCRIBE', [
      ['Event', 'x-nobody-knows'],
      ['Contact', '<sip:alice@sip.example>'],
    ]),
    codes: { strict: [405, 489, 501] },
    fields: { 405: allowed },
  },
  'tel-uri': { send: invite({}, 'tel:+15550100'), codes: { strict: [416, 404], lenient: [200] } },
  'http-uri': { send: invite({}, 'http://imps.example/bob'), codes: { strict: [416] } },
  'content-type': {
    send: invite({ rewrite: () => foo }),
    codes: { strict: [415] },
    fields: { 415: ['Accept', ['application/sdp']] },
  },
  'content-encoding': {
    send: withHeader('Content-Encoding', 'gzip-x'),
    codes: { strict: [415] },
    fields: { 415: ['Accept-Encoding', []] },
  },
  'no-hops-left': { send: withHeader('Max-Forwards', '0'), codes: { strict: [483], lenient: [200] } },
  'unknown-header': 'processed',
}
