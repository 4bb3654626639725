import type { Decisions } from '../decisions.ts'
import { reasonOf, sipRefusal } from './imps-to-sip.ts'

/**
 * Decisions that hide who is blocked and who does not exist (ICS-08, AMB-07): both look like a user who is not logged in,
 * and a message in a session that is up looks taken. Success is reported of neither.
 */
export const masked = (decisions: Decisions): Decisions => ({
  ...decisions,
  sipRefusal: (code, method) =>
    isBlock(code) || reasonOf(code) === 'unknown' ? sipRefusal('offline', method) : decisions.sipRefusal(code, method),
  msrpRefusal: code => (isBlock(code) ? undefined : decisions.msrpRefusal(code)),
})

const isBlock = (code: number): boolean => ['blocked', 'not-granted'].includes(reasonOf(code))
