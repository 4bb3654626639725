import { findMsrpHeader, parseMsrpStatus } from '../../../protocols/msrp/message.ts'
import type { MsrpView } from '../../../trace/decoded/msrp.ts'
import type { Rule } from '../rule.ts'
import { endOf, mediaSessionsOf } from '../subjects/media-sessions.ts'
import { aboutReports, extentOf, type MsrpReport } from '../subjects/msrp-run.ts'
import { surelyAfter } from '../subjects/sip-run.ts'
import { isRegisteredCode } from './response-rules.ts'

const any = (): boolean => true
const isKnown = ({ sends }: MsrpReport): boolean => sends.length > 0
const isSuccess = ({ view }: MsrpReport): boolean => view.status === 200
const failed = (report: MsrpReport): boolean => !isSuccess(report)

/** The octets that a REPORT is about; undefined where it does not say. */
function reported({ view }: MsrpReport): readonly [number, number] | undefined {
  const { range } = view
  return range && range.end !== '*' ? [range.start, range.end] : undefined
}

const statusHeader = ({ view }: MsrpReport) => {
  const { message } = view.parsed
  const header = message && findMsrpHeader(message, 'status')
  return header && parseMsrpStatus(header.value)
}

export const reportRules: readonly Rule[] = [
  aboutReports(
    { id: 'MSRP-RPT-02', clause: 'RFC 4975 §7.1.2', statement: 'A REPORT has the Message-ID of a SEND that came' },
    any,
    report => (isKnown(report) ? undefined : `no SEND has the Message-ID ${report.view.messageId}`),
  ),
  aboutReports(
    {
      id: 'MSRP-RPT-03',
      clause: 'RFC 4975 §7.1.3',
      statement: 'A REPORT goes to the whole From-Path of the SEND, and comes along the path that the SEND went',
    },
    isKnown,
    ({ view, sends }) => {
      // From the endpoint it passes all URIs of that path; a relay on the way may report itself (RFC 4976 §6.4.1).
      const wayOf = ({ toPath }: MsrpView) => toPath.slice(0, Math.max(1, view.fromPath.length)).join(' ')
      const right = sends.some(
        send => send.view.fromPath.join(' ') === view.toPath.join(' ') && wayOf(send.view) === view.fromPath.join(' '),
      )
      return right ? undefined : `from ${view.fromPath.join(' ')} to ${view.toPath.join(' ')}`
    },
  ),
  aboutReports(
    {
      id: 'MSRP-RPT-04',
      clause: 'RFC 4975 §7.1.3',
      statement: 'Success is reported only where the SEND has Success-Report: yes',
    },
    report => isKnown(report) && isSuccess(report),
    ({ sends }) => (sends.some(({ view }) => view.successReport) ? undefined : 'no success report was asked for'),
  ),
  aboutReports(
    {
      id: 'MSRP-RPT-05',
      clause: 'RFC 4975 §7.1.4',
      statement: 'Failure is never reported where the SEND has Failure-Report: no',
    },
    report => isKnown(report) && failed(report),
    ({ sends, view }) =>
      sends.every(send => send.view.failureReport === 'no') ? `${view.status} to Failure-Report: no` : undefined,
  ),
  aboutReports(
    {
      id: 'MSRP-RPT-06',
      clause: 'RFC 4975 §7.1.4',
      statement: 'A failure REPORT has a Byte-Range with a computed end',
    },
    failed,
    report => {
      const { range } = report.view
      if (!range) return 'it has no Byte-Range'
      return range.end === '*' ? 'its range has no end' : undefined
    },
  ),
  aboutReports(
    {
      id: 'MSRP-RPT-07',
      clause: 'RFC 4975 §7.1.3',
      level: 'should',
      statement: 'A success REPORT says by Byte-Range which octets it is about',
    },
    isSuccess,
    report => (reported(report) ? undefined : 'it has no Byte-Range with an end'),
  ),
  aboutReports(
    {
      id: 'MSRP-RPT-08',
      clause: 'RFC 4975 §7.1.3',
      statement: 'The namespace in Status of a REPORT is 000, its code one that is registered for MSRP',
    },
    any,
    report => {
      const status = statusHeader(report)
      if (!status) return 'it has no readable Status'
      if (status.namespace !== '000') return `the namespace is ${status.namespace}`
      return isRegisteredCode(status.code) ? undefined : `${status.code} is not registered`
    },
  ),
  aboutReports(
    {
      id: 'MSRP-RPT-09',
      clause: 'RFC 4975 §7.1.3',
      statement: 'A REPORT is about octets that came',
    },
    report => isKnown(report) && reported(report) !== undefined,
    report => {
      const [first, last] = reported(report) ?? [1, 0]
      const most = Math.max(...report.sends.map(send => extentOf(send)[1]))
      return first >= 1 && last <= most ? undefined : `octets ${first} to ${last} of ${most} that came`
    },
  ),
  aboutReports(
    {
      id: 'MSRP-RPT-10',
      clause: 'RFC 4975 §5.3, §7.1.3',
      statement: 'Octets are not reported both as delivered and as failed',
    },
    report => report.earlier.length > 0,
    report => {
      const [first, last] = reported(report) ?? [1, Number.POSITIVE_INFINITY]
      const other = report.earlier.find(earlier => {
        const [from, to] = reported({ ...report, ...earlier }) ?? [1, Number.POSITIVE_INFINITY]
        return (earlier.view.status === 200) !== isSuccess(report) && from <= last && first <= to
      })
      return other ? `${report.view.status} after ${other.view.status} for the same octets` : undefined
    },
  ),
  aboutReports(
    { id: 'MSRP-RPT-11', clause: 'RFC 4975 §7.1.2', statement: 'A REPORT is not interrupted: its flag is $' },
    any,
    ({ view }) => (view.continuation === '$' ? undefined : `its flag is ${view.continuation ?? 'missing'}`),
  ),
  aboutReports(
    {
      id: 'MSRP-RPT-12',
      clause: 'RFC 4975 §7.1.2',
      level: 'should',
      statement: 'Nothing is reported in a session that has ended',
    },
    ({ view }, run) => mediaSessionsOf(run).withPath(view.toPath.join(' '), false).length > 0,
    (report, run) => {
      const media = mediaSessionsOf(run).withPath(report.view.toPath.join(' '), false).at(-1)
      const ended = endOf(media?.dialog)
      return ended !== undefined && surelyAfter(ended, report, run)
        ? `it came ${Math.round(report.at - ended)} ms after the end`
        : undefined
    },
  ),
]
