import type { IcsValue } from '../../trace/events.ts'
import type { Results } from '../results.ts'
import { counted, duration } from './figures.ts'
import { markup, type Html } from './template.ts'

/** What was run, by what, when, and with which parameters: without these a verdict means nothing. */
export const runFacts = (results: Results): Html => markup`
  <h3>Run</h3>${facts(results)}
  <details class="parameters"><summary>ICS in force (${counted(Object.keys(results.ics).length, 'item')})</summary>
    <table><tbody>${sorted(results.ics).map(([item, value]) => pair(item, declared(value)))}</tbody></table></details>
  <details class="parameters"><summary>PIXIT in force (times in ms)</summary>
    <table><tbody>${sorted(results.pixit).map(([name, value]) => pair(name, String(value)))}${sorted(results.statements).map(([name, value]) => pair(name, value))}</tbody></table></details>`

function facts({ run, iwf, harness, dimensions, binding }: Results): Html {
  const took = duration(Date.parse(run.endedAt) - Date.parse(run.startedAt))
  return markup`
    <dl class="facts">
      <dt>Implementation</dt><dd>${iwf.name} ${iwf.version}, reached by the <code>${iwf.adapter}</code> adapter
        ${iwf.digest !== undefined && markup`, digest <code>${iwf.digest}</code>`}</dd>
      <dt>Harness</dt><dd>${harness.version}
        ${harness.commit !== '' && markup`, revision <code>${harness.commit}</code>`}</dd>
      <dt>Run</dt><dd><code>${run.id}</code>, seed <code>${run.seed}</code>, 
        up to ${counted(run.concurrency, 'case')} at a time</dd>
      <dt>Time</dt><dd><time datetime="${run.startedAt}">${run.startedAt}</time>, took ${took}, timers 
        ${run.timeScale === 1 ? 'at real length' : `scaled by ${run.timeScale}`}</dd>
      <dt>Dimensions</dt><dd>${travelled(dimensions)}</dd>
      <dt>Binding</dt><dd><code>${binding}</code>. The syntax of the capability and block-status primitives comes from 
        this binding, not from OMA, which published no stage-3 syntax for them.</dd>
    </dl>`
}

const pair = (name: string, value: string): Html => markup`<tr><th scope="row">${name}</th><td>${value}</td></tr>`

const travelled = (dimensions: Results['dimensions']): string =>
  Object.entries(dimensions)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ') || 'not recorded'

function declared(value: IcsValue): string {
  if (value === true) return 'yes'
  if (value === false) return 'no'
  return typeof value === 'object' ? value.join(', ') || 'none' : String(value)
}

const sorted = <T>(items: Readonly<Record<string, T>>): readonly (readonly [string, T])[] =>
  Object.entries(items).sort(([a], [b]) => a.localeCompare(b, 'en', { numeric: true }))
