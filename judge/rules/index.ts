import { crosstalk, lateTraffic } from './attribution-rules.ts'
import { iwfAlive } from './iwf-alive.ts'
import { msrpRules } from './msrp-rules.ts'
import type { Rule } from './rule.ts'
import { sipRules } from './sip-rules.ts'
import { sspRules } from './ssp-rules.ts'
import { syntaxRules } from './syntax.ts'

/** The rules that watch every message of the implementation in every case. */
export const alwaysOnRules: readonly Rule[] = [
  iwfAlive,
  crosstalk,
  lateTraffic,
  ...sipRules,
  ...msrpRules,
  ...sspRules,
  ...syntaxRules,
]
