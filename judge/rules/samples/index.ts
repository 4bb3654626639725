import { cpimSamples } from './cpim-samples.ts'
import { cpimSyntaxSamples } from './cpim-syntax-samples.ts'
import { httpSyntaxSamples } from './http-syntax-samples.ts'
import { msrpSamples } from './msrp-samples.ts'
import { msrpSyntaxSamples } from './msrp-syntax-samples.ts'
import { runSamples } from './run-samples.ts'
import type { RuleSamples } from './sample.ts'
import { sdpSamples } from './sdp-samples.ts'
import { sdpSyntaxSamples } from './sdp-syntax-samples.ts'
import { sipSamples } from './sip-samples.ts'
import { sipSyntaxSamples } from './sip-syntax-samples.ts'
import { sspSamples } from './ssp-samples.ts'
import { sspSyntaxSamples } from './ssp-syntax-samples.ts'

/** Two traces for each always-on rule. */
export const ruleSamples: RuleSamples = {
  ...runSamples,
  ...sipSamples,
  ...sdpSamples,
  ...msrpSamples,
  ...cpimSamples,
  ...sipSyntaxSamples,
  ...sdpSyntaxSamples,
  ...msrpSyntaxSamples,
  ...cpimSyntaxSamples,
  ...httpSyntaxSamples,
  ...sspSamples,
  ...sspSyntaxSamples,
}
