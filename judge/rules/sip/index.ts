import type { Rule } from '../rule.ts'
import { ackAndCancelRules } from './ack-and-cancel-rules.ts'
import { dialogRules } from './dialog-rules.ts'
import { inviteAcceptanceRules } from './invite-acceptance-rules.ts'
import { nonInviteRules } from './non-invite-rules.ts'
import { reliabilityRules } from './reliability-rules.ts'
import { requestRules } from './request-rules.ts'
import { responseRules } from './response-rules.ts'
import { sessionTimerRules } from './session-timer-rules.ts'
import { transactionRules } from './transaction-rules.ts'

/** What SIP demands beyond the syntax of a message (`simple-iwf` §4). */
export const sipRules: readonly Rule[] = [
  ...responseRules,
  ...nonInviteRules,
  ...inviteAcceptanceRules,
  ...requestRules,
  ...transactionRules,
  ...dialogRules,
  ...ackAndCancelRules,
  ...reliabilityRules,
  ...sessionTimerRules,
]
