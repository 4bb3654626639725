import type { Rule } from '../rule.ts'
import { answerRules } from './answer-rules.ts'
import { mediaRules } from './media-rules.ts'

/** What offer and answer demand beyond the syntax of SDP (`simple-iwf` §5.1). */
export const sdpRules: readonly Rule[] = [...answerRules, ...mediaRules]
