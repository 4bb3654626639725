import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { ConfigurationError } from '../engine/configuration.ts'
import { writeAtomically } from '../reports/atomic-file.ts'
import { compareResults } from '../reports/compare/compare-results.ts'
import { comparisonHtml } from '../reports/compare/comparison-html.ts'
import { comparisonText } from '../reports/compare/comparison-text.ts'
import { READABLE_SCHEMA_VERSIONS, type Results } from '../reports/results.ts'
import { resultsProblems } from '../reports/validate-results.ts'
import { RESULTS_FILE } from '../reports/write-results.ts'
import { parseCommandLine, type Command } from './command.ts'
import { EXIT } from './exit-codes.ts'

const help = `usage: iwf-conformance compare A B [--common] [--json] [--html FILE]

Shows what differs between two runs: verdicts of cases and rows, checks, always-on rules, requirements, the declaration
of cases, versions, ICS and PIXIT. A and B are folders of runs, ids of runs, or results.json files; A is the earlier one.

  --common      leaves out cases that only one of the runs has
  --json        prints the comparison as JSON
  --html FILE   writes it as a page, too

B is worse than A when a case or a row has a worse verdict, was shown in A and is not in B (not run, or not applicable
any more), is new and not green, or when an always-on rule is violated that was not. A check that is not evaluated any
more is told, and alone makes no run worse.

Examples:
  iwf-conformance compare evidence/20261121-220000-77aa evidence/latest
  iwf-conformance compare release-1.4/results.json evidence/latest --common --html compared.html

Exit codes: 0 no worse, 1 worse, 4 usage, or results that cannot be read.
`

export const compareCommand: Command = {
  name: 'compare',
  summary: 'shows what differs between two runs, and whether the second is worse',
  help,
  async run(args, terminal) {
    const { values, positionals } = parseCommandLine('compare', args, {
      common: { type: 'boolean' },
      json: { type: 'boolean' },
      html: { type: 'string' },
    })
    const [a, b, ...rest] = positionals
    if (a === undefined || b === undefined || rest.length > 0)
      throw new ConfigurationError('usage', 'compare takes two runs: iwf-conformance compare A B')
    const [was, is] = [readResults(a), readResults(b)]
    if (values.common && !was.cases.some(({ id }) => is.cases.some(other => other.id === id)))
      throw new ConfigurationError('nothing-in-common', `${a} and ${b} have no case in common: --common leaves nothing`)
    const comparison = compareResults(was, is, { commonOnly: values.common ?? false })
    if (values.html !== undefined) await writePage(values.html, comparisonHtml(comparison))
    terminal.out(values.json ? `${JSON.stringify(comparison, null, 2)}\n` : comparisonText(comparison))
    return comparison.outcome === 'worse' ? EXIT.failed : EXIT.passed
  },
}

async function writePage(file: string, page: string): Promise<void> {
  try {
    await writeAtomically(file, page)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new ConfigurationError('not-writable', `--html ${file} cannot be written: ${why}`)
  }
}

/** Throws {@link ConfigurationError}: `no-such-run`, `unknown-schema`, `invalid-results`. */
function readResults(named: string): Results {
  const file = [named, join(named, RESULTS_FILE), join('evidence', named, RESULTS_FILE)].find(
    path => existsSync(path) && statSync(path).isFile(),
  )
  if (file === undefined)
    throw new ConfigurationError(
      'no-such-run',
      `${named} is neither a ${RESULTS_FILE} nor a folder or an id of a run that has one`,
    )
  let document: unknown
  try {
    document = JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new ConfigurationError('invalid-results', `${file} is not JSON: ${why}`)
  }
  const { schemaVersion } = (document ?? {}) as { readonly schemaVersion?: unknown }
  if (!READABLE_SCHEMA_VERSIONS.some(readable => readable === schemaVersion))
    throw new ConfigurationError(
      'unknown-schema',
      `${file} has the schema version ${schemaVersion === undefined ? 'of none' : JSON.stringify(schemaVersion)}, this harness reads ` +
        `${READABLE_SCHEMA_VERSIONS.join(' and ')}: compare with the harness that wrote it, or write it again with \`report --into\``,
    )
  const [problem] = resultsProblems(document)
  if (problem)
    throw new ConfigurationError('invalid-results', `${file} is unsound at ${problem.path || '/'}: ${problem.message}`)
  return document as Results
}
