import { httpAnswerTo } from '../../judge/readers/http.ts'
import { acceptancesOf, inviteOf } from '../../judge/readers/negotiation.ts'
import { deliveries } from '../../judge/readers/pager.ts'
import type { Trace } from '../../judge/trace.ts'
import { all, allOf, either, every, exactly, need, prefer } from '../../judge/vocabulary/index.ts'
import { answersUnder, refusedByHttp } from './posted.ts'
import type { OddDocument } from './odd-documents.ts'

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

/** What became of the document that the IMPS server posted as the mark `posted`, or of the INVITE that it answered so. */
export function asExpected(trace: Trace, { expected }: OddDocument) {
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
