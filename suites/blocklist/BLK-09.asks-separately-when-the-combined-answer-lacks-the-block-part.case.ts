import { defineCase } from '../../engine/case.ts'
import { E } from '../../fixtures/expectations/sets.ts'
import { inviteOf, negotiationWith } from '../../judge/readers/negotiation.ts'
import { finalTo } from '../../judge/readers/sip.ts'
import { answerTo, answersTo, asks } from '../../judge/readers/ssp.ts'
import { about, impsAddressOf } from '../../judge/readers/users.ts'
import type { Trace } from '../../judge/trace.ts'
import { acceptance, check, every, finalIn, irrelevant, need, unobservable } from '../../judge/vocabulary/index.ts'
import type { AccessLists } from '../../simulators/imps/interface.ts'
import { CLOSED, OPEN } from './block-query-policy.ts'

interface Row {
  readonly lists: AccessLists
  readonly letsIn: boolean
}

const nobody: AccessLists = { blockInUse: false, blocked: false, grantInUse: false, granted: false }

const rows: Readonly<Record<string, Row>> = {
  unblocked: { lists: nobody, letsIn: true },
  blocked: { lists: { ...nobody, blockInUse: true, blocked: true }, letsIn: false },
}

const separate = (trace: Trace) => about(asks(trace, 'block'), impsAddressOf(trace, 'bob'))

const withoutBlockPart = (trace: Trace) =>
  about(answersTo(trace, 'capability'), impsAddressOf(trace, 'bob')).find(
    ({ message: { answer } }) => answer?.blocks.length === 0,
  )

/** Without a second query only the policy for a block query that failed can decide (ICS-09). */
const byPolicy = (trace: Trace) => {
  const call = negotiationWith(trace, 'bob')
  const cause = answerTo(trace, 'capability')
  const policy = trace.ics['ICS-09']
  if (policy !== 'OPEN' && policy !== 'CLOSED')
    return unobservable(`no policy is declared (ICS-09); the INVITE got ${call.final?.message.status ?? 'no response'}`)
  return finalIn(trace, call, policy === 'OPEN' ? OPEN : CLOSED, cause, trace.bounds.finalAfterInvite)
}

export default defineCase({
  id: 'BLK-09',
  title: 'asks separately when the combined answer lacks the block part',
  group: 'blocklist',
  class: 'mandatory',
  purpose:
    'A server may know the capability query but not the wish to hear of the block status with it, and leave that part ' +
    'out. What was not said is not a yes: the IWF asks again, in a query of its own, or keeps its declared policy.',
  when: [['ICS-01', 'ICS-03']],
  ambiguities: ['AMB-25'],
  catches: ['missing-block-part-lets-in'],
  ladder: `
    alice              IWF            imps.example
      INVITE --------->|--- capability query, block status? --->|
                       |<-- capabilities only ------------------|
                       |--- block status? --------------------->|
                       |<-- blocked or not ---------------------|
      <-- 2xx or 403   |                                        |  as the second answer says`,
  given: 'P1',
  rows,
  cast: (make, { lists }) => ({
    alice: make.simple({ name: 'alice' }),
    bob: make.imps({ name: 'bob', lists, blockPart: 'left-out' }),
  }),
  async script({ cast: { alice, bob }, mark }) {
    await mark('invite', alice.invite(bob)).final()
  },
  checks: [
    check<Row>('R-27', 'lets in or refuses as the separate answer, or the declared policy, says', (trace, row) => {
      need(withoutBlockPart(trace), 'answer to the combined query without a block part')
      const query = separate(trace)[0]
      if (!query) return byPolicy(trace)
      const answer = need(answersTo(trace, 'block')[0], 'answer to the block query')
      const within = trace.bounds.acceptanceAfterAnswer
      if (row.letsIn) return acceptance(trace, inviteOf(trace), { after: answer, within })
      return finalIn(trace, negotiationWith(trace, 'bob'), E.BLOCKED.invite, answer, trace.bounds.finalAfterInvite)
    }),
    check('R-27', 'does not accept before the separate answer', trace => {
      const query = separate(trace)[0]
      if (!query) return irrelevant('the IWF did not ask separately')
      const final = finalTo(trace, inviteOf(trace))
      const answer = answersTo(trace, 'block')[0]
      return every('after the answer', final ? [final] : [], ({ status }, { at }) =>
        status >= 300 ? true : answer !== undefined && at >= answer.at,
      )
    }),
  ],
})
