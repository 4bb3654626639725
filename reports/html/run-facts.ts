import type { Results } from '../results.ts'
import { counted, duration } from './figures.ts'
import { parameters } from './parameters.ts'
import { markup, type Html } from './template.ts'

/** What was run, by what, when, and with which parameters. */
export const runFacts = (results: Results): Html => markup`
  <h3>Run</h3>${facts(results)}${parameters(results)}`

/** How long the run took, in words. */
export const tookTime = ({ startedAt, endedAt }: Results['run']): string =>
  duration(Date.parse(endedAt) - Date.parse(startedAt))

function facts({ run, iwf, harness, dimensions, binding }: Results): Html {
  return markup`
    <dl class="facts">
      <dt>Implementation</dt><dd>${iwf.name} ${iwf.version}, reached by the <code>${iwf.adapter}</code> adapter
        ${iwf.digest !== undefined && markup`, digest <code>${iwf.digest}</code>`}</dd>
      <dt>Harness</dt><dd>${harness.version}
        ${harness.commit !== '' && markup`, revision <code>${harness.commit}</code>`}</dd>
      <dt>Run</dt><dd><code>${run.id}</code>, seed <code>${run.seed}</code>, 
        up to ${counted(run.concurrency, 'case')} at a time</dd>
      <dt>Time</dt><dd><time datetime="${run.startedAt}">${run.startedAt}</time>, took ${tookTime(run)}, timers 
        ${run.timeScale === 1 ? 'at real length' : `scaled by ${run.timeScale}`}</dd>
      <dt>Dimensions</dt><dd>${travelled(dimensions)}</dd>
      <dt>Binding</dt><dd><code>${binding}</code>. The syntax of the capability and block-status primitives comes from 
        this binding, not from OMA, which published no stage-3 syntax for them.</dd>
    </dl>`
}

const travelled = (dimensions: Results['dimensions']): string =>
  Object.entries(dimensions)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ') || 'not recorded'
