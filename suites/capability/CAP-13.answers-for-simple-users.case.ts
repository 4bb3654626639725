import { defineCase } from '../../engine/case.ts'
import { clientsOf, typesTaken } from '../../judge/readers/promise.ts'
import { opens, type WithSip } from '../../judge/readers/sip.ts'
import { answersOf, codeAbout, sspMark } from '../../judge/readers/ssp.ts'
import { impsAddressOf, sipAddressOf } from '../../judge/readers/users.ts'
import type { Trace } from '../../judge/trace.ts'
import {
  allOf,
  check,
  every,
  exactly,
  irrelevant,
  need,
  none,
  prefer,
  should,
  type Finding,
} from '../../judge/vocabulary/index.ts'
import { acceptsMediaType } from '../../protocols/media-type.ts'
import { probeText, textFromImps } from '../liveness.ts'

const query = (trace: Trace, label: string) => need(sspMark(trace, label), `capability query "${label}"`)

/** One answer in the query's own transaction, in time. */
const answered = (trace: Trace, label: string): Finding => {
  const after = query(trace, label)
  return exactly(trace, 1, 'answer', answersOf(trace, after), { after, within: trace.bounds.capabilityAnswer })
}

const answeredBoth = (trace: Trace): Finding => allOf(answered(trace, 'known'), answered(trace, 'unknown'))

const known = (trace: Trace): Finding => {
  const alice = impsAddressOf(trace, 'alice')
  return allOf(
    answered(trace, 'known'),
    every('status 200, and a client that takes text', answersOf(trace, query(trace, 'known')), (_, answer) => {
      const taken = typesTaken(clientsOf(answer, alice))
      return codeAbout(answer, alice) === 200 && acceptsMediaType(taken, 'text/plain')
    }),
  )
}

/** 531 is the code for it; 404, and 427 of one server, are understood alike (decisions 2 and 23). */
const unknown = (trace: Trace): Finding => {
  const nobody = impsAddressOf(trace, 'nobody')
  const answers = answersOf(trace, query(trace, 'unknown'))
  const code = (...codes: readonly number[]) =>
    every(`status ${codes.join(' or ')}`, answers, (_, answer) => codes.includes(codeAbout(answer, nobody)))
  return allOf(
    answered(trace, 'unknown'),
    prefer(code(531), code(404, 427), 'unknown user told by another code than 531'),
  )
}

/** AMB-22: a must where the IWF claims it (ICS-10), a should of CRN1 otherwise. */
const claimed = (finding: (trace: Trace) => Finding) => (trace: Trace) =>
  trace.claims('ICS-10') ? finding(trace) : irrelevant('not claimed (ICS-10)')
const unclaimed = (finding: (trace: Trace) => Finding) => (trace: Trace) =>
  trace.claims('ICS-10') ? irrelevant('claimed (ICS-10), and judged as a must') : finding(trace)

export default defineCase({
  id: 'CAP-13',
  title: 'answers capability queries about SIMPLE users',
  group: 'capability',
  class: 'mandatory',
  purpose:
    'Capabilities are to be exchanged, so the IMPS side may ask about a SIMPLE user just as the IWF asks about an IMPS ' +
    'user. The IWF answers for him, and he must not be called or written to because of it.',
  ambiguities: ['AMB-22'],
  catches: ['does-not-answer-capability-query', 'uncorrelated-answer', 'invents-simple-users'],
  ladder: `
    alice              IWF            imps.example
                       |<-- capability query alice ---|
      (OPTIONS at most)|--- 200 text/plain ---------->|
                       |<-- capability query nobody --|
                       |--- 531 --------------------->|`,
  given: 'P0',
  cast: make => ({
    alice: make.simple({ name: 'alice' }),
    nobody: make.simple({ name: 'nobody', exists: false }),
    listener: make.simple({ name: 'listener' }),
    bob: make.imps({ name: 'bob' }),
  }),
  async script({ cast: { alice, nobody, listener, bob }, mark, quiet, ...script }) {
    const { imps } = script
    const inWords = ({ uri }: { readonly uri: string }) => uri.replace(/^sip:/, 'wv:')
    await mark('known', imps.asksCapability({ about: inWords(alice), requester: bob })).answered()
    await mark('unknown', imps.asksCapability({ about: inWords(nobody), requester: bob })).answered()
    await quiet('after the answers', { shows: probeText(script), probe: () => textFromImps(script, bob, listener) })
  },
  checks: [
    check('R-21', 'answers in the transaction of the query, in time', claimed(answeredBoth)),
    should('R-21', 'answers in the transaction of the query, in time', unclaimed(answeredBoth)),
    check('R-22', 'answers for a SIMPLE user that he takes text', claimed(known)),
    should('R-22', 'answers for a SIMPLE user that he takes text', unclaimed(known)),
    check('R-22', 'answers that an unknown SIMPLE user is unknown', claimed(unknown)),
    should('R-22', 'answers that an unknown SIMPLE user is unknown', unclaimed(unknown)),
    check('R-22', 'neither calls nor writes to the SIMPLE user because of it', trace => {
      const alice = sipAddressOf(trace, 'alice')
      const toAlice = (seen: WithSip) =>
        opens(seen).filter(({ message }) => message.requestUri.toLowerCase().startsWith(alice.toLowerCase()))
      return none(trace, 'INVITE or MESSAGE', toAlice, query(trace, 'known'), 'after the answers')
    }),
  ],
})
