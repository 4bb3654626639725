import { createHash } from 'node:crypto'
import { deviationInWords, deviationsOfCase, isAccepted } from '../deviations.ts'
import { detailsOf, whyNotGreen } from '../findings.ts'
import { markup } from '../html/template.ts'
import type { CaseResult, Results } from '../results.ts'
import { VERDICT_WORDS } from '../totals.ts'
import type { AllureAttachment, AllureLabel, AllureResult, AllureStatusDetails } from './allure-result.ts'
import { STATUS_OF_VERDICT } from './allure-status.ts'
import { stepsOf } from './check-steps.ts'
import { clauseLinks } from './clause-links.ts'

/** A case of a run as Allure shows it. A pure function: the same results give the same octets. */
export function caseAsAllure(
  result: CaseResult,
  results: Results,
  attachments: readonly AllureAttachment[],
): AllureResult {
  const { id, title, verdict, rows, requirements } = result
  const began = Date.parse(results.run.startedAt)
  const starts = rows.map(row => row.startedAt)
  const ends = rows.map(row => row.startedAt + row.durationMs)
  const parameters = Object.entries(results.dimensions).map(([name, value]) => ({ name, value: String(value) }))
  const fullName = `iwf-conformance/${id}`
  const verified = results.requirements.filter(requirement => requirements.includes(requirement.id))
  return {
    uuid: uuidOf(results.run.id, id),
    historyId: digest(fullName, ...parameters.map(({ name, value }) => `${name}=${value}`).sort()),
    testCaseId: digest(fullName),
    fullName,
    name: `${id} ${title}`,
    status: STATUS_OF_VERDICT[verdict],
    statusDetails: statusDetails(result, results),
    stage: 'finished',
    descriptionHtml: description(result),
    steps: stepsOf(result, results.rules, began),
    attachments,
    parameters,
    labels: [...labels(result, verified), ...acceptedLabels(result, results)],
    links: clauseLinks([
      ...verified.map(({ source }) => source),
      ...rows.flatMap(row => row.checks.map(({ statement }) => statement)),
    ]),
    start: Math.round(began + (rows.length > 0 ? Math.min(...starts) : 0)),
    stop: Math.round(began + Math.max(0, ...ends)),
  }
}

function statusDetails(result: CaseResult, results: Results): AllureStatusDetails {
  const { id, verdict } = result
  const deviations = deviationsOfCase(results.baseline, id).map(each => `${each.id}: ${deviationInWords(each)}`)
  if (verdict === 'pass') return deviations.length > 0 ? { message: deviations.join('\n') } : {}
  return {
    message: [`${VERDICT_WORDS[verdict]}: ${whyNotGreen(result)}`, ...deviations].join('\n'),
    trace: detailsOf(result),
    ...(isAccepted(result, results) ? { known: true } : {}),
  }
}

function labels(
  { id, group, class: kind, verdict, requirements, ambiguities }: CaseResult,
  verified: Results['requirements'],
): readonly AllureLabel[] {
  const label = (name: string) => (value: string) => ({ name, value })
  return [
    { name: 'framework', value: 'iwf-conformance' },
    { name: 'suite', value: group },
    { name: 'package', value: `${group}.${id}` },
    // What the tab "behaviours" groups by.
    ...verified.map(requirement => ({ name: 'feature', value: `${requirement.id} ${requirement.text}` })),
    { name: 'severity', value: kind === 'mandatory' ? 'critical' : 'minor' },
    { name: 'verdict', value: verdict },
    { name: 'group', value: group },
    { name: 'class', value: kind },
    ...requirements.map(label('requirement')),
    ...verified.flatMap(({ source }) => source.split(', ')).map(label('clause')),
    ...ambiguities.map(label('ambiguity')),
    ...[...requirements, kind, ...(verdict === 'warn' ? ['warn'] : [])].map(label('tag')),
  ]
}

const acceptedLabels = (result: CaseResult, results: Results): readonly AllureLabel[] =>
  isAccepted(result, results) ? [{ name: 'tag', value: 'accepted' }] : []

const description = ({ purpose, preconditions, ladder }: CaseResult): string =>
  markup`
    <p>${purpose}</p><h4>Preconditions</h4><p>${preconditions || 'none'}</p>
    ${ladder.trim() !== '' && markup`<h4>Procedure</h4><pre><code>${ladder}</code></pre>`}`.text

/** A name-based UUID (RFC 9562 §5.8), so that reporting a run again gives the same files. */
export function uuidOf(run: string, id: string): string {
  const hex = digest(run, id)
  const variant = ((parseInt(hex.charAt(16), 16) & 0x3) | 0x8).toString(16)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

const digest = (...parts: readonly string[]): string =>
  createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 32)
