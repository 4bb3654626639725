import { defineCase } from '../../engine/case.ts'
import { set } from '../../fixtures/expectations/expectation-set.ts'
import { sipStatus } from '../../fixtures/mappings/sip-status.ts'
import { deliveries } from '../../judge/readers/pager.ts'
import { answersOf, codeAbout, sspMark } from '../../judge/readers/ssp.ts'
import { failureTold, toldAbout } from '../../judge/readers/told.ts'
import type { WithMsrp } from '../../judge/readers/msrp.ts'
import type { WithSip } from '../../judge/readers/sip.ts'
import { impsAddressOf, sipAddressOf } from '../../judge/readers/users.ts'
import type { Trace } from '../../judge/trace.ts'
import { allOf, check, every, exactly, need, none, prefer } from '../../judge/vocabulary/index.ts'
import { probeText, textFromImps } from '../liveness.ts'

/** What a vendor who serves one recipient only may say of the others (AMB-14). */
const oneOnly = set('one recipient only', [405], [501, 405, 410])

const message = (trace: Trace) => need(sspMark(trace, 'message'), 'message of bob')

/** Deliveries to alice: a MESSAGE names its user, and only she takes calls. */
const toAlice = (trace: Trace, seen: WithSip & WithMsrp = trace) =>
  deliveries(seen, trace.text('to both')).filter(
    ({ message: one }) => !('requestUri' in one) || one.address('to') === sipAddressOf(trace, 'alice'),
  )

export default defineCase({
  id: 'REV-10',
  title: 'serves each of several recipients, and names those that it could not reach',
  group: 'imps-to-simple',
  class: 'mandatory',
  purpose:
    'An IMPS user may write to several people at once. Each of them is a delivery of its own on the SIP side, and the ' +
    'failure of one must neither keep the others from theirs nor be kept from the sender.',
  ambiguities: ['AMB-14'],
  catches: ['first-recipient-only', 'hides-sip-failure'],
  ladder: `
    alice              IWF            imps.example
                       |<-- SendMessage bob->alice, nobody
      <--- MESSAGE or INVITE, to alice
      200 ------------>|
      <--- MESSAGE or INVITE, to nobody
      404 ------------>|--- SendMessageResponse 201, detail 531 nobody -->`,
  given: 'P0',
  needs: ['ssp'],
  cast: make => ({
    alice: make.simple({ name: 'alice' }),
    nobody: make.nobody({ name: 'nobody', side: 'simple' }),
    bob: make.imps({ name: 'bob' }),
  }),
  async script(script) {
    const { cast, imps, mark, quiet, text } = script
    const { alice, bob, nobody } = cast
    const to = [alice, nobody.sipUri]
    const delivery = mark('message', imps.deliver({ from: bob, to, text: text('to both'), deliveryReport: true }))
    await alice.received(text('to both'))
    // With 200 the failure is still to come, in a report, and one of success for alice may come besides.
    const reports = () => [imps.asked('report', bob), imps.asked('report', bob)]
    if ((await delivery.answered()).status === 200) await Promise.allSettled(reports())
    await quiet('after message', { shows: probeText(script), probe: () => textFromImps(script, bob, alice) })
  },
  checks: [
    check('R-37', 'alice gets the text, once', trace => {
      const came = toAlice(trace)
      return allOf(
        exactly(trace, 1, 'delivery', came, { after: message(trace), within: trace.bounds.deliveryAnswer }),
        none(
          trace,
          'second delivery',
          seen => toAlice(trace, seen).filter(({ id }) => id !== came[0]?.id),
          message(trace),
          'after message',
        ),
      )
    }),
    check('R-37', 'no failure is told of alice', trace => {
      const alice = impsAddressOf(trace, 'alice')
      return allOf(
        exactly(trace, 1, 'SendMessageResponse', answersOf(trace, message(trace)), {
          after: message(trace),
          within: trace.bounds.deliveryAnswer,
        }),
        every(
          '200 or 201 for alice',
          toldAbout(trace, message(trace), alice),
          (_, told) => codeAbout(told, alice) < 300,
        ),
      )
    }),
    check('R-37', 'that nobody could not be reached is told, in the answer or by a report', trace => {
      const user = impsAddressOf(trace, 'nobody')
      const within = trace.bounds.refusalTold
      const told = failureTold(trace, message(trace), sipStatus(404).imps, { user, within })
      if (trace.statements.RECIPIENTS === 'SEVERAL') return told
      const refused = failureTold(trace, message(trace), oneOnly, { user, within })
      return prefer(told, refused, 'the vendor serves one recipient of a message only')
    }),
  ],
})
