import { parseArgs } from 'node:util'
import { ConfigurationError, readConfiguration } from './configuration.ts'
import { correctDecisions } from './decisions.ts'
import { startIwf } from './iwf.ts'
import { defectNames, loadDefect, UnknownDefect } from './load-defect.ts'
import { jsonLines } from './log.ts'

const USAGE = `reference-iwf --config FILE [--defect NAME]

  --config FILE   configuration, JSON
  --defect NAME   run with one decision replaced by a wrong one
  --defects       list the defects
  --help          show this

Prints one JSON object per line; {"event":"ready", ...} with the addresses when up. Ends on SIGTERM or SIGINT.
Exit codes: 0 stopped in order, 3 failed, 4 usage or configuration.
`

const FAILED = 3
const BAD_USAGE = 4

async function main(): Promise<number | undefined> {
  const { values } = parseArgs({
    options: {
      config: { type: 'string' },
      defect: { type: 'string' },
      defects: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  })
  if (values.help === true) {
    process.stdout.write(USAGE)
    return 0
  }
  if (values.defects === true) {
    process.stdout.write(`${defectNames().join('\n')}\n`)
    return 0
  }
  if (values.config === undefined) {
    process.stderr.write(USAGE)
    return BAD_USAGE
  }
  const configuration = readConfiguration(values.config)
  const log = jsonLines(line => process.stdout.write(line))
  const decisions = values.defect === undefined ? correctDecisions : (await loadDefect(values.defect))(correctDecisions)
  const iwf = await startIwf(configuration, { decisions, log })
  log.event('ready', { name: configuration.name, pid: process.pid, ...iwf.addresses, defect: values.defect })

  // A fault in one exchange must not take the others down; it is written down and they go on.
  process.on('unhandledRejection', error => {
    log.event('fault', { error: error instanceof Error ? (error.stack ?? error.message) : String(error) })
  })

  let stopping = false
  const stop = () => {
    if (stopping) return
    stopping = true
    iwf.stop().then(
      () => process.exit(0),
      (error: unknown) => fail(error),
    )
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
  return undefined
}

function fail(error: unknown): void {
  const usage =
    error instanceof ConfigurationError ||
    error instanceof UnknownDefect ||
    (error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS'))
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(usage ? BAD_USAGE : FAILED)
}

main().then(code => {
  if (code !== undefined) process.exit(code)
}, fail)
