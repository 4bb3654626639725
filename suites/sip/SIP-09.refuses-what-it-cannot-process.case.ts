import { defineCase } from '../../engine/case.ts'
import { answeredWith, finalOf } from '../../judge/readers/answered.ts'
import { inviteOf, negotiationWith } from '../../judge/readers/negotiation.ts'
import { acceptance, check, every, irrelevant } from '../../judge/vocabulary/index.ts'
import { type Refused, unprocessable, withHeader } from './unprocessable-requests.ts'

/** Rows whose request is an INVITE. */
const sessionRows = Object.keys(unprocessable).filter(row => row !== 'unknown-method' && row !== 'unknown-event')

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
  rows: unprocessable,
  rowNeeds: Object.fromEntries(sessionRows.map(row => [row, ['ICS-01']])),
  cast: make => ({ alice: make.simple({ name: 'alice' }), bob: make.imps({ name: 'bob' }) }),
  async script({ cast: { alice, bob }, mark, row }) {
    const send = row === 'processed' ? withHeader('X-Nobody-Knows', 'this, "that"') : row.send
    await mark('invite', send(alice, bob)).final()
  },
  checks: [
    check<Refused | 'processed'>('R-31', 'gives the code that says why [RFC 3261 §8.2]', (trace, row) => {
      if (row === 'processed') return irrelevant('nothing is to be refused')
      return answeredWith(trace, 'invite', trace.bounds.finalAfterInvite, row.codes)
    }),
    check<Refused | 'processed'>(
      'R-31',
      'with the field that says what is understood [RFC 3261 §8.2.1–§8.2.3]',
      (trace, row) => {
        if (row === 'processed') return irrelevant('nothing is to be refused')
        const final = finalOf(trace, 'invite')
        const field = row.fields?.[final.message.status]
        if (!field) return irrelevant(`${final.message.status} needs no such field`)
        const [name, values] = field
        return every(`${name}: ${values.join(', ')}`, [final], message => {
          const given = message.values(name)
          return message.header(name) !== undefined && values.every(value => given.includes(value))
        })
      },
    ),
    check<Refused | 'processed'>('R-40', 'an unknown header field is ignored [RFC 3261 §8.2.2]', (trace, row) => {
      if (row !== 'processed') return irrelevant('the request is to be refused')
      const by = { after: inviteOf(trace), within: trace.bounds.finalAfterInvite }
      return acceptance(trace, inviteOf(trace), by, negotiationWith(trace, 'bob').spoiledBy)
    }),
  ],
})
