import type { CaseChange, CheckChange, Comparison, Difference, Direction } from './comparison.ts'
import { standing } from './compare-results.ts'
import { VERDICT_WORDS, VERDICTS_FOR_READERS } from '../totals.ts'

/** A comparison for the console. Ends with a line end. */
export function comparisonText(comparison: Comparison): string {
  const { a, b, commonOnly, cases, redefined, rules, requirements, circumstances, outcome, because } = comparison
  const parts = [
    [`a: ${headline(a)}`, `b: ${headline(b)}`, ...(commonOnly ? ['only cases that both runs have'] : [])],
    section('circumstances', circumstances.map(circumstance)),
    section('cases', cases.flatMap(caseLines)),
    section(
      'declared otherwise',
      redefined.map(({ id, fields }) => `  ${id}: ${fields.join(', ')}`),
    ),
    section(
      'rules',
      rules.map(
        ({ id, clause, a: was, b: is, direction }) =>
          `${SIGNS[direction]} ${id} [${clause}] ${was ?? 'no such rule'}, now ${is ?? 'no such rule'}`,
      ),
    ),
    section(
      'requirements',
      requirements.map(
        ({ id, a: was, b: is, direction }) => `${SIGNS[direction]} ${id} ${standing(was)}, now ${standing(is)}`,
      ),
    ),
    [outcome === 'worse' ? `b is worse than a: ${because.join('; ')}` : 'b is no worse than a'],
  ]
  return `${parts
    .filter(lines => lines.length > 0)
    .map(lines => lines.map(visible).join('\n'))
    .join('\n\n')}\n`
}

const SIGNS: Readonly<Record<Direction, string>> = { worse: '✗', lost: '-', better: '✓', gained: '+', same: ' ' }

const section = (title: string, lines: readonly string[]): readonly string[] =>
  lines.length > 0 ? [`${title}:`, ...lines] : []

function headline({ run, iwf, verdict, totals, complete, partial }: Comparison['a']): string {
  const counts = VERDICTS_FOR_READERS.filter(name => totals[name] > 0).map(
    name => `${totals[name]} ${VERDICT_WORDS[name]}`,
  )
  const marks = [...(complete ? [] : ['incomplete']), ...(partial ? ['partial'] : [])]
  const marked = marks.length > 0 ? ` (${marks.join(', ')})` : ''
  return `${run} ${iwf.name} ${iwf.version}: ${VERDICT_WORDS[verdict]}${marked}; ${counts.join(', ')}`
}

const circumstance = ({ of, name, a, b }: Difference): string =>
  `  ${of === 'run' ? '' : `${of} `}${name}: ${a ?? 'none'}, now ${b ?? 'none'}`

function caseLines({ id, title, a, b, direction, rows }: CaseChange): readonly string[] {
  const head =
    a === b
      ? `  ${id} ${title}: ${standing(a)} in both`
      : `${SIGNS[direction]} ${id} ${title}: ${standing(a)}, now ${standing(b)}`
  return [
    head,
    ...rows.flatMap(row => [
      ...(row.id === id || row.a === row.b
        ? []
        : [`    ${SIGNS[row.direction]} ${row.id}: ${standing(row.a)}, now ${standing(row.b)}`]),
      ...row.checks.map(check => `      ${row.id}: ${checkLine(check)}`),
    ]),
  ]
}

function checkLine({ requirement, level, statement, a, b, evaluated, because }: CheckChange): string {
  const only =
    evaluated === 'in a only' ? ' [not evaluated now]' : evaluated === 'in b only' ? ' [not evaluated before]' : ''
  const why = because === undefined ? '' : `: ${because}`
  return `${requirement} (${level}) ${statement}: ${a ?? 'no such check'}, now ${b ?? 'no such check'}${why}${only}`
}

/** Text of a peer may end up in a reason; it must not steer the reader's terminal. */
const visible = (text: string): string =>
  text.replace(/[\p{Cc}\p{Cf}]/gu, hidden => `\\u{${hidden.codePointAt(0)?.toString(16) ?? ''}}`)
