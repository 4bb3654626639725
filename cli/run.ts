import { ConfigurationError } from '../engine/configuration.ts'
import { loadCases } from '../engine/load-cases.ts'
import { selectCases } from '../engine/plan.ts'
import { summary } from '../reports/summary.ts'
import { captureForm } from './capture-form.ts'
import { parseCommandLine, wholeNumber, type Command } from './command.ts'
import { conduct, DEFAULT_CONCURRENCY, evidenceFolder } from './conduct.ts'
import { EXIT, exitCodeFor } from './exit-codes.ts'
import { loadConfiguration } from './load-configuration.ts'
import { progress } from './progress.ts'
import { runToFinish } from './resume.ts'

const help = `usage: iwf-conformance run [options]
       iwf-conformance run --resume [RUN] [--config FILE] [--evidence DIR] [--concurrency N]

Runs the cases against the IWF of the configuration, judges what was recorded, and writes evidence/<run>/ with
results.json, report.html, junit.xml, manifest.json, traces and captures; evidence/latest points at it.

  --config FILE       configuration; default harness.config.ts
  --case ID           only this case; may be repeated
  --group NAME        only this group; may be repeated
  --grep TEXT         only cases whose id and title contain the text
  --concurrency N     cases at the same time; default ${DEFAULT_CONCURRENCY}
  --seed S            makes names and tokens repeatable
  --probe-undeclared  also run what the ICS excludes, for information: it counts nowhere and is marked in every report
  --baseline FILE     deviations that are accepted for a time, instead of the configured file: they stay in every report,
                      and do not fail the run until they expire; see docs/evidence.md
  --evidence DIR      where the evidence goes; default as configured, or evidence
  --captures FORM     captures for Wireshark, a file for each case: ip (packets with synthetic headers; the default),
                      pdu (messages that name their dissector) or none
  --defect NAME       start the embedded subject with a defect
  --resume            finishes a run that was killed or interrupted, in its own folder: what had not ended runs, with a
                      fresh start of the IWF; configuration and harness must be those that it began with. RUN is a
                      folder or the id of a run; default the newest. Reports say that it was resumed

Examples:
  iwf-conformance run --group blocklist
  iwf-conformance run --baseline accepted.json
  iwf-conformance run --resume
  iwf-conformance run --resume 20261122-141500-3f9a --config my.config.ts

Exit codes: 0 pass or warn, 1 fail, 2 inconclusive, 3 error, 4 usage or configuration.
`

export const runCommand: Command = {
  name: 'run',
  summary: 'runs the cases against the IWF of the configuration and writes the evidence',
  help,
  async run(args, terminal) {
    const { values, positionals } = parseCommandLine('run', args, {
      config: { type: 'string' },
      case: { type: 'string', multiple: true },
      group: { type: 'string', multiple: true },
      grep: { type: 'string' },
      concurrency: { type: 'string' },
      seed: { type: 'string' },
      baseline: { type: 'string' },
      evidence: { type: 'string' },
      defect: { type: 'string' },
      captures: { type: 'string' },
      'probe-undeclared': { type: 'boolean' },
      resume: { type: 'boolean' },
    })
    if (values.resume) refuseSelection(values, positionals)
    else if (positionals.length > 0)
      throw new ConfigurationError('usage', `run takes options only, not "${positionals.join(' ')}"; cases: --case ID`)
    const loaded = await loadConfiguration(values.config, { defect: values.defect })
    if (values['probe-undeclared'] && loaded.configuration.subject === 'imps-server')
      throw new ConfigurationError(
        'usage',
        '--probe-undeclared needs an IWF: at an IMPS server nothing can be tried with users that it does not have',
      )
    const catalogue = await loadCases(loaded.configuration.cases ?? [], loaded.base, loaded.configuration.subject)
    const unfinished = values.resume
      ? runToFinish(positionals[0], evidenceFolder(loaded, values.evidence), catalogue)
      : undefined
    const cases =
      unfinished?.cases ??
      selectCases(catalogue, {
        ...(values.case ? { ids: values.case } : {}),
        ...(values.group ? { groups: values.group } : {}),
        ...(values.grep === undefined ? {} : { grep: values.grep }),
      })
    const interruption = new AbortController()
    const interrupt = () => {
      if (interruption.signal.aborted) process.exit(EXIT.error)
      terminal.err('\ninterrupted: waiting for the cases that run, then reporting; once more to give up at once\n')
      interruption.abort()
    }
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, interrupt)
    let ran = 0
    try {
      const { results, report } = await conduct({
        loaded,
        catalogue,
        cases,
        seed: values.seed,
        baseline: values.baseline,
        evidence: values.evidence,
        captures: captureForm(values.captures),
        unfinished,
        concurrency:
          values.concurrency === undefined ? undefined : wholeNumber('concurrency', values.concurrency, 1, 1000),
        probeUndeclared: values['probe-undeclared'] ?? unfinished?.run.run.probes !== undefined,
        interrupted: interruption.signal,
        caseRan: ({ id }) => terminal.out(progress(++ran, cases.length, id, terminal.isTerminal)),
      })
      terminal.out(summary(results, { colour: terminal.isTerminal, report }))
      return exitCodeFor(results.verdict)
    } finally {
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, interrupt)
    }
  },
}

/** What a run that is taken up again was asked for stands in its record. */
function refuseSelection(values: Readonly<Record<string, unknown>>, positionals: readonly string[]): void {
  const stray = ['case', 'group', 'grep', 'seed', 'baseline', 'probe-undeclared'].find(
    option => values[option] !== undefined,
  )
  if (stray !== undefined)
    throw new ConfigurationError('usage', `--resume goes on with what the run was asked for: leave out --${stray}`)
  if (positionals.length > 1) throw new ConfigurationError('usage', 'run --resume takes one run')
}
