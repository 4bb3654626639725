import { defineCase } from '../../engine/case.ts'
import { set } from '../../fixtures/expectations/expectation-set.ts'
import { inviteOf, negotiationWith } from '../../judge/readers/negotiation.ts'
import { parseVia } from '../../protocols/sip/via.ts'
import { msrpMark, msrpResponsesTo } from '../../judge/readers/msrp.ts'
import { asks, businessOfIwf, delivered, sameUser } from '../../judge/readers/ssp.ts'
import { impsAddressOf } from '../../judge/readers/users.ts'
import type { Trace } from '../../judge/trace.ts'
import {
  check,
  every,
  finalIn,
  irrelevant,
  need,
  prefer,
  unobservable,
  violated,
} from '../../judge/vocabulary/index.ts'

type Row = 'untrusted' | 'private' | 'anonymous' | 'two-identities' | 'cpim-from'

const rows: Readonly<Record<string, Row>> = {
  'identity-asserted-by-an-untrusted-hop': 'untrusted',
  'privacy-of-the-asserted-identity': 'private',
  'anonymous-without-asserted-identity': 'anonymous',
  'two-asserted-identities': 'two-identities',
  'sender-in-the-cpim-wrapper': 'cpim-from',
}

/** A challenge is lawful for any INVITE (RFC 3261 §22.1). */
const ANONYMOUS = set('anonymity is disallowed', [433, 403, 480], [433, 403, 480], [401, 407])

const ANONYMOUS_FROM = 'sip:anonymous@anonymous.invalid'

const trust = ({ statements }: Trace) => statements.TRUSTED_HOPS

/** The role in whose name the IMPS side is to be asked; undefined where nobody’s name may be told. */
function rightRequester(trace: Trace, row: Row): 'alice' | 'mallory' | undefined {
  switch (row) {
    // alice is who is asserted, mallory who is in From.
    case 'untrusted':
      return trust(trace) === 'ALL' ? 'alice' : 'mallory'
    case 'two-identities':
      return trust(trace) === 'NONE' ? 'mallory' : 'alice'
    case 'private':
      return trace.statements.SSP_PRIVACY === 'INSIDE' && trust(trace) !== 'NONE' ? 'alice' : undefined
    case 'anonymous':
      return undefined
    case 'cpim-from':
      return 'alice'
  }
}

const isRefused = (trace: Trace) =>
  finalIn(trace, negotiationWith(trace, 'bob'), ANONYMOUS, inviteOf(trace), trace.bounds.finalAfterInvite)

const inNameOf = (trace: Trace, role: string) =>
  every('in that name', asks(trace, 'capability'), ({ requester }) => sameUser(requester, impsAddressOf(trace, role)))

/** Names of the other of the two do not show on SSP. */
const notInNameOf = (trace: Trace, role: string) => {
  const wrong = impsAddressOf(trace, role)
  return every(
    'not in that name',
    businessOfIwf(trace),
    ({ requester, sender }) => !sameUser(requester, wrong) && !sameUser(sender, wrong),
  )
}

/** Whether the INVITE of mallory came from the address that the others come from as well. */
const bySameHop = (trace: Trace): boolean => {
  const [topmost = ''] = inviteOf(trace).message.values('via')
  const trusted = trace.infrastructure.sip.find(({ from }) => from !== 'iwf')?.message.values('via')[0] ?? ''
  return hostIn(topmost) === hostIn(trusted)
}
const hostIn = (via: string): string | undefined => parseVia(via)?.host

