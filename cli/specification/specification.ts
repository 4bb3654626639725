import { groups, type AnyCase } from '../../engine/case.ts'
import { ambiguityRegister } from './ambiguity-register.ts'
import { caseSheet } from './case-sheet.ts'
import { icsTable, pixitTable } from './declarations.ts'
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

/**
 * The test specification in Markdown, made from the same data that runs: sheets of all cases, requirement matrix,
 * ambiguity register, expectation and mapping tables, ICS and PIXIT.
 */
export function specification(catalogue: readonly AnyCase[]): string {
  const rows = catalogue.reduce((sum, { rows: own }) => sum + (own === undefined ? 1 : Object.keys(own).length), 0)
  const sheets = groups.flatMap(group => {
    const cases = catalogue.filter(definition => definition.group === group)
    // The cases of an IWF and those of an IMPS server are printed apart.
    return cases.length === 0 ? [] : [chapter(`Cases: ${group} (${cases.length})`, ...cases.map(caseSheet))]
  })
  return `${[
    '# Test specification',
    `Generated from the catalogue by \`npm run catalogue\`: ${catalogue.length} cases with ${rows} rows. How verdicts ` +
      'are reached, and what *preferred*, *strict* and *lenient* mean: a strict code passes, a lenient one passes with ' +
      'a warning that names it, any other fails.',
    chapter('Requirements', requirementMatrix(catalogue)),
    ...sheets,
    chapter('Ambiguities', ambiguityRegister(catalogue)),
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
    ),
    chapter('ICS', icsTable()),
    chapter('PIXIT', pixitTable()),
  ].join('\n\n')}\n`
}
