import { defineCase } from '../../engine/case.ts'
import { capabilities } from '../../fixtures/capabilities.ts'
import { E } from '../../fixtures/expectations/sets.ts'
import { offers, type Offer } from '../../fixtures/offers.ts'
import { acceptancesOf, inviteOf, negotiationWith, refusalOf } from '../../judge/readers/negotiation.ts'
import { clientsOf, typesTaken } from '../../judge/readers/promise.ts'
import { warnCodes } from '../../judge/readers/sip.ts'
import { answersTo, asks, type WithSsp } from '../../judge/readers/ssp.ts'
import { about, impsAddressOf } from '../../judge/readers/users.ts'
import type { Trace } from '../../judge/trace.ts'
import { check, every, finalIn, irrelevant, none, prefer, should } from '../../judge/vocabulary/index.ts'
import type { CapabilityList } from '../../protocols/ssp/capability-list.ts'
import { newSession, probeText } from '../liveness.ts'
import { promisesNothingBeyond } from '../promise-of-answer.ts'

interface Row {
  readonly client: CapabilityList
  readonly offer: Offer
}

const rows: Readonly<Record<string, Row>> = {
  'unknown-type-only': { client: capabilities.fooOnly, offer: offers.bareTextOnly },
  'picture-to-text': { client: capabilities.text1000, offer: offers.pngOnly },
}

const accepted = (trace: Trace) => acceptancesOf(trace, inviteOf(trace)).length > 0
const answer = (trace: Trace) => about(answersTo(trace, 'capability'), impsAddressOf(trace, 'bob'))[0]

/** 488 is only a SHOULD (RFC 4975 §8.6): an answer that promises nothing false is tolerated. */
const promisesNothingFalse = (trace: Trace) => {
  const bob = impsAddressOf(trace, 'bob')
  const taken = typesTaken(answersTo(trace, 'capability').flatMap(one => clientsOf(one, bob)))
  return promisesNothingBeyond(trace, taken)
}

export default defineCase({
  id: 'CAP-10',
  title: 'refuses a session in which nothing could be exchanged',
  group: 'capability',
  class: 'mandatory',
  purpose:
    'When the two clients have no type of content in common, a session would be an empty shell. The IWF knows both ' +
    'sides and is the only one who can tell the caller in time.',
  when: [['ICS-01']],
  ambiguities: ['AMB-04'],
  catches: ['accepts-without-common-type', 'accepts-before-capability'],
  ladder: `
    alice                      IWF            imps.example
      INVITE text or png ----->|--- capability query --->|
                               |<-- foo, or text --------|
      <--- 488 Warning: 304    |                         |  no message`,
  given: 'P1',
  rows,
  cast: (make, row) => ({
    alice: make.simple({ name: 'alice' }),
    bob: make.imps({ name: 'bob', clients: [row.client] }),
    probe: make.imps({ name: 'probe' }),
  }),
  async script({ cast: { alice, bob, probe }, row, mark, quiet, ...script }) {
    await mark('invite', alice.invite(bob, { offer: row.offer })).final()
    await quiet('after the refusal', { shows: probeText(script), probe: () => newSession(script, alice, probe) })
  },
  checks: [
    check('R-08', 'refuses as incompatible', trace => {
      const call = negotiationWith(trace, 'bob')
      const refused = finalIn(trace, call, E.INCOMPAT.invite, answer(trace), trace.bounds.finalAfterInvite)
      if (!accepted(trace)) return refused
      return prefer(refused, promisesNothingFalse(trace), 'accepted, but without a promise that the client cannot keep')
    }),
    should('R-08', 'tells by Warning 304 or 305 that the media do not fit [RFC 3261 §20.43]', trace => {
      const refusal = refusalOf(trace)
      if (!refusal) return irrelevant('the session was not refused')
      return every('Warning 304 or 305', [refusal], (_, final) =>
        warnCodes(final).some(code => [304, 305].includes(code)),
      )
    }),
    check('R-08', 'the refusal shows no MSRP URI', trace => {
      const refusal = refusalOf(trace)
      if (!refusal) return irrelevant('the session was not refused')
      return every('no MSRP URI', [refusal], (_, { octets }) => !/msrps?:\/\//i.test(octets.toString('latin1')))
    }),
    check('R-08', 'no message goes to the IMPS user', trace => {
      const bob = impsAddressOf(trace, 'bob')
      const messages = (seen: WithSsp) => about(asks(seen, 'message'), bob)
      return none(trace, 'SendMessageRequest', messages, inviteOf(trace), 'after the refusal')
    }),
  ],
})