export default defineCase({
  id: 'ROB-05',
  title: 'believes no false identity',
  group: 'robustness',
  class: 'mandatory',
  purpose:
    'The IMPS user sees a message as coming from whom the IWF says. What a SIP client writes about itself proves ' +
    'nothing: only a trusted proxy vouches for an identity, and the wrapper of a message vouches for none.',
  ambiguities: ['AMB-20'],
  catches: ['trusts-every-hop', 'trusts-cpim-from', 'foreign-requester'],
  ladder: `
    mallory            IWF            imps.example
      INVITE, PAI alice |                       |  from an address that nobody trusts
      ---------------->|--- capability query --->|  in the name of mallory
    alice ====== MSRP session ====== IWF
      SEND, CPIM From mallory -->|--- SendMessage from alice -->|`,
  given: 'P1',
  when: [['ICS-01']],
  rows,
  // Only datagrams come from the other address for certain.
  rowNeeds: { 'identity-asserted-by-an-untrusted-hop': ['ICS-23'] },
  cast: make => ({
    alice: make.simple({ name: 'alice' }),
    mallory: make.simple({ name: 'mallory', hop: 'untrusted' }),
    bob: make.imps({ name: 'bob' }),
  }),
  async script({ cast: { alice, bob, mallory }, imps, mark, row, text }) {
    const asserted = (...uris: readonly string[]) => uris.map(uri => ['P-Asserted-Identity', `<${uri}>`] as const)
    switch (row) {
      case 'untrusted':
        await mark('invite', mallory.invite(bob, { transport: 'udp', headers: asserted(alice.uri) })).final()
        return
      case 'two-identities': {
        const headers = asserted('tel:+358401234567', alice.uri)
        await mark('invite', alice.invite(bob, { from: mallory.uri, headers })).final()
        return
      }
      case 'private': {
        const headers = [...asserted(alice.uri), ['Privacy', 'id'] as const]
        await mark('invite', alice.invite(bob, { from: ANONYMOUS_FROM, displayName: '"Anonymous"', headers })).final()
        return
      }
      case 'anonymous':
        await mark('invite', alice.invite(bob, { from: ANONYMOUS_FROM, asserted: 'none' })).final()
        return
      case 'cpim-from': {
        const call = mark('invite', alice.invite(bob))
        await call.accepted()
        await call.bind()
        const wrapper = `From: <${mallory.uri}>\r\nTo: <${bob.sipUri}>\r\nDateTime: 2026-01-01T12:00:00Z\r\n\r\n`
        const content = `Content-Type: text/plain;charset=UTF-8\r\n\r\n${text('Hello')}`
        const octets = Buffer.from(wrapper + content)
        const spoofed = mark('spoof', call.sendContent({ type: 'message/cpim', octets }, { wrap: 'bare' }))
        if ((await spoofed.answered()) === 200) await imps.asked('message', bob)
      }
    }
  },
  checks: [
    check<Row>('R-39', 'the IMPS side is asked in the name of the right user', (trace, row) => {
      const right = rightRequester(trace, row)
      if (right === undefined) return irrelevant('nobody’s name may be told')
      if (row === 'untrusted' && bySameHop(trace)) return unobservable('there is no address of an untrusted hop')
      return inNameOf(trace, right)
    }),
    check<Row>('R-39', 'the wrong name does not show on SSP', (trace, row) => {
      const right = rightRequester(trace, row)
      if (right === undefined) {
        const alice = impsAddressOf(trace, 'alice').replace(/^wv:/, '')
        const said = trace.http.filter(({ from }) => from === 'iwf')
        return said.length === 0
          ? isRefused(trace)
          : every('nothing of alice', said, (_, { octets }) => !octets.includes(alice))
      }
      if (row === 'untrusted' && bySameHop(trace)) return unobservable('there is no address of an untrusted hop')
      return notInNameOf(trace, right === 'alice' ? 'mallory' : 'alice')
    }),
    check<Row>('R-39', 'a caller without a name is refused: 433, 403, 480', (trace, row) =>
      rightRequester(trace, row) === undefined ? isRefused(trace) : irrelevant('the caller has a name'),
    ),
    check<Row>(
      'R-39',
      'a message with another sender in its wrapper is the dialog’s user’s, or refused with 403',
      (trace, row) => {
        if (row !== 'cpim-from') return irrelevant('no message was wrapped')
        const spoof = need(msrpMark(trace, 'spoof'), 'SEND with another sender in its wrapper')
        const sent = delivered(trace, trace.text('Hello'))
        const asAlice = every('alice', sent, ({ sender }) => sameUser(sender, impsAddressOf(trace, 'alice')))
        const answers = msrpResponsesTo(trace, spoof)
        const refused = every('403', answers, ({ status }) => status === 403)
        if (sent.length > 0) return asAlice
        return prefer(violated('neither handed on nor refused with 403'), refused, 'refused with 403')
      },
    ),
  ],
})
