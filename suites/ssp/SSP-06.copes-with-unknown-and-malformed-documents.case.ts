import { defineCase } from '../../engine/case.ts'
import { httpAnswerTo } from '../../judge/readers/http.ts'
import { acceptanceOf, acceptancesOf, inviteOf } from '../../judge/readers/negotiation.ts'
import { deliveries } from '../../judge/readers/pager.ts'
import { answerTo } from '../../judge/readers/ssp.ts'
import type { Trace } from '../../judge/trace.ts'
import { all, allOf, check, either, every, exactly, irrelevant, need, prefer } from '../../judge/vocabulary/index.ts'
import { capabilities } from '../../fixtures/capabilities.ts'
import { writes } from '../../simulators/imps/answer-behaviour.ts'
import { textFromImps } from '../liveness.ts'
import { documentOf, messageDocument } from './hand-written.ts'
import { answersUnder, refusedByHttp, setUpsBegunByIwf } from './posted.ts'

type Expected = 'unsupported' | 'processed' | 'processed-or-refused' | 'refused' | 'both-answered' | 'invite-accepted'

interface Row {
  readonly expected: Expected
  /** What becomes of a proper message document; undefined where the answer to a query is spoilt instead. */
  readonly spoil?: (document: string) => string
}

const replaced = (from: string | RegExp, to: string) => (document: string) => document.replace(from, to)

/** Elements and attributes of a later version, in another namespace and in none. */
const unknownParts = (document: string) =>
  document
    .replace(/<Transaction /, '<Transaction later="1" xmlns:x="urn:example:later" x:kind="2" ')
    .replace(/<\/(SendMessageRequest|GetClientCapabilityResponse)>/, '<x:Later a="b">text</x:Later><Novelty/></$1>')
    .replace(/<(MessageInfo|CapabilityList)/, '<$1 novelty="yes"')

/** The second transaction is the first one under another id, with another message in it. */
const doubled = (document: string) =>
  document.replace(/<Transaction .*<\/Transaction>/s, transaction => {
    const second = transaction.replace(/(transactionID="[^"]*)"/, '$1-2"').replace(/(messageID="[^"]*)"/, '$1-2"')
    return transaction + second
  })

const rows: Readonly<Record<string, Row>> = {
  'unknown-primitive': {
    expected: 'unsupported',
    spoil: replaced(
      /<SendMessageRequest.*<\/SendMessageRequest>/s,
      '<FrobnicateRequest><MetaInfo/></FrobnicateRequest>',
    ),
  },
  'unknown-parts-in-a-message': { expected: 'processed', spoil: unknownParts },
  'unknown-parts-in-an-answer': { expected: 'invite-accepted' },
  'wrong-namespace': {
    expected: 'processed-or-refused',
    spoil: replaced(/xmlns="[^"]*"/, 'xmlns="http://www.example.org/not-ssp"'),
  },
  'truncated-xml': { expected: 'refused', spoil: document => document.slice(0, -30) },
  'wrong-root': { expected: 'refused', spoil: document => document.replaceAll('WV-SSP-Message', 'Message') },
  'two-transactions': { expected: 'both-answered', spoil: doubled },
}

const posted = (trace: Trace) => need(trace.mark('posted'), 'document of the IMPS server')

/** 405 or 501, the codes for what a server does not know or does not do. */
const refusedAsUnsupported = (trace: Trace) => {
  const answers = answersUnder(trace, posted(trace))
  return allOf(
    exactly(trace, 1, 'answer', answers, { after: posted(trace), within: trace.bounds.sspAnswer }),
    every('405 or 501', answers, ({ status }) => [405, 501].includes(status)),
  )
}

const processed = (trace: Trace) => {
  const answers = answersUnder(trace, posted(trace))
  const came = deliveries(trace, trace.text('Hi'))
  return allOf(
    exactly(trace, 1, 'answer', answers, { after: posted(trace), within: trace.bounds.deliveryAnswer }),
    every('Status 200', answers, ({ status }) => status === 200),
    exactly(trace, 1, 'delivery', came, { after: posted(trace), within: trace.bounds.requestAfterDelivery }),
  )
}

/** HTTP 400, or Status 400 to whatever transaction could be made out; another 4xx says the same less well. */
const refusedAsMalformed = (trace: Trace) => {
  const answers = answersUnder(trace, posted(trace))
  if (answers.length > 0) return every('Status 400', answers, ({ status }) => status === 400)
  const answer = httpAnswerTo(trace, posted(trace))
  const given = answer ? [answer] : []
  const by400 = every('HTTP 400', given, ({ status }) => status === 400)
  return allOf(
    exactly(trace, 1, 'HTTP response', given, { after: posted(trace), within: trace.bounds.httpAnswer }),
    prefer(by400, refusedByHttp(trace, posted(trace)), 'refused by another HTTP 4xx than 400'),
  )
}

const bothAnswered = (trace: Trace) => {
  const answers = answersUnder(trace, posted(trace))
  return allOf(
    exactly(trace, 2, 'answer', answers, { after: posted(trace), within: trace.bounds.deliveryAnswer }),
    all('one for each', answers, given => new Set(given.map(({ message }) => message.transaction)).size === 2),
    every('Status 200', answers, ({ status }) => status === 200),
  )
}

function asExpected(trace: Trace, { expected }: Row) {
  switch (expected) {
    case 'unsupported':
      return refusedAsUnsupported(trace)
    case 'processed':
      return processed(trace)
    case 'processed-or-refused': {
      const answers = answersUnder(trace, posted(trace))
      if (answers.length === 0) return refusedByHttp(trace, posted(trace))
      return either(
        processed(trace),
        every('a refusal', answers, ({ status }) => status >= 400),
      )
    }
    case 'refused':
      return refusedAsMalformed(trace)
    case 'both-answered':
      return bothAnswered(trace)
    case 'invite-accepted': {
      const within = trace.bounds.finalAfterInvite
      return exactly(trace, 1, '2xx', acceptancesOf(trace, inviteOf(trace)), { after: inviteOf(trace), within })
    }
  }
}

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
  rows,
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
    check<Row>('R-26', 'the document is met as it deserves', asExpected),
    check<Row>('R-08', 'what was known of the answer counts', (trace, { expected }) =>
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
