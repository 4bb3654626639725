import { defineCase } from '../../engine/case.ts'
import { sizedText } from '../../fixtures/content/texts.ts'
import { requiredHeaders } from '../../fixtures/mappings/sip-required-headers.ts'
import { sipStatus, sipStatusRows } from '../../fixtures/mappings/sip-status.ts'
import { codeAbout, sspMark, type WithSsp } from '../../judge/readers/ssp.ts'
import { sipFromPeer } from '../../judge/readers/sip.ts'
import { failureTold, reportsAbout } from '../../judge/readers/told.ts'
import type { Trace } from '../../judge/trace.ts'
import { check, irrelevant, need, none } from '../../judge/vocabulary/index.ts'
import type { Behaviour } from '../../simulators/behaviour.ts'
import { deliveryAnswered200 } from '../answered-with-200.ts'
import { probeText, textFromImps } from '../liveness.ts'

interface Answered {
  readonly status: number
  /** `long` goes by INVITE where the size decides. */
  readonly length: 'short' | 'long'
}

/** Registered codes that no row names: the class decides. */
const UNLISTED = [422, 433, 489, 580, 608] as const

const rows: Readonly<Record<string, Answered>> = Object.fromEntries(
  [...sipStatusRows.flatMap(({ codes }) => codes), ...UNLISTED].flatMap(status => {
    const short: [string, Answered] = [`${status}/short`, { status, length: 'short' }]
    const long: [string, Answered] = [`${status}/long`, { status, length: 'long' }]
    return status < 300 ? [short] : [short, long]
  }),
)

const message = (trace: Trace) => need(sspMark(trace, 'message'), 'message of bob')

/** Where the SIMPLE side gave this answer first. */
const given = (trace: Trace, status: number) =>
  sipFromPeer(trace).find(({ message: answer }) => answer.kind === 'response' && answer.status === status)

export default defineCase({
  id: 'REV-06',
  title: 'tells the IMPS side of every SIP refusal in a fitting status',
  group: 'imps-to-simple',
  class: 'mandatory',
  purpose:
    'When the SIP side refuses, the IMPS user must learn that his message did not arrive, in a status that means the ' +
    'same over there. The numbers of the two worlds look alike and are not.',
  ambiguities: ['AMB-33'],
  catches: ['hides-sip-failure', 'copies-sip-status', 'optimistic-delivery-status'],
  ladder: `
    alice              IWF            imps.example
                       |<-- SendMessage bob->alice, deliveryReport="Yes"
      <--- MESSAGE or INVITE
      nnn ------------>|--- SendMessageResponse, or 200
                       |--- and DeliveryStatusReport -->  status of the row`,
  given: 'P0',
  needs: ['ssp'],
  rows,
  // Without a choice by size the long text takes the same way as the short one.
  rowNeeds: Object.fromEntries(
    Object.entries(rows).flatMap(([id, { length }]) => (length === 'long' ? [[id, ['ICS-11=AUTO'] as const]] : [])),
  ),
  cast: make => ({
    alice: make.simple({ name: 'alice' }),
    probe: make.simple({ name: 'probe' }),
    elsewhere: make.nobody({ name: 'elsewhere', side: 'simple' }),
    bob: make.imps({ name: 'bob' }),
  }),
  async script(script) {
    const { cast, ics, imps, mark, quiet, row, text } = script
    const { alice, bob, elsewhere, probe } = cast
    const { status, length } = row
    const answer: Behaviour = { kind: 'answers', status, headers: requiredHeaders(status, elsewhere.sipUri) }
    if (status >= 300) alice.on('INVITE', answer)
    // 202 belongs to MESSAGE: a session that begins with it would be no session.
    if (status >= 300 || (status === 202 && ics['ICS-11'] !== 'SESSION')) alice.on('MESSAGE', answer)
    const words = length === 'long' ? sizedText(5000, text('news')) : text('news')
    const delivery = mark('message', imps.deliver({ from: bob, to: alice, text: words, deliveryReport: true }))
    const accepted = (await delivery.answered()).status < 300
    if (accepted && status >= 300) await imps.asked('report', bob)
    if (status < 300)
      await quiet('after acceptance', { shows: probeText(script), probe: () => textFromImps(script, bob, probe) })
  },
  checks: [
    check<Answered>('R-37', 'a refusal is told, by answer or delivery report, in a status of the row', (trace, row) => {
      if (row.status < 300) return irrelevant('the SIP side did not refuse')
      const { imps, first } = sipStatus(row.status)
      const { refusalTold, refusalToldAfterRepetition } = trace.bounds
      return failureTold(trace, message(trace), imps, {
        cause: need(given(trace, row.status), `${row.status} of the SIMPLE side`),
        within: first === 'repeat' ? refusalToldAfterRepetition : refusalTold,
      })
    }),
    check<Answered>('R-37', 'an acceptance is told as 200', (trace, row) => {
      if (row.status >= 300) return irrelevant('the SIP side refused')
      return deliveryAnswered200(trace, 'message')
    }),
    check<Answered>('R-35', '202 claims no delivery, so none is reported [RFC 3428 §4]', (trace, row) => {
      if (row.status !== 202 || !given(trace, 202)) return irrelevant('no 202 was given')
      const success = (seen: WithSsp) =>
        reportsAbout(seen, message(trace)).filter(report => codeAbout(report, message(trace).message.recipient) < 300)
      return none(trace, 'DeliveryStatusReport of success', success, message(trace), 'after acceptance')
    }),
  ],
})
