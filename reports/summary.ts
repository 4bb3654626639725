import type { DeviationOutcome, MappingCoverage, Verdict } from '../judge/outcome.ts'
import { deviationInWords, deviationsOfCase } from './deviations.ts'
import { whyNotGreen } from './findings.ts'
import type { Results } from './results.ts'
import { byGroup, VERDICT_WORDS, VERDICTS_FOR_READERS, type Totals } from './totals.ts'
import { totalsOf } from '../judge/verdict.ts'

/** SGR parameters; only used when the caller says that the terminal shows colours. */
const COLOURS: Readonly<Record<Verdict, string>> = {
  pass: '32',
  warn: '33',
  fail: '31',
  inconclusive: '35',
  error: '1;31',
  notApplicable: '90',
}

const GLYPHS: Readonly<Record<Verdict, string>> = {
  pass: '✓',
  warn: '!',
  fail: '✗',
  inconclusive: '?',
  error: '‼',
  notApplicable: '–',
}

const HEADINGS: Readonly<Record<Verdict, string>> = {
  pass: 'pass',
  warn: 'warn',
  fail: 'fail',
  inconclusive: 'inconc',
  error: 'error',
  notApplicable: 'n/a',
}

const paint = (text: string, sgr: string, colour: boolean): string => (colour ? `\x1b[${sgr}m${text}\x1b[0m` : text)

export interface SummaryOptions {
  readonly colour: boolean
  /** Where the reader finds the HTML report; undefined when none was written. */
  readonly report: string | undefined
}

/**
 * What the console says when a run is over: groups against verdicts, every case that is not green with its first
 * finding in words, violated rules, totals, the overall verdict. Ends with a line end.
 */
export function summary(results: Results, { colour, report }: SummaryOptions): string {
  const parts = [
    table(results, colour),
    notGreen(results, colour),
    rules(results, colour),
    contradictions(results, colour),
    deviations(results),
    coverage(results),
    verdict(results, colour),
  ]
  const where = report === undefined ? [] : [`report: ${report}`]
  return `${[...parts.filter(part => part !== ''), ...where].join('\n\n')}\n`
}

function table(results: Results, colour: boolean): string {
  const groups = [...byGroup(results.cases)]
  const width = Math.max('total'.length, ...groups.map(([group]) => group.length))
  const head = ['group'.padEnd(width), ...VERDICTS_FOR_READERS.map(name => HEADINGS[name].padStart(7)), '  cases'].join(
    '',
  )
  const line = '─'.repeat(head.length)
  const rows = groups.map(([group, cases]) => tableRow(group, totalsOf(cases), cases.length, width, colour))
  return [
    paint(head, '1', colour),
    line,
    ...rows,
    line,
    tableRow('total', results.totals, results.cases.length, width, colour),
  ].join('\n')
}

function tableRow(name: string, totals: Totals, cases: number, width: number, colour: boolean): string {
  const cells = VERDICTS_FOR_READERS.map(verdict => {
    const count = totals[verdict]
    const cell = (count === 0 ? '·' : String(count)).padStart(7)
    return count === 0 ? paint(cell, '90', colour) : paint(cell, COLOURS[verdict], colour)
  })
  return `${name.padEnd(width)}${cells.join('')}${String(cases).padStart(7)}`
}

/** Under the id of a case. */
const INDENT = '\n           '

const WORTH_READING: readonly Verdict[] = ['error', 'fail', 'inconclusive', 'warn']

function notGreen(results: Results, colour: boolean): string {
  const lines = WORTH_READING.flatMap(verdict =>
    results.cases
      .filter(result => result.verdict === verdict)
      .map(result => {
        const mark = paint(`${GLYPHS[verdict]} ${HEADINGS[verdict].padEnd(6)}`, COLOURS[verdict], colour)
        const why = whyNotGreen(result)
        const said = [
          why,
          ...deviationsOfCase(results.baseline, result.id).map(each => `${each.id}: ${deviationInWords(each)}`),
        ]
        return [`${mark} ${result.id} ${visible(result.title)}`, ...said.filter(line => line !== '').map(visible)].join(
          INDENT,
        )
      }),
  )
  return lines.join('\n')
}

