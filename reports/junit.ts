import { join } from 'node:path'
import type { DeviationOutcome, RuleOutcome, Verdict } from '../judge/outcome.ts'
import { writeAtomically } from './atomic-file.ts'
import { deviationInWords, deviationOfRule, deviationsOfCase } from './deviations.ts'
import { detailsOf, whyNotGreen } from './findings.ts'
import type { CaseResult, Results } from './results.ts'
import { byGroup, VERDICTS_FOR_READERS } from './totals.ts'
import { xmlElement } from './xml.ts'

export const JUNIT_FILE = 'junit.xml'

/** Writes `junit.xml` into `folder`, atomically. */
export async function writeJunit(folder: string, results: Results): Promise<void> {
  await writeAtomically(join(folder, JUNIT_FILE), junit(results))
}

/**
 * The run as JUnit XML, for CI servers: one suite per group and one test case per case, then the always-on rules as a
 * suite of their own. JUnit knows four outcomes where a case has six, so `fail` is a `<failure>`, `inconclusive` and
 * `error` are an `<error>` of that type, `notApplicable` is `<skipped>`, and `warn` passes with its remark in
 * `<system-out>`. Each suite carries the exact totals as properties.
 */
export function junit(results: Results): string {
  const suites = [...byGroup(results.cases)].map(([group, cases]) => caseSuite(group, cases, results))
  if (results.rules.length > 0) suites.push(ruleSuite(results.rules, results))
  const root = {
    name: 'iwf-conformance',
    tests: sum(suites, suite => suite.tests),
    failures: sum(suites, suite => suite.failures),
    errors: sum(suites, suite => suite.errors),
    time: seconds(Date.parse(results.run.endedAt) - Date.parse(results.run.startedAt)),
  }
  const elements = suites.map(suite => suite.xml)
  return `<?xml version="1.0" encoding="UTF-8"?>\n${xmlElement('testsuites', root, { elements })}\n`
}

interface Suite {
  readonly tests: number
  readonly failures: number
  readonly errors: number
  readonly xml: string
}

interface Test {
  readonly as: 'passed' | 'failure' | 'error' | 'skipped'
  readonly xml: string
  readonly milliseconds: number
}

function suite(name: string, tests: readonly Test[], properties: readonly Property[], results: Results): Suite {
  const count = (as: Test['as']) => tests.filter(test => test.as === as).length
  const counts = { tests: tests.length, failures: count('failure'), errors: count('error') }
  const attributes = {
    name,
    ...counts,
    skipped: count('skipped'),
    time: seconds(sum(tests, test => test.milliseconds)),
    timestamp: results.run.startedAt.slice(0, 19),
  }
  const listed = xmlElement('properties', {}, { elements: [...about(results), ...properties].map(property) }, 2)
  return {
    ...counts,
    xml: xmlElement('testsuite', attributes, { elements: [listed, ...tests.map(test => test.xml)] }, 1),
  }
}

type Property = readonly [name: string, value: string | number | boolean]

const property = ([name, value]: Property): string =>
  xmlElement('property', { name, value: String(value) }, { elements: [] }, 3)

function about({ run, iwf, harness, verdict, dimensions, binding, baseline }: Results): readonly Property[] {
  return [
    ['run.id', run.id],
    ['run.verdict', verdict],
    ...(baseline ? [['run.verdictWithoutBaseline', baseline.verdictWithout] as const] : []),
    ...(baseline?.deviations ?? []).map(each => [`baseline.${each.id}`, deviationInWords(each)] as const),
    ['run.complete', run.complete],
    ...(run.resumedAt ? [['run.resumedAt', run.resumedAt.join(' ')] as const] : []),
    ...(run.redacted ? [['run.redacted', true] as const] : []),
    ['run.partial', run.partial],
    ...(run.probes ? [['run.probes', run.probes.join(' ')] as const] : []),
    ['run.timeScale', run.timeScale],
    ['iwf', `${iwf.name} ${iwf.version}`],
    ['harness', `${harness.version} ${harness.commit}`],
    ...Object.entries(dimensions).map(([name, value]) => [`dimension.${name}`, value] as const),
    ['binding', binding],
  ]
}

