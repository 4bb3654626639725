import type { FailureReport } from './message.ts'

/**
 * Whether a request gets a transaction response of this status: always where Failure-Report is `yes`, errors only where
 * it is `partial`, never where it is `no` (RFC 4975 §7.1.4, §7.2).
 */
export function isAnswered(failureReport: FailureReport, status: number): boolean {
  switch (failureReport) {
    case 'yes':
      return true
    case 'partial':
      return status >= 300
    case 'no':
      return false
  }
}

/** Whether a failure REPORT may follow when a failure becomes known after the response (RFC 4975 §7.1.4). */
export function isFailureReported(failureReport: FailureReport): boolean {
  return failureReport !== 'no'
}

/** Whether the sender runs the transaction timer (RFC 4975 §7.1.1). */
export function isTimed(failureReport: FailureReport): boolean {
  return failureReport === 'yes'
}
