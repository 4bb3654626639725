import type { CheckResult, Verdict } from '../../judge/outcome.ts'
import type { AllureStatus } from './allure-result.ts'

/**
 * Allure has five statuses where a case has six verdicts. What cannot be told is never shown as failed, and a fault of
 * the harness not as one of the implementation; a warning passes with a label that says so.
 */
export const STATUS_OF_VERDICT: Readonly<Record<Verdict, AllureStatus>> = {
  pass: 'passed',
  warn: 'passed',
  fail: 'failed',
  inconclusive: 'unknown',
  error: 'broken',
  notApplicable: 'skipped',
}

export const STATUS_OF_CHECK: Readonly<Record<CheckResult, AllureStatus>> = {
  satisfied: 'passed',
  violated: 'failed',
  unobservable: 'unknown',
  irrelevant: 'skipped',
}

/** `categories.json`: how the report sorts what did not simply pass. */
export const categories = [
  { name: 'Requirement violated', matchedStatuses: ['failed'] },
  { name: 'Inconclusive: the recording cannot tell', matchedStatuses: ['unknown'] },
  {
    name: 'Warning: a should was violated, or only a tolerated alternative matched',
    matchedStatuses: ['passed'],
    messageRegex: '(?s)warn: .*',
  },
  { name: 'Error of the harness', matchedStatuses: ['broken'] },
  { name: 'Not applicable: excluded by the ICS', matchedStatuses: ['skipped'] },
] as const
