import { groups, type AnyCase } from '../../engine/case.ts'
import { ambiguityRegister } from './ambiguity-register.ts'
import { caseSheet } from './case-sheet.ts'
import { icsTable, pixitTable, serverIcsTable } from './declarations.ts'
import {
  addressTable,
  impsStatusTable,
  localEventTable,
  msrpStatusTable,
  namedSets,
  sipStatusTable,
} from './expectation-tables.ts'
import { requirementMatrix } from './requirement-matrix.ts'

const chapter = (title: string, ...parts: readonly string[]): string => [`## ${title}`, ...parts].join('\n\n')

const titles = { iwf: '# Test specification', 'imps-server': '# Test specification for IMPS servers' } as const

/**
 * The test specification in Markdown, made from the same data that runs: sheets of all cases, requirement matrix,
 * ambiguity register and what is declared; for an IWF the expectation and mapping tables as well.
 */
export function specification(catalogue: readonly AnyCase[], subject: 'iwf' | 'imps-server' = 'iwf'): string {
  const rows = catalogue.reduce((sum, { rows: own }) => sum + (own === undefined ? 1 : Object.keys(own).length), 0)
  const sheets = groups.flatMap(group => {
    const cases = catalogue.filter(definition => definition.group === group)
    // The cases of an IWF and those of an IMPS server are printed apart.
    return cases.length === 0 ? [] : [chapter(`Cases: ${group} (${cases.length})`, ...cases.map(caseSheet))]
  })
  return `${[
    titles[subject],
    `Generated from the catalogue by \`npm run catalogue\`: ${catalogue.length} cases with ${rows} rows. How verdicts ` +
      'are reached, and what *preferred*, *strict* and *lenient* mean: a strict code passes, a lenient one passes with ' +
      'a warning that names it, any other fails.',
    chapter('Requirements', requirementMatrix(catalogue, subject)),
    ...sheets,
    chapter('Ambiguities', ambiguityRegister(catalogue, subject)),
    ...(subject === 'iwf' ? [expectations(), chapter('ICS', icsTable())] : [chapter('ICS', serverIcsTable())]),
    chapter('PIXIT', pixitTable()),
  ].join('\n\n')}\n`
}

const expectations = (): string =>
  chapter(
    'Expectation tables',
    '### Named sets',
    namedSets(),
    '### IMPS status to SIP and MSRP',
    impsStatusTable(),
    '### Local events',
    localEventTable(),
    '### SIP response to IMPS status',
    sipStatusTable(),
    '### MSRP outcome and notification to IMPS status',
    msrpStatusTable(),
    '### Addresses',
    addressTable(),
  )
