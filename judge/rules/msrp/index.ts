import type { Rule } from '../rule.ts'
import { chunkRules } from './chunk-rules.ts'
import { identifierRules } from './identifier-rules.ts'
import { reportRules } from './report-rules.ts'
import { responseRules } from './response-rules.ts'
import { sessionRules } from './session-rules.ts'

/** What MSRP demands beyond the syntax of a message (`simple-iwf` §5). */
export const msrpRules: readonly Rule[] = [
  ...responseRules,
  ...reportRules,
  ...chunkRules,
  ...sessionRules,
  ...identifierRules,
]
