import type { Rule } from '../rule.ts'
import { httpRules } from './http-rules.ts'
import { requestRules } from './request-rules.ts'
import { sessionRules } from './session-rules.ts'
import { transactionRules } from './transaction-rules.ts'

/** What SSP demands beyond syntax and schema (`imps-ssp`). */
export const sspRules: readonly Rule[] = [...transactionRules, ...httpRules, ...sessionRules, ...requestRules]
