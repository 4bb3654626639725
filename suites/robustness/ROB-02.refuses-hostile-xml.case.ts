import { defineCase } from '../../engine/case.ts'
import { canaryText } from '../../fixtures/content/canary.ts'
import { capabilities } from '../../fixtures/capabilities.ts'
import { set, union } from '../../fixtures/expectations/expectation-set.ts'
import { E } from '../../fixtures/expectations/sets.ts'
import { httpAnswerTo } from '../../judge/readers/http.ts'
import { inviteOf, negotiationWith } from '../../judge/readers/negotiation.ts'
import { deliveries } from '../../judge/readers/pager.ts'
import type { Messages, Trace } from '../../judge/trace.ts'
import {
  check,
  every,
  finalIn,
  irrelevant,
  need,
  none,
  satisfied,
  violated,
  cite,
} from '../../judge/vocabulary/index.ts'
import { CANARY } from '../../simulators/canary/canary.ts'
import { writes } from '../../simulators/imps/answer-behaviour.ts'
import { newSession, probeText, textFromImps } from '../liveness.ts'
import { documentOf, messageDocument } from '../ssp/hand-written.ts'
import { answersUnder } from '../ssp/posted.ts'
import { hostileXml, type HostileXml } from './hostile-xml.ts'

interface Row {
  readonly in: 'message' | 'answer'
  readonly hostile: HostileXml
}

const rows: Readonly<Record<string, Row>> = Object.fromEntries(
  (['message', 'answer'] as const).flatMap(where =>
    hostileXml.map(hostile => [`${hostile.id}/${where}`, { in: where, hostile }] as const),
  ),
)

/** `simple-iwf` §10.3: XML of the server that makes no sense, or that might as well not have come. */
const GARBLED = union('E.GWFAULT, or the answer counts as missing', E.GWFAULT.invite, set('timeout', [504], [504, 408]))

/** Where the vendor’s fallback covers a query without answer, it may be taken for one (AMB-03). */
const garbled = ({ ics, statements }: Trace) =>
  ics['ICS-06'] === 'ACCEPT-DEFAULT' && statements.QUERY_TIMEOUT === 'ACCEPT-DEFAULT'
    ? union(`${GARBLED.name}, with the declared fallback`, GARBLED, set('fallback', [], [], [200]))
    : GARBLED

/** What set it off: the document that was posted, or the INVITE that was answered so. */
const cause = (trace: Trace, row: Row) =>
  row.in === 'message' ? need(trace.mark('hostile'), 'hostile document') : inviteOf(trace)

const visits = ({ http }: Pick<Messages, 'http'>) =>
  http.filter(({ from, owner, message }) => from === 'iwf' && owner === CANARY && message.kind !== 'response')

export default defineCase({
  id: 'ROB-02',
  title: 'refuses hostile XML without following or unfolding it',
  group: 'robustness',
  class: 'mandatory',
  purpose:
    'XML can name files and addresses that a careless parser fetches, entities that fill the memory, and depths that no ' +
    'stack survives. One such document of one server must not cost more than that document.',
  ambiguities: ['AMB-03'],
  catches: ['expands-entities', 'dies-on-malformed-xml'],
  ladder: `
    alice              IWF            imps.example           canary
                       |<-- SendMessage, DOCTYPE, &evil; --|
                       |--- HTTP 400 --------------------->|
                       |                                   |  (nobody comes)
      INVITE --------->|   ...    as if nothing had been   |`,
  given: 'P1',
  // What is huge holds up the harness as well: nothing else shall be timed meanwhile.
  isolation: ({ hostile }) => (hostile.id === 'huge-attribute' ? 'alone' : 'users'),
  rows,
  rowNeeds: Object.fromEntries(hostileXml.map(({ id }) => [`${id}/answer`, ['ICS-01'] as const])),
  cast: make => ({
    alice: make.simple({ name: 'alice' }),
    bob: make.imps({ name: 'bob' }),
    carol: make.imps({ name: 'carol' }),
  }),
  async script(script) {
    const { canary, cast, ics, imps, mark, quiet, row, text } = script
    const { alice, bob, carol } = cast
    const { spoil } = row.hostile
    if (row.in === 'message') {
      const posted = imps.posts(place =>
        spoil(
          messageDocument(place, { from: bob, to: alice, id: `${place.transactionId}-m`, text: text('Hi') }),
          canary,
        ),
      )
      await mark('hostile', posted).acknowledged()
    } else {
      const answer = writes(row.hostile.id, place =>
        spoil(
          documentOf('Response', place, {
            name: 'GetClientCapabilityResponse',
            status: { code: 200, description: ' ', details: [] },
            clients: [{ userId: place.user, online: true, capabilities: capabilities.text1000 }],
            blocks: [{ userId: place.user, blocked: false, granted: true }],
          }),
          canary,
        ),
      )
      bob.on('capability', answer)
      await mark('invite', alice.invite(bob)).final()
    }
    const probe = () => (ics['ICS-01'] ? newSession(script, alice, carol) : textFromImps(script, carol, alice))
    await quiet('after it', { shows: probeText(script), probe })
  },
  checks: [
    check<Row>('R-40', 'the document is refused', (trace, row) => {
      if (row.in === 'answer')
        return finalIn(
          trace,
          negotiationWith(trace, 'bob'),
          garbled(trace),
          inviteOf(trace),
          trace.bounds.finalAfterInvite,
        )
      const hostile = cause(trace, row)
      const answer = httpAnswerTo(trace, hostile)
      const answers = answersUnder(trace, hostile)
      const accepted = answers.find(({ message: { status } }) => status < 400)
      if (accepted) return violated('it was processed', ...cite('cause', hostile), ...cite('offends', accepted))
      if (answer && answer.message.status < 400 && answers.length === 0)
        return violated('it is acknowledged and not refused', ...cite('cause', hostile), ...cite('offends', answer))
      return satisfied(...cite('cause', hostile), ...cite('effect', ...(answer ? [answer] : [])))
    }),
    check<Row>('R-40', 'nothing of it reaches alice', (trace, row) =>
      row.in === 'answer'
        ? irrelevant('no message was hostile')
        : none(
            trace,
            'delivery',
            (seen: Messages) => [
              ...deliveries(seen, trace.text('Hi')),
              ...seen.sip.filter(({ from, octets }) => from === 'iwf' && octets.includes(trace.text('Hi'))),
            ],
            cause(trace, row),
            'after it',
          ),
    ),
    check<Row>('R-40', 'nothing is fetched that it refers to', (trace, row) =>
      none(trace, 'visit to the canary', visits, cause(trace, row), 'after it'),
    ),
    check('R-40', 'the content of no file or page shows anywhere', trace =>
      every<unknown>(
        'not the text of the canary',
        [...trace.sip, ...trace.msrp, ...trace.http].filter(({ from }) => from === 'iwf'),
        (_, { octets }) => !octets.includes(canaryText),
      ),
    ),
  ],
})
