import { defineCase } from '../../engine/case.ts'
import { acceptanceOf } from '../../judge/readers/negotiation.ts'
import { deliveries } from '../../judge/readers/pager.ts'
import { answerTo } from '../../judge/readers/ssp.ts'
import { all, allOf, check, every, exactly, irrelevant, need } from '../../judge/vocabulary/index.ts'
import { capabilities } from '../../fixtures/capabilities.ts'
import { writes } from '../../simulators/imps/answer-behaviour.ts'
import { textFromImps } from '../liveness.ts'
import { documentOf, messageDocument } from './hand-written.ts'
import { setUpsBegunByIwf } from './posted.ts'
import { type OddDocument, oddDocuments, unknownParts } from './odd-documents.ts'
import { asExpected } from './fate-of-document.ts'

export default defineCase({
  id: 'SSP-06',
  title: 'copes with documents that it does not know or cannot read',
  group: 'ssp',
  class: 'mandatory',
  purpose:
    'Servers of other makers know primitives, elements and attributes that this IWF does not, and now and then one ' +
    'sends rubbish. None of it may cost the session, on which all the other users depend.',
  catches: ['rejects-unknown-elements', 'second-transaction-ignored', 'dies-on-malformed-xml'],
  ladder: `
    alice              IWF            imps.example
                       |<-- POST, <FrobnicateRequest> --|
                       |--- Status 405 ---------------->|
                       |<-- POST, <WV-SSP-Mess ---------|
                       |--- HTTP 400 ------------------>|
      <-- MESSAGE -----|<-- SendMessage ----------------|  the session lives`,
  given: 'P0',
  needs: ['ssp'],
  isolation: 'domain',
  rows: oddDocuments,
  rowNeeds: { 'unknown-parts-in-an-answer': ['ICS-01'] },
  cast: make => ({ alice: make.simple({ name: 'alice' }), bob: make.imps({ name: 'bob', domain: 'own' }) }),
  async script(script) {
    const { cast, mark, ownImps, row, text } = script
    const { alice, bob } = cast
    await ownImps.opensSession()
    if (row.spoil) {
      const { spoil } = row
      const document = mark(
        'posted',
        ownImps.posts(place =>
          spoil(messageDocument(place, { from: bob, to: alice, id: `${place.transactionId}-m`, text: text('Hi') })),
        ),
      )
      await document.acknowledged()
      if (row.expected === 'unsupported' || row.expected === 'processed' || row.expected === 'both-answered')
        await document.answered(document.transactionId)
      if (row.expected === 'both-answered') await document.answered(`${document.transactionId}-2`)
    } else {
      const answer = writes('unknown elements and attributes', place =>
        unknownParts(
          documentOf('Response', place, {
            name: 'GetClientCapabilityResponse',
            status: { code: 200, details: [] },
            clients: [{ userId: place.user, online: true, capabilities: capabilities.text1000 }],
            blocks: [{ userId: place.user, blocked: false, granted: true }],
          }),
        ),
      )
      bob.on('capability', answer)
      const call = mark('invite', alice.invite(bob))
      await call.accepted()
      await call.bind()
    }
    await textFromImps({ ...script, imps: ownImps }, bob, alice)
  },
  checks: [
    check<OddDocument>('R-26', 'the document is met as it deserves', asExpected),
    check<OddDocument>('R-08', 'what was known of the answer counts', (trace, { expected }) =>
      expected === 'invite-accepted'
        ? every('SDP', [acceptanceOf(trace)], ({ hasSdp }) => hasSdp)
        : irrelevant('no query was answered'),
    ),
    check('R-38', 'the session is not given up', trace => {
      const probe = deliveries(trace, trace.text('Is anybody there?'))
      const begun = setUpsBegunByIwf(trace)
      // An INVITE that comes right after a set-up may meet an IWF that has not seen its end, and sets up one itself.
      const cause = trace.mark('posted') ?? need(answerTo(trace, 'capability'), 'answer')
      const late = begun.filter(({ at }) => at >= cause.at)
      return allOf(
        exactly(trace, 1, 'text that follows', probe, { after: cause, within: trace.bounds.finalAfterInvite }),
        all('no new set-up', probe, () => late.length === 0),
      )
    }),
  ],
})
