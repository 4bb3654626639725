import type { Results } from '../results.ts'
import { VERDICT_WORDS, VERDICTS_FOR_READERS } from '../totals.ts'

/** `environment.properties`: what must be known of the run before a verdict is quoted, the always-on rules included. */
export function environmentProperties(results: Results): string {
  const { run, iwf, harness, verdict, totals, rules, dimensions, binding } = results
  const violated = rules.filter(({ outcome }) => outcome === 'violated').map(({ id }) => id)
  const facts: readonly (readonly [string, string | number | boolean])[] = [
    // Allure shows the first five, the others on request: so what qualifies the verdict stands beside it.
    ['verdict', VERDICT_WORDS[verdict]],
    ...(results.baseline ? [['verdict.withoutBaseline', VERDICT_WORDS[results.baseline.verdictWithout]] as const] : []),
    ['run.complete', run.complete],
    ...(run.redacted ? [['run.redacted', true] as const] : []),
    ['run.partial', run.partial],
    ['run.timeScale', run.timeScale],
    ['rules.violated', violated.join(' ') || 'none'],
    ...(run.resumedAt ? [['run.resumedAt', run.resumedAt.join(' ')] as const] : []),
    ...(run.probes ? [['run.probes', run.probes.join(' ')] as const] : []),
    ...VERDICTS_FOR_READERS.map(name => [`totals.${name}`, totals[name]] as const),
    ['implementation', `${iwf.name} ${iwf.version}`],
    ['harness', `${harness.version} ${harness.commit}`.trim()],
    ['run.id', run.id],
    ['run.startedAt', run.startedAt],
    ...Object.entries(dimensions).map(([name, value]) => [`dimension.${name}`, value] as const),
    ['binding', binding],
  ]
  return facts.map(([key, value]) => `${key}=${propertyValue(String(value))}\n`).join('')
}

/** `executor.json`: what made the results. */
export const executor = ({ run }: Results) => ({
  name: 'iwf-conformance',
  type: 'iwf-conformance',
  buildName: run.id,
})

/** A value of a Java properties file: one line of visible ASCII, everything else escaped (`java.util.Properties`). */
const propertyValue = (text: string): string =>
  text
    .replace(/\\/g, '\\\\')
    .replace(/^ /, '\\ ')
    .replace(/[^\x20-\x7e]/g, unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
