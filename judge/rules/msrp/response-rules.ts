import type { Rule } from '../rule.ts'
import { aboutAnswers, type MsrpAnswer } from '../subjects/msrp-run.ts'

/** Codes of RFC 4975 §10, RFC 4976 and RFC 7701. */
const registered = [200, 400, 401, 403, 404, 408, 413, 415, 423, 424, 425, 428, 481, 501, 506]

export const isRegisteredCode = (code: number): boolean => registered.includes(code)

const any = (): boolean => true
const toSend = ({ request }: MsrpAnswer): boolean => request?.kind === 'SEND'

export const responseRules: readonly Rule[] = [
  aboutAnswers(
    { id: 'MSRP-RPT-01', clause: 'RFC 4975 §7.1.2', statement: 'A REPORT is never answered' },
    any,
    ({ request }) => (request?.kind === 'REPORT' ? 'answers a REPORT' : undefined),
  ),
  aboutAnswers(
    { id: 'MSRP-RSP-01', clause: 'RFC 4975 §7.2', statement: 'A SEND with Failure-Report: no is not answered' },
    toSend,
    ({ request, view }) => (request?.failureReport === 'no' ? `${view.status} to Failure-Report: no` : undefined),
  ),
  aboutAnswers(
    {
      id: 'MSRP-RSP-02',
      clause: 'RFC 4975 §7.2',
      statement: 'A SEND with Failure-Report: partial is answered by errors only',
    },
    toSend,
    ({ request, view }) =>
      request?.failureReport === 'partial' && view.status === 200 ? '200 to Failure-Report: partial' : undefined,
  ),
  aboutAnswers(
    {
      id: 'MSRP-RSP-03',
      clause: 'RFC 4975 §7.2',
      statement: 'The response to a SEND goes to the leftmost URI of its From-Path',
    },
    answer => toSend(answer) && (answer.request?.fromPath.length ?? 0) > 0,
    ({ request, view }) =>
      view.toPath.length === 1 && view.toPath[0] === request?.fromPath[0]
        ? undefined
        : 'To-Path is not the leftmost URI of the From-Path of the SEND',
  ),
  aboutAnswers(
    { id: 'MSRP-RSP-04', clause: 'RFC 4975 §7.2', statement: 'A response answers a request' },
    any,
    ({ request, view }) => (request ? undefined : `no request has the transaction id ${view.transactionId}`),
  ),
  aboutAnswers(
    {
      id: 'MSRP-RSP-05',
      clause: 'RFC 4975 §7.2',
      statement: 'From-Path of a response is the one URI that the request was sent to',
    },
    ({ request }) => request?.toPath.length === 1,
    ({ request, view }) =>
      view.fromPath.length === 1 && view.fromPath[0] === request?.toPath[0]
        ? undefined
        : `From-Path is ${view.fromPath.join(' ')}`,
  ),
  aboutAnswers(
    {
      id: 'MSRP-RSP-06',
      clause: 'RFC 4975 §7.2',
      statement: 'The response to another request than SEND goes to its whole From-Path',
    },
    ({ request }) => request?.kind === 'other' && request.fromPath.length > 0,
    ({ request, view }) =>
      view.toPath.join(' ') === request?.fromPath.join(' ') ? undefined : 'To-Path is not the From-Path of the request',
  ),
  aboutAnswers(
    { id: 'MSRP-RSP-07', clause: 'RFC 4975 §7.2', statement: 'A request is answered once' },
    ({ request }) => request !== undefined,
    ({ count, view }) => (count === 1 ? undefined : `response number ${count}, ${view.status}`),
  ),
  aboutAnswers(
    {
      id: 'MSRP-RSP-08',
      clause: 'RFC 4975 §10, RFC 4976, RFC 7701',
      statement: 'The status of a response is one that is registered for MSRP',
    },
    any,
    ({ view }) => (isRegisteredCode(view.status) ? undefined : `${view.status} is not registered`),
  ),
  aboutAnswers(
    {
      id: 'MSRP-RSP-09',
      clause: 'RFC 4975 §10.4',
      level: 'should',
      statement: 'An endpoint sends 408 in a REPORT only, not in a response',
    },
    any,
    ({ view }) => (view.status === 408 ? '408 in a response' : undefined),
  ),
]