function caseSuite(group: string, cases: readonly CaseResult[], results: Results): Suite {
  const totals: readonly Property[] = VERDICTS_FOR_READERS.map(verdict => [
    `totals.${verdict}`,
    cases.filter(result => result.verdict === verdict).length,
  ])
  return suite(
    group,
    cases.map(result => caseTest(result, results)),
    totals,
    results,
  )
}

const AS: Readonly<Record<Verdict, Test['as']>> = {
  pass: 'passed',
  warn: 'passed',
  fail: 'failure',
  inconclusive: 'error',
  error: 'error',
  notApplicable: 'skipped',
}

function caseTest(result: CaseResult, { baseline }: Results): Test {
  const { id, title, group, verdict, durationMs } = result
  const as = AS[verdict]
  // An accepted failure is a failure all the same, and says so: the exit code is what tells whether it counts.
  const deviations = deviationsOfCase(baseline, id).map(each => `${each.id}: ${deviationInWords(each)}`)
  const message = [...deviations, whyNotGreen(result)].filter(part => part !== '').join('; ')
  const elements: string[] = []
  if (as === 'skipped') elements.push(xmlElement('skipped', { message }, { elements: [] }, 3))
  if (as === 'failure' || as === 'error')
    elements.push(xmlElement(as, { message, type: verdict }, { text: detailsOf(result) }, 3))
  const said = [...deviations, ...(verdict === 'warn' ? [detailsOf(result)] : [])]
  if (as === 'passed' && said.length > 0) elements.push(xmlElement('system-out', {}, { text: said.join('\n') }, 3))
  const attributes = { classname: group, name: `${id} ${title}`, time: seconds(durationMs) }
  return { as, milliseconds: durationMs, xml: xmlElement('testcase', attributes, { elements }, 2) }
}

function ruleSuite(rules: readonly RuleOutcome[], results: Results): Suite {
  return suite(
    'rules',
    rules.map(rule => ruleTest(rule, deviationOfRule(results.baseline, rule.id))),
    [],
    results,
  )
}

function ruleTest(rule: RuleOutcome, deviation: DeviationOutcome | undefined): Test {
  const { id, clause, statement, level, outcome, observed, cases, evidence } = rule
  const accepted = deviation ? [deviationInWords(deviation)] : []
  const xml = (elements: readonly string[]) =>
    xmlElement(
      'testcase',
      { classname: 'rules', name: `${id} ${statement} [${clause}]`, time: seconds(0) },
      { elements },
      2,
    )
  switch (outcome) {
    case 'satisfied':
      return {
        as: 'passed',
        milliseconds: 0,
        xml: xml(accepted.map(text => xmlElement('system-out', {}, { text }, 3))),
      }
    case 'notObserved':
      return {
        as: 'skipped',
        milliseconds: 0,
        xml: xml([
          xmlElement('skipped', { message: 'nothing that the rule applies to was seen' }, { elements: [] }, 3),
        ]),
      }
    case 'violated': {
      const lines = evidence.map(
        item => `${item.execution ?? 'run'}${item.message ? ` m${item.message}` : ''}: ${item.because}`,
      )
      const message = [...accepted, evidence[0]?.because ?? statement].join('; ')
      const text = [`violated in ${cases.length} cases, ${observed} messages seen`, ...lines].join('\n')
      if (level === 'should')
        return { as: 'passed', milliseconds: 0, xml: xml([xmlElement('system-out', {}, { text }, 3)]) }
      return {
        as: 'failure',
        milliseconds: 0,
        xml: xml([xmlElement('failure', { message, type: 'rule' }, { text }, 3)]),
      }
    }
  }
}

const seconds = (milliseconds: number): string => (Math.max(0, milliseconds) / 1000).toFixed(3)
const sum = <T>(items: readonly T[], of: (item: T) => number): number =>
  items.reduce((total, item) => total + of(item), 0)
