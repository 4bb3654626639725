import { ConfigurationError } from '../engine/configuration.ts'
import { runDirectly } from '../engine/front-end.ts'
import { CHROMIUM_VARIABLE } from '../reports/pdf/find-chromium.ts'
import { ALLURE_REPORT, buildAllureReport } from './allure-report.ts'
import { captureForm } from './capture-form.ts'
import { parseCommandLine, type Command } from './command.ts'
import { findRun } from './evidence.ts'
import { EXIT } from './exit-codes.ts'
import { configOption, knownCasesOfAnySubject } from './known-cases.ts'
import { printReport } from './print-report.ts'
import { writeReportsAgain } from './write-reports-again.ts'

const help = `usage: iwf-conformance report [RUN] [--into DIR] [--captures FORM] [--config FILE]
       iwf-conformance report [RUN] --pdf [--into DIR] [--chromium PATH]
       iwf-conformance report [RUN] --allure [--into DIR]

Writes the reports of a run again from its recording alone. RUN is a folder or the id of a run; default evidence/latest.
Sealed evidence is never touched, and reports that would say something else than the record are not written over it:
with --into they go to a new folder, together with a copy of the recording.

  --into DIR        where to write instead of the run's folder; a new or empty folder unless with --pdf;
                    with --allure default ${ALLURE_REPORT} in the working directory, which is replaced
  --captures FORM   captures for Wireshark, a file for each case: ip (packets with synthetic headers; the default),
                    pdu (messages that name their dissector) or none
  --pdf             prints the report.html that is there as report.pdf, for filing
  --chromium PATH   the Chromium that prints; default ${CHROMIUM_VARIABLE} of the environment, else Playwright's own,
                    else the system's
  --allure          builds the Allure report from allure-results/ with allure-commandline, which needs Java; neither
                    calls home. To read it: npx allure open --host 127.0.0.1 ${ALLURE_REPORT}
${configOption}

Examples:
  iwf-conformance report evidence/latest --pdf
  iwf-conformance report --allure
  iwf-conformance report 20261122-141500-3f9a --into /tmp/again

Exit codes: 0 written, 3 the record says something else or cannot be read, 4 usage, 5 a program that is needed is not
installed, or not where it was named.
`

export const reportCommand: Command = {
  name: 'report',
  summary: 'writes the reports of a run again, prints them as PDF, builds the Allure report',
  help,
  async run(args, terminal) {
    const { values, positionals } = parseCommandLine('report', args, {
      into: { type: 'string' },
      pdf: { type: 'boolean' },
      allure: { type: 'boolean' },
      chromium: { type: 'string' },
      captures: { type: 'string' },
      config: { type: 'string' },
    })
    if (positionals.length > 1)
      throw new ConfigurationError('usage', `report takes one run, not ${positionals.length}: ${positionals.join(' ')}`)
    if (values.chromium !== undefined && !values.pdf)
      throw new ConfigurationError('usage', '--chromium is for printing: give it together with --pdf')
    if (values.pdf && values.allure)
      throw new ConfigurationError('usage', '--pdf and --allure exclude each other; give one of them')
    if (values.captures !== undefined && (values.pdf || values.allure))
      throw new ConfigurationError('usage', '--captures is for the reports: give it without --pdf and --allure')
    const captures = captureForm(values.captures)
    const folder = findRun(positionals[0])
    if (values.allure) {
      terminal.out(`${await buildAllureReport(folder, values.into ?? ALLURE_REPORT)}\n`)
      return EXIT.passed
    }
    if (values.pdf) {
      const pdf = await printReport(folder, { into: values.into, chromium: values.chromium })
      terminal.out(`${pdf}\n`)
      return EXIT.passed
    }
    runDirectly()
    const catalogue = await knownCasesOfAnySubject(values.config)
    return writeReportsAgain(folder, catalogue, { into: values.into, captures }, terminal)
  },
}
