import { defineCase } from '../../engine/case.ts'
import { answeredWith, finalOf, type RightCodes } from '../../judge/readers/answered.ts'
import { inviteOf, negotiationWith } from '../../judge/readers/negotiation.ts'
import { acceptance, check, every, irrelevant } from '../../judge/vocabulary/index.ts'
import type { ImpsUser } from '../../simulators/imps/interface.ts'
import type { InDialogRequest, InviteOptions, SimpleUser } from '../../simulators/simple/interface.ts'
import type { Stimulus } from '../../simulators/stimulus.ts'

interface Refused {
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
const withHeader = (name: string, value: string) => invite({ headers: [[name, value]] })
const foo = { type: 'application/foo', octets: Buffer.from('foo') }
const allowed = ['Allow', []] as const

const rows: Readonly<Record<string, Refused | 'processed'>> = {
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
type Row = (typeof rows)[string]

/** Rows whose request is an INVITE. */
const sessionRows = Object.keys(rows).filter(row => row !== 'unknown-method' && row !== 'unknown-event')

export default defineCase({
  id: 'SIP-09',
  title: 'refuses what it cannot process with the code that says why, and ignores what it may',
  group: 'sip',
  class: 'mandatory',
  purpose:
    'SIP is extended all the time, and each side finds out from the refusals of the other what that can do. A refusal ' +
    'with the wrong code, or without the field that says what is understood, ends such a search; to process what is not ' +
    'understood is worse.',
  catches: ['require-ignored', 'unknown-content-accepted'],
  ladder: `
    alice              IWF
      INVITE --------->|  Require: foo,bar
      <--------- 420   |  Unsupported: foo,bar`,
  given: 'P1',
  rows,
  rowNeeds: Object.fromEntries(sessionRows.map(row => [row, ['ICS-01']])),
  cast: make => ({ alice: make.simple({ name: 'alice' }), bob: make.imps({ name: 'bob' }) }),
  async script({ cast: { alice, bob }, mark, row }) {
    const send = row === 'processed' ? withHeader('X-Nobody-Knows', 'this, "that"') : row.send
    await mark('invite', send(alice, bob)).final()
  },
  checks: [
    check<Row>('R-31', 'gives the code that says why [RFC 3261 §8.2]', (trace, row) => {
      if (row === 'processed') return irrelevant('nothing is to be refused')
      return answeredWith(trace, 'invite', trace.bounds.finalAfterInvite, row.codes)
    }),
    check<Row>('R-31', 'with the field that says what is understood [RFC 3261 §8.2.1–§8.2.3]', (trace, row) => {
      if (row === 'processed') return irrelevant('nothing is to be refused')
      const final = finalOf(trace, 'invite')
      const field = row.fields?.[final.message.status]
      if (!field) return irrelevant(`${final.message.status} needs no such field`)
      const [name, values] = field
      return every(`${name}: ${values.join(', ')}`, [final], message => {
        const given = message.values(name)
        return message.header(name) !== undefined && values.every(value => given.includes(value))
      })
    }),
    check<Row>('R-40', 'an unknown header field is ignored [RFC 3261 §8.2.2]', (trace, row) => {
      if (row !== 'processed') return irrelevant('the request is to be refused')
      const by = { after: inviteOf(trace), within: trace.bounds.finalAfterInvite }
      return acceptance(trace, inviteOf(trace), by, negotiationWith(trace, 'bob').spoiledBy)
    }),
  ],
})
