import { defineCase } from '../../engine/case.ts'
import { acceptancesOf, inviteOf, lastAnswer, negotiationWith, refusalOf } from '../../judge/readers/negotiation.ts'
import { clientsOf, typesTaken } from '../../judge/readers/promise.ts'
import { acceptsOrShowsSdp } from '../../judge/readers/sip.ts'
import { answersTo } from '../../judge/readers/ssp.ts'
import { impsAddressOf } from '../../judge/readers/users.ts'
import type { Trace } from '../../judge/trace.ts'
import {
  acceptance,
  allOf,
  check,
  every,
  irrelevant,
  need,
  noneBefore,
  prefer,
  violated,
  type Finding,
} from '../../judge/vocabulary/index.ts'
import { promised, promisesNothingBeyond, promisesText } from '../promise-of-answer.ts'
import { textArrives } from '../text-arrives.ts'

/** The vendor's policy, resting on RFC 4975 §14.5: an offerer is to connect, to wherever a stranger says (AMB-29). */
const refusedByPolicy = (trace: Trace): Finding => {
  const refusal = refusalOf(trace)
  return refusal && trace.statements.OFFERLESS === 'REFUSE'
    ? every('a refusal', [refusal], ({ status }) => status >= 400)
    : violated('no policy against INVITEs without an offer is declared (OFFERLESS)')
}

const whereAccepted = (finding: (trace: Trace) => Finding) => (trace: Trace) =>
  refusalOf(trace) ? irrelevant('the session was refused') : finding(trace)

export default defineCase({
  id: 'CAP-16',
  title: 'offers what the IMPS client takes when the INVITE has no offer',
  group: 'capability',
  class: 'mandatory',
  purpose:
    'A SIP client may leave the first word about media to the other side. It is a negotiation like any other: the ' +
    'capabilities are asked for first, and what comes back with the 2xx is then an offer made from them.',
  when: [['ICS-01']],
  ambiguities: ['AMB-29'],
  catches: ['offerless-refused', 'no-query-for-offerless', 'accepts-before-capability', 'promises-missing-types'],
  ladder: `
    alice              IWF            imps.example
      INVITE --------->|--- capability query --->|
                       |<-- text, 1000 octets ---|
      <-- 200 offer    |                         |
      ACK answer ----->|                         |
      SEND "Hello" --->|--- SendMessage -------->|`,
  given: 'P1',
  cast: make => ({ alice: make.simple({ name: 'alice' }), bob: make.imps({ name: 'bob' }) }),
  async script({ cast: { alice, bob }, imps, text, mark }) {
    const call = mark('invite', alice.invite(bob, { offer: 'none' }))
    const final = await call.final()
    if (final.status >= 300) return
    await call.bind()
    mark('hello', call.send(text('Hello Bob')))
    await imps.asked('message', bob, { text: text('Hello Bob') })
  },
  checks: [
    check(
      'R-09',
      'no 2xx, and no SDP in a 1xx, before the capability answer',
      whereAccepted(trace =>
        noneBefore('acceptance', acceptsOrShowsSdp(trace), answersTo(trace, 'capability')[0], 'capability answer'),
      ),
    ),
    check('R-04', 'accepts without an offer once it has its answers [RFC 3261 §13.2.1]', trace => {
      const after = need(lastAnswer(trace) ?? acceptancesOf(trace, inviteOf(trace))[0] ?? refusalOf(trace), 'outcome')
      const { spoiledBy } = negotiationWith(trace, 'bob')
      return prefer(
        acceptance(trace, inviteOf(trace), { after, within: trace.bounds.acceptanceAfterAnswer }, spoiledBy),
        refusedByPolicy(trace),
        'refused, as the vendor declares for INVITEs without an offer (AMB-29)',
      )
    }),
    check(
      'R-32',
      'the 2xx carries an offer: path, accept-types, and a=setup active or actpass [RFC 6135 §4.2]',
      whereAccepted(trace =>
        allOf(
          promised(trace, 'MSRP line with a port', ({ port }) => port !== 0),
          promised(
            trace,
            'path with explicit ports',
            ({ path }) => path.length > 0 && path.every(uri => uri.port !== undefined),
          ),
          promised(trace, 'accept-types', ({ acceptTypes }) => acceptTypes.length > 0),
          promised(trace, 'a=setup active or actpass', ({ setup }) => setup === 'active' || setup === 'actpass'),
        ),
      ),
    ),
    check(
      'R-08',
      'the offer promises text, and nothing that the client does not take',
      whereAccepted(trace => {
        const bob = impsAddressOf(trace, 'bob')
        const taken = typesTaken(answersTo(trace, 'capability').flatMap(answer => clientsOf(answer, bob)))
        return allOf(promisesText(trace), promisesNothingBeyond(trace, taken))
      }),
    ),
    check(
      'R-15',
      'the session can be used: its text reaches the IMPS user',
      whereAccepted(trace => textArrives(trace, trace.text('Hello Bob'), 'hello')),
    ),
  ],
})
