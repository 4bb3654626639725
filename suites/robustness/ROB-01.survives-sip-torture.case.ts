import { defineCase } from '../../engine/case.ts'
import { set } from '../../fixtures/expectations/expectation-set.ts'
import { deliveries } from '../../judge/readers/pager.ts'
import { opens, sipFromIwf, type SipMessages } from '../../judge/readers/sip.ts'
import type { Trace } from '../../judge/trace.ts'
import { check, every, exactly, irrelevant, need, none, prefer } from '../../judge/vocabulary/index.ts'
import { probeText, textFromImps } from '../liveness.ts'
import { adapted } from './torture-adaptation.ts'
import { tortureNeeds, tortures, type Torture } from './torture.ts'

const stimulus = (trace: Trace) => need(trace.mark('torture'), 'torture test')

/**
 * Final responses that came of it. The octets may be such that no Call-ID or branch can be relied on, but nothing else of
 * alice is answered, except in a call that the IWF itself began for the probe.
 */
const finals = (trace: Trace): SipMessages => {
  const ofProbe = new Set(opens(trace).map(({ message }) => message.callId))
  return sipFromIwf(trace).filter(
    ({ at, message }) =>
      message.kind === 'response' && message.status >= 200 && at >= stimulus(trace).at && !ofProbe.has(message.callId),
  )
}

/** What tells a sender that his message cannot be read. */
const MALFORMED = set('malformed', [400], [400, 505])

const processed = (trace: Trace) =>
  every('a final response other than 400 and 505', finals(trace), ({ status }) => !MALFORMED.strict.includes(status))

/** Refused for what is wrong with it, or discarded; another refusal means that nobody noticed, and harms nobody. */
function refused(trace: Trace, { refusals }: Torture) {
  const answers = finals(trace)
  if (answers.length === 0)
    return none(
      trace,
      'response',
      (seen: Pick<Trace, 'sip'>) => finals({ ...trace, ...seen }),
      stimulus(trace),
      'after it',
    )
  const wanted = every(refusals.join(' or '), answers, ({ status }) => refusals.includes(status))
  const other = every('a refusal', answers, ({ status }) => status >= 400)
  return prefer(wanted, other, 'refused for another reason than its fault')
}

function asExpected(trace: Trace, torture: Torture) {
  switch (torture.kind) {
    case 'valid':
      return processed(trace)
    case 'invalid':
      return refused(trace, torture)
    // A response that belongs to no request is dropped, well-formed or not; so says the next check.
    case 'valid-response':
    case 'invalid-response':
      return irrelevant('nothing is answered to a response')
    case 'invalid-but-liberal':
      return irrelevant('its RFC lets it be refused, discarded or understood')
  }
}

export default defineCase({
  id: 'ROB-01',
  title: 'survives the torture tests of SIP',
  group: 'robustness',
  class: 'mandatory',
  purpose:
    'RFC 4475, and RFC 5118 for IPv6, collect messages that are strange and right, and messages that are wrong in ways ' +
    'that parsers overlook. A server has to tell the ones from the others, and to be there afterwards.',
  catches: ['dies-on-malformed-sip'],
  ladder: `
    alice              IWF
      (octets) ------->|   RFC 4475 §3.1.1, §3.1.2; RFC 5118 §4
      <------ 4xx -----|   not 400 where it is valid; 400, or nothing, where it is not
      <-- MESSAGE -----|<-- SendMessage (imps.example)   alive`,
  given: 'P0',
  needs: ['ssp', 'sip'],
  rows: tortures,
  rowNeeds: tortureNeeds,
  cast: make => ({ alice: make.simple({ name: 'alice' }), bob: make.imps({ name: 'bob' }) }),
  async script(script) {
    const { cast, mark, quiet, row, text } = script
    const { alice, bob } = cast
    const domain = bob.sipUri.split('@')[1] ?? ''
    const token = text('').trim()
    const sent = mark(
      'torture',
      alice.sendsVerbatim(sentBy => adapted(row, { sentBy, domain, token }), row.transport),
    )
    await sent.sent
    await quiet('after it', { shows: probeText(script), probe: () => textFromImps(script, bob, alice) })
  },
  checks: [
    check<Torture>('R-40', 'what is valid is not called malformed; what is not is refused or discarded', asExpected),
    check('R-40', 'the service is alive afterwards', trace => {
      const after = stimulus(trace)
      const probe = deliveries(trace, trace.text('Is anybody there?'))
      return exactly(trace, 1, 'text of another user', probe, { after, within: trace.bounds.finalAfterInvite })
    }),
  ],
})
