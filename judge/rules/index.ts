import { crosstalk, lateTraffic } from './attribution-rules.ts'
import { cpimRules } from './cpim/cpim-rules.ts'
import { iwfAlive } from './iwf-alive.ts'
import { msrpRules } from './msrp/index.ts'
import type { Rule } from './rule.ts'
import { sdpRules } from './sdp/index.ts'
import { sipRules } from './sip/index.ts'
import { sspRules } from './ssp/index.ts'
import { syntaxRules } from './syntax.ts'

/** The rules that watch every message of the implementation in every case. */
export const alwaysOnRules: readonly Rule[] = [
  iwfAlive,
  crosstalk,
  lateTraffic,
  ...sipRules,
  ...sdpRules,
  ...msrpRules,
  ...cpimRules,
  ...sspRules,
  ...syntaxRules,
]
