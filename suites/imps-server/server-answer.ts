import { matchIn, set, type ExpectationSet } from '../../fixtures/expectations/expectation-set.ts'
import { answersOf, codeAbout, sspMark, type SspMessages } from '../../judge/readers/ssp.ts'
import type { Trace } from '../../judge/trace.ts'
import { cite, exactly, need, violated, type Finding } from '../../judge/vocabulary/index.ts'

/** Codes of the server's answers; `imps-ssp` §12 and decision 2. */
export const TAKEN = set('taken', [200], [200], [201, 202])
export const UNKNOWN_USER = set('unknown user', [531], [531, 427, 404])
export const OFFLINE_USER = set('no client logged in', [533], [533], [410])
export const FOREIGN_SENDER = set('sender of a foreign domain', [901], [901, 403, 401, 400], [516])
export const UNKNOWN_PRIMITIVE = set('unknown primitive', [405], [405, 501], [400])
export const SENDER_REFUSED = set('sender refused', [532], [532, 534], [403])

/** The answers to the request of that label. */
export const answersToMark = (trace: Trace, label: string): SspMessages =>
  answersOf(trace, need(sspMark(trace, label), label))

/** The server's answer to the request of that label. */
export const serverAnswer = (trace: Trace, label: string): SspMessages[number] =>
  need(answersToMark(trace, label)[0], `answer to ${label}`)

/** Exactly one answer to the request of that label, in time. */
export const answersOnce = (trace: Trace, label: string): Finding =>
  exactly(trace, 1, 'answer', answersToMark(trace, label), {
    after: need(sspMark(trace, label), label),
    within: trace.bounds.sspAnswer,
  })

/** The code that the answer gives for a user, bare or in a DetailedResult, is of the set. */
export function answersWith(trace: Trace, label: string, user: string, expected: ExpectationSet): Finding {
  const answer = serverAnswer(trace, label)
  const code = codeAbout(answer, user)
  const matched = matchIn(expected, code)
  const evidence = [...cite('cause', need(sspMark(trace, label), label)), ...cite('effect', answer)]
  if (matched === undefined) return violated(`${code} is not in ${expected.name}`, ...cite('offends', answer))
  const remark = matched === 'lenient' ? { remark: `${code} is only in the lenient part of ${expected.name}` } : {}
  return { outcome: 'satisfied', matched, evidence, ...remark }
}
