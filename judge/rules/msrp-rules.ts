import type { Attributed } from '../../trace/attribution.ts'
import { MsrpView } from '../../trace/decoded/msrp.ts'
import type { RunView } from '../run-view.ts'
import type { Rule, RuleFinding } from './rule.ts'

/** An MSRP transaction response of the implementation, with the request that it answers. */
interface Answer {
  readonly attributed: Attributed
  readonly view: MsrpView
  readonly request: MsrpView | undefined
}

const known = new WeakMap<RunView, readonly Answer[]>()

function answersIn(run: RunView): readonly Answer[] {
  let found = known.get(run)
  if (!found) known.set(run, (found = collect(run)))
  return found
}

function collect({ attribution }: RunView): readonly Answer[] {
  const requests = new Map<string, MsrpView>()
  const answers: Answer[] = []
  for (const attributed of attribution.messages) {
    const { view } = attributed.message.decoded
    if (!(view instanceof MsrpView) || attributed.message.sighting.cutOff) continue
    const key = `${attributed.message.sighting.connection} ${view.transactionId}`
    if (!attributed.message.fromIwf && view.kind !== 'response') requests.set(key, view)
    if (attributed.message.fromIwf && view.kind === 'response')
      answers.push({ attributed, view, request: requests.get(key) })
  }
  return answers
}

const aboutAnswers = (
  rule: Omit<Rule, 'judge'>,
  concerns: (answer: Answer) => boolean,
  wrong: (answer: Answer) => string | undefined,
): Rule => ({
  ...rule,
  judge(run): RuleFinding {
    const concerned = answersIn(run).filter(concerns)
    return {
      observed: concerned.length,
      offences: concerned.flatMap(answer => {
        const because = wrong(answer)
        const { message, executions } = answer.attributed
        return because === undefined ? [] : [{ message, executions, because }]
      }),
    }
  },
})

export const msrpRules: readonly Rule[] = [
  aboutAnswers(
    { id: 'MSRP-RPT-01', clause: 'RFC 4975 §7.1.2', statement: 'A REPORT is never answered' },
    () => true,
    ({ request }) => (request?.kind === 'REPORT' ? 'answers a REPORT' : undefined),
  ),
  aboutAnswers(
    { id: 'MSRP-RSP-01', clause: 'RFC 4975 §7.2', statement: 'A SEND with Failure-Report: no is not answered' },
    ({ request }) => request?.kind === 'SEND',
    ({ request, view }) => (request?.failureReport === 'no' ? `${view.status} to Failure-Report: no` : undefined),
  ),
  aboutAnswers(
    {
      id: 'MSRP-RSP-02',
      clause: 'RFC 4975 §7.2',
      statement: 'A SEND with Failure-Report: partial is answered by errors only',
    },
    ({ request }) => request?.kind === 'SEND',
    ({ request, view }) =>
      request?.failureReport === 'partial' && view.status === 200 ? '200 to Failure-Report: partial' : undefined,
  ),
  aboutAnswers(
    {
      id: 'MSRP-RSP-03',
      clause: 'RFC 4975 §7.2',
      statement: 'The response to a SEND goes to the leftmost URI of its From-Path',
    },
    ({ request }) => request?.kind === 'SEND' && request.fromPath.length > 0,
    ({ request, view }) =>
      view.toPath.length === 1 && view.toPath[0] === request?.fromPath[0]
        ? undefined
        : 'To-Path is not the leftmost URI of the From-Path of the SEND',
  ),
  aboutAnswers(
    { id: 'MSRP-RSP-04', clause: 'RFC 4975 §7.2', statement: 'A response answers a request' },
    () => true,
    ({ request, view }) => (request ? undefined : `no request has the transaction id ${view.transactionId}`),
  ),
]