function rules(results: Results, colour: boolean): string {
  return results.rules
    .filter(rule => rule.outcome === 'violated')
    .map(rule => {
      const first = rule.evidence[0]
      const where = `in ${rule.cases.length} ${rule.cases.length === 1 ? 'case' : 'cases'}`
      const because = first === undefined ? '' : `\n           ${visible(first.because)}`
      const mark =
        rule.level === 'must' ? paint('✗ rule  ', COLOURS.fail, colour) : paint('! rule  ', COLOURS.warn, colour)
      return `${mark} ${rule.id} [${rule.clause}] ${visible(rule.statement)} (${where})${because}`
    })
    .join('\n')
}

function contradictions(results: Results, colour: boolean): string {
  return results.contradictions
    .map(({ item, kind, feature, counts, cases, evidence }) => {
      const mark = paint('! ics   ', counts ? COLOURS.warn : COLOURS.notApplicable, colour)
      const where = `in ${cases.length} ${cases.length === 1 ? 'case' : 'cases'}${counts ? '' : ', probes only'}`
      return `${mark} ${item} ${kind}: ${feature} (${where})\n           ${visible(evidence[0]?.because ?? '')}`
    })
    .join('\n')
}

/** Accepted deviations that are worth a word beyond the case that they are about: whose time is over, or that are not needed. */
function deviations({ baseline }: Results): string {
  return (baseline?.deviations ?? [])
    .filter(({ kind, state }) => state !== 'accepted' || kind === 'rule')
    .map(each => `baseline ${visible(`${each.id} ${deviationInWords(each)}`)}`)
    .join('\n')
}

function baselineNotes({ baseline }: Results): readonly string[] {
  if (!baseline) return []
  const count = (state: DeviationOutcome['state']) => baseline.deviations.filter(each => each.state === state).length
  const told = (['accepted', 'expired', 'worse', 'passes', 'not tested'] as const).filter(state => count(state) > 0)
  const counts = told.map(state => `${count(state)} ${state}`).join(', ') || 'nothing accepted'
  return [`baseline ${baseline.file}: ${counts}; ${VERDICT_WORDS[baseline.verdictWithout]} without it`]
}

/** One line per direction: how many rows of the mapping tables were exercised. */
function coverage(results: Results): string {
  const of = (direction: MappingCoverage['direction']) => {
    const tables = results.coverage.filter(table => table.direction === direction)
    const exercised = tables.reduce((sum, table) => sum + table.exercised, 0)
    return `${exercised} of ${tables.reduce((sum, table) => sum + table.rows.length, 0)}`
  }
  if (results.coverage.length === 0) return ''
  return `mapping rows exercised: SIMPLE to IMPS ${of('simple-to-imps')}, IMPS to SIMPLE ${of('imps-to-simple')}`
}

function verdict(results: Results, colour: boolean): string {
  const counts = VERDICTS_FOR_READERS.map(name => `${results.totals[name]} ${VERDICT_WORDS[name]}`).join(', ')
  const notes = [
    ...(results.run.complete ? [] : ['the run was interrupted']),
    ...(results.run.resumedAt
      ? [`taken up again ${timesInWords(results.run.resumedAt.length)} after it had ended too early`]
      : []),
    ...(results.run.redacted ? ['content, credentials and users are redacted'] : []),
    ...(results.run.partial ? ['only a selection of the catalogue ran'] : []),
    ...(results.run.probes ? [`${results.run.probes.length} excluded rows probed for information only`] : []),
    ...baselineNotes(results),
    ...(results.run.timeScale === 1 ? [] : [`timers scaled by ${results.run.timeScale}`]),
  ]
  const word = paint(VERDICT_WORDS[results.verdict].toUpperCase(), `1;${COLOURS[results.verdict]}`, colour)
  return `${counts}\nverdict: ${word}${notes.length > 0 ? ` (${notes.join('; ')})` : ''}`
}

const timesInWords = (count: number): string => (count === 1 ? 'once' : `${count} times`)

/** Text of a peer may end up in a reason; it must not steer the reader's terminal. */
const visible = (text: string): string =>
  text.replace(/[\p{Cc}\p{Cf}]/gu, hidden => `\\u{${hidden.codePointAt(0)?.toString(16) ?? ''}}`)
